"""The vocabulary: frozen dataclasses and enums, standard library only.

``None`` means *not observed*; ``()`` means *observed, and none*. A failed or truncated
collection can therefore never look like "mirror removed".
"""

"""One kind of scheduled work is one file: ``run(job)`` does it and says in a sentence how it went.

``sweep.py`` is what a schedule with ``what: sweep`` does.
"""

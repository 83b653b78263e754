"""What a person could type to undo a mirror; netwatch itself never sends it."""

from netwatch.model.mirror import Mirror
from netwatch.model.rule import Facts


def removal(facts: Facts, mirror: Mirror) -> tuple[str, ...]:
    """Return the platform's commands that remove ``mirror``; () when they are not known.

    An id that is not plain would make a command that does something else: it gets none.
    """
    plain = mirror.id.isprintable() and not set(mirror.id) & set(";|&`$\n")
    if facts.platform.mirror_removal is None or not plain:
        return ()
    return facts.platform.mirror_removal(mirror.id)

"""What a device shows in operation and does not show in its configuration."""

from netwatch.model.posture import Posture, Trait


def unconfigured(posture: Posture, shown: str, configured: str) -> tuple[Trait, ...] | None:
    """Return the traits of the field ``shown`` that the field ``configured`` does not name.

    None when one of the two was not observed. Case and spacing are no difference.
    """
    there, known = getattr(posture, shown, None), getattr(posture, configured, None)
    if there is None or known is None:
        return None
    names = {_folded(each.name) for each in known}
    return tuple(each for each in there if _folded(each.name) not in names)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())

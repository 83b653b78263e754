"""What a device shows on another way than the main visit's, and not there."""

from netwatch.model.posture import Trait
from netwatch.model.state import DeviceState

STATEMENTS = "statements"
SESSIONS = "sessions"


def shown_elsewhere(state: DeviceState, what: str) -> tuple[Trait, ...] | None:
    """Return what another channel shows of ``what`` and the main visit contradicts.

    None when one of the two was not observed in the visit of ``state``.
    """
    channels = state.channels
    if channels is None:
        return None
    if what == STATEMENTS:
        return channels.statements
    if what == SESSIONS:
        return channels.sessions
    return None

"""A start-up configuration saved from this very running one, and what the latter does not show."""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.platform import STARTUP
from netwatch.model.posture import Counter
from netwatch.model.state import DeviceState

CHANGED_AT = "config changed at"
SAVED_FROM = "startup changed at"

_MOST = 100

# What an intruder hides, each by its name. Other lines may be left out of one of the two for
# reasons of their own.
_HIDDEN = re.compile(
    r"^(?P<what>(?:username|event manager (?:applet|policy)|monitor session"
    r"|ip access-list \S{1,20}|access-list) \S{1,128})[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)


def change_times(state: DeviceState) -> tuple[Counter, Counter] | None:
    """Return the last change as the running and the start-up configuration say; None for one."""
    times = {each.name: each for each in state.counters or ()}
    running, saved = times.get(CHANGED_AT), times.get(SAVED_FROM)
    return None if running is None or saved is None else (running, saved)


def saved_only(state: DeviceState) -> dict[str, Evidence] | None:
    """Return the users, automation, sessions and lists that only the start-up file shows.

    By name in lower case, each with its line. Both must carry one time of the last change: the
    file was then written from this running configuration after that change, and both must hold
    the same. None where that is not so, or one of them was not observed.
    """
    times = change_times(state)
    if state.config is None or state.startup is None or times is None:
        return None
    if times[0].value != times[1].value:
        return None
    there = {_name(each) for each in _HIDDEN.finditer(state.config)}
    found: dict[str, Evidence] = {}
    for each in _HIDDEN.finditer(state.startup):
        if len(found) >= _MOST:
            break
        if _name(each) not in there:
            number = state.startup.count("\n", 0, each.start()) + 1
            found.setdefault(_name(each), Evidence(STARTUP, number, each[0][:500]))
    return found


def _name(found: re.Match[str]) -> str:
    return " ".join(found["what"].casefold().split())

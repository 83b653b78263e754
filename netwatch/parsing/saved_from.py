"""A start-up configuration saved from this very running one, and what the latter does not show."""

import re

from netwatch.model.platform import Platform
from netwatch.model.posture import Counter
from netwatch.model.state import ConfigLine, DeviceState

CHANGED_AT = "config changed at"
SAVED_FROM = "startup changed at"

# What an intruder hides, each by its name. Other lines may be left out of one of the two for
# reasons of their own.
_HIDDEN = re.compile(
    r"(?P<what>(?:username|event manager (?:applet|policy)|monitor session"
    r"|ip access-list \S{1,20}|access-list) \S{1,128})",
    re.IGNORECASE,
)


def change_times(state: DeviceState) -> tuple[Counter, Counter] | None:
    """Return the last change as the running and the start-up configuration say; None for one."""
    times = {each.name: each for each in state.counters or ()}
    running, saved = times.get(CHANGED_AT), times.get(SAVED_FROM)
    return None if running is None or saved is None else (running, saved)


def saved_only(state: DeviceState, platform: Platform) -> dict[str, ConfigLine] | None:
    """Return the users, automation, sessions and lists that only the start-up file shows, by name.

    Both must carry one time of the last change: the file was then written from this running
    configuration after that change, and both must hold the same. None where that is not so, or
    one of them was not observed.
    """
    times = change_times(state)
    if state.config is None or state.startup is None or times is None:
        return None
    if times[0].value != times[1].value:
        return None
    there = _heads(platform.flatten(state.config))
    saved = _heads(platform.flatten(state.startup))
    return {name: line for name, line in saved.items() if name not in there}


def _heads(lines: tuple[ConfigLine, ...]) -> dict[str, ConfigLine]:
    found: dict[str, ConfigLine] = {}
    for line in lines:
        match = None if line.parents else _HIDDEN.match(line.text)
        if match:
            found.setdefault(" ".join(match["what"].casefold().split()), line)
    return found

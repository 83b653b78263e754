"""A device's own list of commits -> who committed when, newest first.

Layouts: Junos ``show system commit`` and IOS XR ``show configuration commit list``, both as in
the vendors' references and in real output. Times are the device's own, with its zone left aside:
only times of one device are ever compared. An old commit falls off the end of either list.
"""

import calendar
import re
from datetime import datetime

from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Counter
from netwatch.model.state import Commit, DeviceState
from netwatch.parsing.posture.changed import seconds
from netwatch.parsing.saved_from import CHANGED_AT

COMMITS = "commits"

SLACK_S = 300
"""The header of a configuration and the list are written at the two ends of one commit."""

# A clock set back by an hour in autumn is printed without its zone by some.
_CLOCK_STEP_S = 3660
_MOST = 100
_ISO = r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"
_JUNOS = re.compile(
    rf" *(?P<row>\d{{1,3}}) +{_ISO}(?: (?P<zone>[\w+-]{{1,12}}))? by (?P<who>\S{{1,64}})"
    r" via (?P<how>\S{1,40})(?: .*)?"
)
_XR = re.compile(
    r" *(?P<row>\d{1,4}) +(?P<id>\S{1,64}) +(?P<who>\S{1,64}) .{0,120}?"
    r"(?P<when>\w{3} \w{3} +\d{1,2} [\d:]{8} \d{4}) *"
)
_HEADER = re.compile(rf"^## Last commit: {_ISO}[^\n]{{0,120}}$", re.MULTILINE)
_ANY_HEADER = re.compile(r"^## Last (?:commit|changed): [^\n]*$", re.MULTILINE)
_HEAD = 4000


def junos_commits(text: str | None) -> tuple[Commit, ...] | None:
    """Return the commits of ``show system commit``; None when it was not answered.

    The rescue configuration and a commit that waits for its time are none. Where a second list
    follows (another member), it ends the first.
    """
    if text is None:
        return None
    found: list[Commit] = []
    for number, line in enumerate(text.split("\n"), 1):
        row = _JUNOS.fullmatch(line[:400])
        at = _iso(row["when"]) if row else None
        if row is None or at is None:
            continue
        if int(row["row"]) != len(found) or len(found) >= _MOST:
            break
        mark = " ".join(filter(None, (row["when"], row["zone"])))
        found.append(Commit(mark, f"{row['who']} via {row['how']}", at, number))
    return tuple(found)


def xr_commits(text: str | None) -> tuple[Commit, ...] | None:
    """Return the commits of ``show configuration commit list``; None when it was not answered."""
    if text is None:
        return None
    found: list[Commit] = []
    for number, line in enumerate(text.split("\n"), 1):
        row = _XR.fullmatch(line[:400])
        at = seconds(row["when"]) if row else None
        if row is None or at is None:
            continue
        if int(row["row"]) != len(found) + 1 or len(found) >= _MOST:
            break
        found.append(Commit(row["id"], row["who"], at, number))
    return tuple(found)


def junos_last_change(config: str) -> tuple[Counter, ...]:
    """Return when the configuration says that it was committed, in its first lines."""
    line = _HEADER.search(config[:_HEAD])
    at = _iso(line["when"]) if line else None
    if line is None or at is None:
        return ()
    number = config.count("\n", 0, line.start()) + 1
    return (Counter("config changed at", at, (Evidence(CONFIG, number, line[0]),)),)


def without_junos_last_change(config: str) -> str:
    """Return the configuration as it is kept: that line is read, and is no statement of it."""
    return _ANY_HEADER.sub("", config[:_HEAD]) + config[_HEAD:]


def committed_at(state: DeviceState) -> Counter | None:
    """Return when the configuration of ``state`` says that it was committed, quoted."""
    found = (each for each in state.counters or () if each.name == CHANGED_AT)
    return next((each for each in found if each.evidence), None)


def not_listed(state: DeviceState) -> Counter | None:
    """Return when the configuration was committed, if that is after the newest commit listed."""
    header = committed_at(state)
    if header is None or not state.commits:
        return None
    newest = max(each.at for each in state.commits)
    return header if header.value > newest + SLACK_S + _CLOCK_STEP_S else None


def _iso(words: str) -> int | None:
    try:
        moment = datetime.strptime(words, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None
    return calendar.timegm(moment.timetuple())

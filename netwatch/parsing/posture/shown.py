"""Operational answers of the IOS family about its company -> traits.

Layouts: Cisco's command references for ``show event manager policy registered``, ``show ip
access-lists``, ``show processes`` and ``show app-hosting list``.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Counter, Posture, Trait
from netwatch.model.state import Answers
from netwatch.parsing.posture.found import entry
from netwatch.parsing.posture.topics import ACCESS_LISTS, GUESTS, PROCESSES, REGISTERED

_REGISTERED = re.compile(
    r"^ *\d{1,5} +(?P<kind>applet|script)(?: +(?:user|system))? +(?P<event>\S.{0,40}?) +(?:On|Off)"
    r" +\w{3} \w{3} +\d{1,2} [\d:]{8} \d{4} +(?P<name>\S{1,255}) *$",
    re.IGNORECASE,
)
_REGISTERED_HEAD = re.compile(r"^No\. +(?:Class|Type) ", re.MULTILINE)
# Cisco's own scripts, which no configuration names.
_OWN = ("Mandatory.", "mandatory.")
_LIST_HEAD = re.compile(
    r"^(?:Standard|Extended) IP access list (?P<name>\S{1,128})(?P<rest>.*)$", re.MULTILINE
)
_PROCESS = (
    r"^ *\d{1,7} +\S{1,6} +[0-9A-Fa-f]{4,16} +\d{1,12} +\d{1,12} +\d{1,10} *\d{1,9}/\d{1,9}"
    r" +\S{1,6} +(?P<name>\S.{0,80}?) *$"
)
_PROCESS_ROW = re.compile(_PROCESS)
_PROCESS_HEAD = re.compile(r"^ *PID +QTy\b", re.MULTILINE)
_APP_HEAD = re.compile(r"^App id +State|^No App found", re.MULTILINE | re.IGNORECASE)
_APP = re.compile(r"^(?P<name>[\w.-]{1,64}) +(?P<state>[A-Z][A-Z_-]{2,20}) *$", re.MULTILINE)
_CHANGED = re.compile(
    r"^!!? Last configuration change at [*.]?(?P<words>[^\n]{1,80})$", re.MULTILINE
)
_WHEN = re.compile(
    r"(?P<time>\d\d:\d\d:\d\d)(?:\.\d{1,6})?(?: [A-Za-z+:\d-]{1,12})? \w{3}"
    r" (?P<day>\w{3} +\d{1,2}) (?P<year>\d{4})\b"
)
VOLATILE_ROWS = (
    (_PROCESS.replace("?P<name>", ""), r"\1"),
    (r"^(?:Virtual Exec|SSH Process|Exec|SSH Event handler)$", ""),
    (r"^CPU utilization for five seconds: .*", ""),
)


def with_shown(posture: Posture | None, answers: Answers) -> Posture | None:
    """Return ``posture`` with what was asked about operation; None when nothing was observed."""
    seen = {
        "registered": _registered(answers.get(REGISTERED)),
        "shown_permits": _permits(answers.get(ACCESS_LISTS)),
        "processes": _processes(answers.get(PROCESSES)),
        "running_guests": _guests(answers.get(GUESTS)),
    }
    told = {name: traits for name, traits in seen.items() if traits is not None}
    if posture is None and not told:
        return None
    return replace(posture or Posture(), **told)


def _registered(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or (text.strip() and not _REGISTERED_HEAD.search(text)):
        return None
    found = (
        Trait(
            f"event manager {'applet' if said['kind'].lower() == 'applet' else 'policy'}"
            f" {said['name']}",
            said["event"].strip().lower(),
            (Evidence(REGISTERED, number, line.strip()),),
        )
        for said, number, line in _rows(text, _REGISTERED)
        if not said["name"].startswith(_OWN)
    )
    return _once(found)


def _permits(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or (text.strip() and not _LIST_HEAD.search(text)):
        return None
    return _once(_list_entries(text))


def _list_entries(text: str) -> Iterator[Trait]:
    name = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1].strip():
            head = _LIST_HEAD.match(line.strip())
            # Lists handed out with a session come and go with it.
            name = head["name"] if head and "per-user" not in head["rest"] else ""
        elif name and (said := entry(line)) and said[0] == "permit":
            quote = Evidence(ACCESS_LISTS, number, line.strip())
            yield Trait(f"{name} permit {said[1]}", "", (quote,))


def _processes(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or not _PROCESS_HEAD.search(text):
        return None
    return _once(
        Trait(said["name"], "", (Evidence(PROCESSES, number, line.strip()),))
        for said, number, line in _rows(text, _PROCESS_ROW)
    )


def _guests(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or not _APP_HEAD.search(text):
        return None
    return _once(
        Trait(said["name"], said["state"].lower(), (Evidence(GUESTS, number, line.strip()),))
        for said, number, line in _rows(text, _APP)
    )


def _rows(text: str, form: re.Pattern[str]) -> Iterator[tuple[re.Match[str], int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        match = form.match(line)
        if match:
            yield match, number, line


def _once(traits: Iterable[Trait]) -> tuple[Trait, ...]:
    first: dict[str, Trait] = {}
    for each in traits:
        first.setdefault(each.name, each)
    return tuple(first.values())


def last_change(config: str | None) -> tuple[Counter, ...] | None:
    """Return when the configuration was last changed, by the device's clock and its zone.

    The line also says who changed it, which stands in the evidence. None without a configuration;
    empty where it does not say.
    """
    if config is None:
        return None
    line = _CHANGED.search(config[:4000])
    when = _WHEN.match(line["words"]) if line else None
    seconds = _seconds(when) if when else None
    if line is None or seconds is None:
        return ()
    number = config.count("\n", 0, line.start()) + 1
    return (Counter("config changed at", seconds, (Evidence(CONFIG, number, line[0]),)),)


def _seconds(when: re.Match[str]) -> int | None:
    text = f"{when['year']} {when['day']} {when['time']}"
    try:
        moment = datetime.strptime(" ".join(text.split()), "%Y %b %d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None
    return calendar.timegm(moment.timetuple())


def without_last_change(config: str | None) -> str | None:
    """Return the configuration as it is kept: that line is read, and is no statement."""
    if config is None:
        return None
    line = _CHANGED.search(config[:4000])
    return config[: line.start()] + config[line.end() :] if line else config

"""Operational answers of the IOS family about its company -> traits.

Layouts: Cisco's command references for ``show event manager policy registered``, ``show ip
access-lists``, ``show processes`` and ``show app-hosting list``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.posture import Posture, Trait
from netwatch.model.state import Answers
from netwatch.parsing.posture.found import entry
from netwatch.parsing.posture.topics import ACCESS_LISTS, GUESTS, PROCESSES, REGISTERED
from netwatch.parsing.posture.traits import Traits, quoted

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
    return with_fields(posture, seen)


def with_fields(
    posture: Posture | None, seen: Mapping[str, tuple[Trait, ...] | None]
) -> Posture | None:
    """Return ``posture`` with the fields that were observed; None when nothing was."""
    told = {name: traits for name, traits in seen.items() if traits is not None}
    if posture is None and not told:
        return None
    return replace(posture or Posture(), **told)


def _registered(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or (text.strip() and not _REGISTERED_HEAD.search(text)):
        return None
    found = Traits("registered")
    for said, quote in rows(text, REGISTERED, _REGISTERED):
        if not said["name"].startswith(_OWN):
            kind = "applet" if said["kind"].lower() == "applet" else "policy"
            name = f"event manager {kind} {said['name']}"
            found.add("registered", name, said["event"].strip().lower(), quote)
    return found.of("registered")


def _permits(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or (text.strip() and not _LIST_HEAD.search(text)):
        return None
    found = Traits("shown_permits")
    name = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1].strip():
            head = _LIST_HEAD.match(line.strip())
            # Lists handed out with a session come and go with it.
            name = head["name"] if head and "per-user" not in head["rest"] else ""
        elif name and (said := entry(line)) and said[0] == "permit":
            quote = quoted(ACCESS_LISTS, number, line)
            found.add("shown_permits", f"{name} permit {said[1]}", "", quote)
    return found.of("shown_permits")


def _processes(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or not _PROCESS_HEAD.search(text):
        return None
    found = Traits("processes")
    for said, quote in rows(text, PROCESSES, _PROCESS_ROW):
        found.add("processes", said["name"], "", quote)
    return found.of("processes")


def _guests(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or not _APP_HEAD.search(text):
        return None
    found = Traits("running_guests")
    for said, quote in rows(text, GUESTS, _APP):
        found.add("running_guests", said["name"], said["state"].lower(), quote)
    return found.of("running_guests")


def rows(text: str, source: str, form: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Evidence]]:
    """Yield the lines that ``form`` matches: what it found, and the line as evidence."""
    for number, line in enumerate(text.split("\n"), 1):
        match = form.match(line)
        if match:
            yield match, quoted(source, number, line)

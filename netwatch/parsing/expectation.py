"""One line of words -> one expectation of a change window. Pure; docs/change-windows.md has it."""

import re
from dataclasses import fields

from netwatch.model.image import Image
from netwatch.model.window import (
    CandidateExpected,
    Expectation,
    Expected,
    How,
    ImageExpected,
    LineExpected,
    MirrorExpected,
    ThingExpected,
    UnderExpected,
)

MAX_LINE = 2000

_HEAD = re.compile(r"on\s+(\S+?)\s*:\s+(.+)")
_MAY = re.compile(r"may:?\s+(.+)", re.DOTALL)
_NAMED = re.compile(r"([a-z-]+)\s+(added|removed|changed)\s*(?::\s*(.*))?", re.DOTALL)
_IMAGE = re.compile(r"image\s+([a-z_ ]+?)\s*=\s*(\S.*)")
_IMAGE_CHANGES = re.compile(r"image\s+([a-z_ ]+?)\s+change[sd]")
_CONFIG = re.compile(r"config\s*:\s*(only\s+)?under\s+(\S.*)")
_FILE = re.compile(r"(candidate|fragment|remediation)\s*:\s*(\S.*)")
_MIRROR_WORDS = ("session", "destination", "source", "kind")
_FACETS = {
    "tunnel": "tunnels",
    "file": "files",
    "secret": "secret",
    "dormant": "dormant",
    "identity": "identity",
    "host-key": "host_key",
    "aaa-server": "posture.aaa_servers",
    "aaa-method": "posture.aaa_methods",
    "user": "posture.users",
    "service": "posture.services",
    "protection": "posture.protections",
    "permit": "posture.permits",
    "snmp-writer": "posture.snmp_writers",
    "log-target": "posture.log_targets",
    "log-setting": "posture.log_settings",
    "automation": "posture.automation",
    "guest": "posture.guests",
    "intercept": "posture.intercepts",
}
_IMAGE_FIELDS = {each.name for each in fields(Image)} - {"evidence", "uptime_s"}
_FORMS = (
    "mirror added: DEVICE destination PORT; image version = 17.12.4; config: only under interface "
    "Gi1/0/*; config added: STATEMENT; user added: NAME; candidate: FILE; remediation: FILE; reload"
)


class ExpectationError(ValueError):
    """The line says nothing a window can expect; the message says what would."""


def read_expectation(line: str) -> Expectation:
    """Return what one line announces. Raises ExpectationError.

    ``on DEVICE:`` in front limits it to devices, ``may`` makes it an allowance.
    """
    text = " ".join(line.split())
    if not text or len(text) > MAX_LINE:
        raise ExpectationError(f"an expectation is one line of at most {MAX_LINE} characters")
    rest, device, needed = text, "*", True
    if found := _HEAD.fullmatch(rest):
        device, rest = found[1], found[2]
    if found := _MAY.fullmatch(rest):
        needed, rest = False, found[1]
    if found := _NAMED.fullmatch(rest):
        what, named = _named(found[1], How(found[2]), found[3] or "")
        return Expectation(what=what, text=text, device=named or device, needed=needed)
    if found := _CONFIG.fullmatch(rest):
        # "only" limits what may change; nothing need change at all.
        needed = needed and not found[1]
        return Expectation(
            what=UnderExpected(pattern=found[2]), text=text, device=device, needed=needed
        )
    return Expectation(what=_other(rest), text=text, device=device, needed=needed)


def _named(word: str, how: How, rest: str) -> tuple[Expected, str]:
    """Return what is expected, and the device the line itself names ("" for none)."""
    if word == "mirror":
        return _mirror(how, rest)
    if word == "config":
        *parents, text = (each.strip() for each in rest.split(" > "))
        if not text:
            raise ExpectationError("say which statement: config added: ntp server 192.0.2.9")
        if how is How.CHANGED:
            raise ExpectationError("a statement is added or removed: config added: STATEMENT")
        return LineExpected(how=how, text=text, parents=tuple(parents)), ""
    if word not in _FACETS:
        raise ExpectationError(f"{word!r} is none of mirror, config, {', '.join(_FACETS)}")
    return ThingExpected(facet=_FACETS[word], how=how, name=rest or "*"), ""


def _mirror(how: How, rest: str) -> tuple[MirrorExpected, str]:
    given: dict[str, list[str]] = {}
    device, word = "", ""
    for each in rest.split():
        if each in _MIRROR_WORDS and each not in given:
            word = each
            given[word] = []
        elif word:
            given[word].append(each)
        elif device:
            raise ExpectationError(
                f"{each!r} stands where session, destination, source or kind is expected"
            )
        else:
            device = each
    empty = [word for word, values in given.items() if not values]
    if empty:
        raise ExpectationError(f"nothing stands behind {empty[0]!r}")
    patterns = {word: " ".join(values) for word, values in given.items()}
    return MirrorExpected(how=how, **patterns), device


def _other(rest: str) -> Expected:
    if rest == "reload":
        return ThingExpected(facet="image.booted_at", how=How.CHANGED)
    if found := _IMAGE.fullmatch(rest):
        return ImageExpected(field=_image_field(found[1], "digest"), value=found[2])
    if found := _IMAGE_CHANGES.fullmatch(rest):
        return ThingExpected(facet=f"image.{_image_field(found[1])}", how=How.CHANGED)
    if found := _FILE.fullmatch(rest):
        return CandidateExpected(source=found[2], fragment=found[1] != "candidate")
    raise ExpectationError(f"{rest[:80]!r} is no expectation; write one of: {_FORMS}")


def _image_field(words: str, *more: str) -> str:
    name = words.replace(" ", "_")
    known = (*more, *sorted(_IMAGE_FIELDS))
    if name not in known:
        raise ExpectationError(f"an image has no {words!r}, but {', '.join(known)}")
    return name

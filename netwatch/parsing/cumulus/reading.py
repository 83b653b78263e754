"""The reading of a Cumulus switch, live or from a saved file."""

import re
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.image import Image
from netwatch.model.mirror import Dormant, Mirror
from netwatch.model.platform import CAPTURES, CONFIG, MIRRORS, STARTUP
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.cumulus import mirrors, rules
from netwatch.parsing.cumulus.posture import read_posture
from netwatch.parsing.facts import fact, identified
from netwatch.parsing.linux import system
from netwatch.parsing.linux.packet import read_captures
from netwatch.parsing.linux.saved import read_dormant
from netwatch.parsing.mentions import lines_with

SWITCHD = "switchd-file"
RULES = "acl-files"
INSTALLED = "acl-installed"

_FILES = (CONFIG, SWITCHD, RULES)
_WORDS = ("mirror", "span", "tcpdump")
_MENTION = re.compile(
    r"port-mirror|mirror\.session|\b(?:mirror(?:ing|ed|s)?|e?r?span|tcpdump)\b", re.IGNORECASE
)
_LOOKALIKE = re.compile(
    r"^\s*(?:#|!)|[$#] ?nv (?:config )?show\b|\balias\b|\bdescription\b|\bbanner\b|\bmessage p(?:re|ost)-login\b|spanning-tree|https?://\S*mirror",
    re.IGNORECASE,
)
_TOOLS = ("tc ", "nft ", "ovs-vsctl ", "tcpdump ", " TEE")
_DAEMONS = frozenset(("lldpd", "clagd", "switchd", "mstpd", "ptmd", "zebra", "dhcrelay", "teamd"))
_HOSTNAME = re.compile(
    r"^(?:nv set system hostname|net add hostname|hostname|    system:\n      hostname:)"
    r" +(\S{1,255})$",
    re.MULTILINE,
)
_RELEASE = re.compile(r'^VERSION_ID="?([^"\n]{1,64})"?$', re.MULTILINE)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    texts = {topic: answers[topic] for topic in _FILES if topic in answers}
    operating, odd = _operating(answers)
    unread = [*odd]
    found: dict[str, Mirror] = {}
    for topic, text in texts.items():
        unread += _add(found, topic, text)
    config = answers.get(CONFIG)
    return Reading(
        identity=_identity(answers),
        config=config,
        startup=answers.get(STARTUP),
        declared=tuple(found.values()) if texts else None,
        operating=operating,
        tunnels=() if config is not None else None,
        dormant=_dormant(config),
        unread=tuple(unread) if texts or odd else None,
        image=_image(answers),
        files=system.files(answers),
        posture=None if config is None else read_posture(config),
    )


def _add(found: dict[str, Mirror], topic: str, text: str) -> list[Evidence]:
    """Add the sessions of one text to ``found``; return its lines that were not understood."""
    declared, lines = mirrors.declared(text, topic)
    copying, more = rules.written(text, topic)
    for each in (*declared, *copying):
        twin = found.get(each.id)
        if twin is None:
            found[each.id] = each
        elif (twin.sources, twin.destinations) != (each.sources, each.destinations):
            other = f"{topic}/{each.id}"
            found[other] = replace(each, id=other)
    read_lines = lines | more | {each.line for each in _dormant(text) or () if each.line}
    return [
        Evidence(topic, number, line.strip()[:400])
        for number, line in lines_with(text, _WORDS)
        if number not in read_lines and _MENTION.search(line) and not _LOOKALIKE.search(line)
    ]


def _dormant(text: str | None) -> tuple[Dormant, ...] | None:
    if text is None:
        return None
    return read_dormant(text) if any(word in text for word in _TOOLS) else ()


def _operating(
    answers: Answers,
) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    """Return what the daemon and the hardware run; None unless NVUE was asked what operates."""
    shown, installed = answers.get(MIRRORS), answers.get(INSTALLED)
    if shown is None:
        return None, ()
    running, _ = mirrors.declared(shown, MIRRORS)
    copying, lines = rules.installed(installed or "", INSTALLED)
    odd = tuple(
        Evidence(INSTALLED, number, line.strip()[:400])
        for number, line in lines_with(installed or "", ("span",))
        if number not in lines and re.search(r"\bE?R?SPAN\b", line)
    )
    captures = read_captures(answers.get(CAPTURES) or "", CAPTURES, _DAEMONS)
    return (*running, *copying, *captures), odd


def _identity(answers: Answers) -> Identity | None:
    found = system.identity(answers) or Identity()
    named = found.hostname or fact(answers.get(CONFIG), _HOSTNAME)
    return identified(named, found.serial, found.model)


def _image(answers: Answers) -> Image | None:
    """Return the kernel's image with the release of Cumulus Linux as its version."""
    found, release = system.image(answers), _RELEASE.search(answers.get("os-release") or "")
    if found is None or release is None:
        return found
    return replace(found, version=release[1])

"""Packet captures of ASA and FTD, from ``show capture`` or as they are typed.

Layout of ``show capture`` as public transcripts print it: one line a capture with its state in
brackets, indented ``match`` lines below. ``type raw-data`` is printed even when nobody typed it.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import CAPTURES
from netwatch.parsing.draft import Draft, Drafts

HEAD = re.compile(r"capture (\S{1,80})(?: (.*))?$")
_STATE = re.compile(r"\[(Capturing|Buffer Full|Stopped)\b", re.IGNORECASE)
_INTERFACE = re.compile(r"\binterface (\S{1,64})")
_TYPE = re.compile(r"\btype (asp-drop \w[\w-]{0,40}|webvpn user \S{1,40}|\S{1,40})")
_ACL = re.compile(r"\baccess-list (\S{1,80})")
_MATCH = re.compile(r"(?:^|\s)match (.{1,200}?)(?: *#.*)?$")
_NONE = frozenset({"raw-data", "inline-tag", "lacp", "switch"})


def operating(text: str) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    """Return the captures that ``show capture`` lists, and its lines nobody understood.

    ``[Capturing`` runs; a full buffer has stopped copying; without a word in brackets the text
    does not say.
    """
    drafts, unread = Drafts(), []
    draft: Draft | None = None
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        quote = Evidence(CAPTURES, number, line[:400])
        if found := HEAD.match(line):
            draft = drafts.get(found[1], quote)
            begin(draft, found[2] or "")
            draft.enabled = _state(line)
        elif draft is not None and narrow(draft, line):
            drafts.quote(draft, quote)
        elif re.search(r"\bcapture\b|\[Capturing", line) and not line.startswith("show "):
            unread.append(quote)
    return drafts.mirrors(), tuple(unread)


def begin(draft: Draft, words: str) -> None:
    """Read the head line of one capture, without ``capture NAME``, into ``draft``.

    An interface is captured in both directions. Captures of drops, of IKE or of a VPN user have
    no interface: their type is the source.
    """
    draft.kind = MirrorKind.CAPTURE
    kind = _TYPE.search(words)
    names = _INTERFACE.findall(words)
    draft.sources += [Source(SourceKind.INTERFACE, each, Direction.BOTH) for each in names]
    if kind and not names and kind[1].split()[0] not in _NONE:
        draft.sources.append(Source(SourceKind.ALL, kind[1].strip(), Direction.BOTH))
    acl = _ACL.search(words)
    if acl:
        draft.filters.append(Filter("acl", acl[1]))
    narrow(draft, words)
    draft.destinations.append(Destination(DestinationKind.FILE, "buffer"))


def narrow(draft: Draft, line: str) -> bool:
    """Take a ``match`` line into ``draft``; False when it is something else."""
    found = _MATCH.search(line)
    if found:
        draft.filters.append(Filter("match", found[1].strip()))
    return bool(found)


def _state(line: str) -> bool | None:
    found = _STATE.search(line)
    return found[1].lower() == "capturing" if found else None

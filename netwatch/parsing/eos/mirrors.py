"""Every way an EOS configuration copies traffic: sessions, congestion mirror, postcards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import Direction, Mirror, Source, SourceKind
from netwatch.parsing.eos.postcard import postcards
from netwatch.parsing.eos.session import Draft, read_destination, read_statement
from netwatch.parsing.stanzas import Block
from netwatch.parsing.switch.lists import Lists

QUEUE_ID = "queue-monitor/length"

_SESSION = re.compile(
    r"(?P<no>no +)?monitor +session +(?P<name>\"[^\"]{1,200}\"|\S+)(?: +(?P<rest>.*))?$",
    re.IGNORECASE,
)
_DEFAULT = re.compile(r"default +encapsulation +gre +payload\b", re.IGNORECASE)
_QUEUE = re.compile(r"queue-monitor +length +mirror(?: +destination +(.+))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declared:
    """The sessions of a configuration.

    ``unread`` are lines of a session that were not understood, ``numbers`` all lines that
    belong to mirroring and need no second look.
    """

    mirrors: tuple[Mirror, ...]
    unread: tuple[Evidence, ...] = ()
    numbers: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()


def declared(blocks: Sequence[Block], topic: str) -> Declared:
    """Return the sessions of ``blocks`` in the order of their first line.

    Forms: `monitor session` as arista.avd renders them and real boxes print them; the queue
    and postcard forms as arista.avd renders them.
    """
    reader = _Reader(topic)
    for block in blocks:
        reader.read(block)
    queue, queue_numbers = _queue(blocks, topic, reader.lists)
    cards = postcards(blocks, topic)
    return Declared(
        (*(each.finish() for each in reader.drafts.values()), *queue, *cards.mirrors),
        tuple(reader.unread),
        frozenset(reader.numbers | queue_numbers | cards.numbers),
        (*reader.lists.warnings, *cards.warnings),
    )


class _Reader:
    """Sessions by name while the blocks are read in order."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.lists = Lists()
        self.drafts: dict[str, Draft] = {}
        self.unread: list[Evidence] = []
        self.numbers: set[int] = set()

    def read(self, block: Block) -> None:
        match = _SESSION.match(block.text)
        if not match:
            return
        self.numbers.add(block.number)
        if block.children:
            self.numbers.update(each.number for each in block.children)
        name, rest = match["name"].strip('"'), match["rest"] or ""
        if name[:7].lower() == "default" and _DEFAULT.match(f"{name} {rest}"):
            return
        if not match["no"]:
            self._session(self._draft(name), rest, block)
        elif rest:
            self.unread.append(Evidence(self.topic, block.number, block.text))
        else:
            self.drafts.pop(name, None)

    def _draft(self, name: str) -> Draft:
        draft = self.drafts.get(name)
        if draft is None:
            draft = self.drafts[name] = Draft(name, self.lists)
        return draft

    def _session(self, draft: Draft, rest: str, block: Block) -> None:
        self._line(draft, Evidence(self.topic, block.number, block.text), rest.split())
        for line in block.children:  # no release is known to print a block: nothing may be lost
            self._line(draft, Evidence(self.topic, line.number, line.text), line.text.split())

    def _line(self, draft: Draft, quoted: Evidence, words: list[str]) -> None:
        draft.evidence.append(quoted)
        if words and not read_statement(draft, words):
            draft.confidence = Confidence.LOW
            self.unread.append(quoted)


def _queue(
    blocks: Sequence[Block], topic: str, lists: Lists
) -> tuple[tuple[Mirror, ...], set[int]]:
    """Read the mirror of packets in congested queues; it needs its own line to be on."""
    draft = Draft(QUEUE_ID, lists)
    on = False
    for block in blocks:
        match = _QUEUE.match(block.text)
        if match:
            draft.evidence.append(Evidence(topic, block.number, block.text))
            on = on or match[1] is None
            read_destination(draft, (match[1] or "").split())
    if not draft.evidence:
        return (), set()
    draft.sources.append(Source(SourceKind.ALL, "queue-monitor length", Direction.BOTH))
    numbers = {each.line for each in draft.evidence if each.line is not None}
    return (replace(draft.finish(), enabled=on),), numbers

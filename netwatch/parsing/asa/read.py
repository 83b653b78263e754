"""The answers of an ASA or of FTD's ASA engine -> one reading; shared by both platforms."""

import re
from collections.abc import Iterator, Sequence

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant
from netwatch.model.platform import CAPTURES, CONFIG, STARTUP
from netwatch.model.state import Answers, Reading
from netwatch.parsing import stanzas
from netwatch.parsing.asa import captures, posture
from netwatch.parsing.asa import image as asa_image
from netwatch.parsing.asa.mirrors import declared
from netwatch.parsing.asa.running import counters, doubts, with_running
from netwatch.parsing.mentions import lines_with
from netwatch.parsing.stanzas import Block, Line, quote_of
from netwatch.parsing.switch.tunnels import tunnels

_MENTION = re.compile(
    r"(?<![\w.-])(?:switchport monitor|traffic-forward|monitor-only|promiscuous|capture|span"
    r"|e?rspan|mirror(?:ing|ed)?|monitor session)(?![\w-])",
    re.IGNORECASE,
)
_WORDS = (
    "switchport monitor", "traffic-forward", "monitor-only", "promiscuous", "capture", "span",
    "mirror", "monitor session",
)  # fmt: skip
_LOOK_ALIKE = re.compile(
    r"(?:description|name|nameif|banner|remark|hostname|access-list|access-group|object(?:-group)?"
    r"|network-object|group-object|port-object|service-object|class(?:-map)?|policy-map|match"
    r"|service-policy|privilege|username|snmp-server|logging|aaa|route-map|nat|crypto|tunnel-group"
    r"|group-policy|route|spanning-tree|no|:|show)\b|:",
    re.IGNORECASE,
)
_AUTOMATION = re.compile(r"event manager applet \S|command-alias ", re.IGNORECASE)
_STARTS = re.compile(
    r"\bcapture \S+ (?:type|interface|access-list|match|buffer)"
    r"|switchport monitor|traffic-forward|monitor-only|promiscuous",
    re.IGNORECASE,
)
# Each line of a banner is a statement of its own: no mark opens or closes one here.
_BANNER = re.compile(r"^banner .*", re.MULTILINE)
_ELSEWHERE = re.compile(r"^ +config-url \S", re.MULTILINE)
_CONTEXTS = (
    "this box has several contexts: mirrors and captures of each are seen only from inside it; "
    "list each context as a device of its own"
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(CAPTURES)
    cut = stanzas.split(_BANNER.sub("!", config or ""))
    found = declared(cut.blocks)
    operating, odd = captures.operating(shown) if shown is not None else (None, ())
    image, remarks = asa_image.image(answers)
    observed = config is not None or shown is not None
    spoken = frozenset(number for number, _ in lines_with(config or "", _WORDS))
    left = tuple(_unread(cut.blocks, spoken - found.read)) if config is not None else ()
    contexts = (_CONTEXTS,) if config and _ELSEWHERE.search(config) else ()
    return Reading(
        identity=asa_image.identity(answers),
        config=config,
        startup=answers.get(STARTUP),
        declared=found.mirrors if config is not None else None,
        operating=operating,
        tunnels=tunnels(cut.blocks, CONFIG) if config is not None else None,
        dormant=tuple(_dormant(cut.blocks)) if config is not None else None,
        unread=(*left, *odd) if observed else None,
        image=image,
        files=asa_image.files(answers),
        posture=with_running(posture.read(cut.blocks) if config is not None else None, answers),
        counters=counters(answers),
        warnings=(*cut.warnings, *contexts, *remarks, *doubts(answers)),
    )


def _dormant(blocks: Sequence[Block]) -> Iterator[Dormant]:
    """Yield the lines of automation that would start a capture or a copy when they run."""
    for block in blocks:
        if _AUTOMATION.match(block.text):
            for line in _lines(block):
                if _STARTS.search(line.text):
                    yield Dormant(block.text, line.number, line.text)


def _unread(blocks: Sequence[Block], left: frozenset[int]) -> Iterator[Evidence]:
    for block in blocks if left else ():
        if _AUTOMATION.match(block.text) or block.body:
            continue
        for line in _lines(block):
            mentions = line.number in left and _MENTION.search(line.text[:4000])
            if mentions and not _LOOK_ALIKE.match(line.text):
                yield quote_of(line)


def _lines(block: Block) -> Iterator[Line]:
    if block.text:
        yield Line(block.number, 0, block.text)
    yield from block.children

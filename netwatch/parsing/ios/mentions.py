"""Lines of an IOS configuration that speak of mirroring outside a session: dormant or unread."""

import re
from collections.abc import Iterable, Iterator

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant
from netwatch.model.platform import CONFIG
from netwatch.parsing.stanzas import Block, Line

MENTION = re.compile(
    r"(?<![\w.-])(?:mon(?:i|it|ito|itor)?\s+ses\w*|monitor-session|monitor\s+capture"
    r"|traffic-export|(?:port-?)?mirror(?:ing)?(?:-\w+)?|e?rspan(?:-source|-destination)?"
    r"|remote-span|c(?:isco)?(?:Ip|802)?Tap2?MIB|li-view)(?![\w-])",
    re.IGNORECASE,
)
# What only a session says, so that a text that starts inside of one is not silent.
_INSIDE = re.compile(r"erspan-id |source (?:interface|vlan) |destination interface ")
_AUTOMATION = re.compile(
    r"event manager (?:applet|policy|environment|action)\b|kron policy-list |macro (?:name|auto) "
    r"|alias (?!exec \S+ sh)|scripting |archive\b|tclsh\b|shell ",
    re.IGNORECASE,
)
# Free text, names, authorisations and things that only share a word with mirroring.
_LOOK_ALIKE = re.compile(
    r"(?:description|remark|name|hostname|title|banner|logging|privilege|commands"
    r"|no monitor session servicemodule"
    r"|snmp(?!-server view \S{1,80} c\w{0,8}Tap2?MIB included)(?:-server)?"
    r"|command|username|alias|(?:ip )?(?:flow|vrf|nat)|sampler|service-policy|aaa|crypto"
    r"|permit|deny|\d+ (?:permit|deny|remark)|class(?:-map)?|policy-map"
    r"|match|route-map|(?:no |default )?monitor event-trace|mirror location|remote-span"
    r"|(?:ip|ipv6|mac) access-(?:list|group)|access-list|object-group|set|include|exclude)\b",
    re.IGNORECASE,
)


def dormant(blocks: Iterable[Block]) -> tuple[Dormant, ...]:
    """Return lines of automation (EEM, kron, macros, aliases) that mention mirroring.

    They are not sessions: they make one when they run.
    """
    return tuple(
        Dormant(block.text, line.number, line.text)
        for block in blocks
        if _AUTOMATION.match(block.text)
        for line in _all(block)
        if MENTION.search(line.text)
    )


def unread(blocks: Iterable[Block], read: set[int]) -> tuple[Evidence, ...]:
    """Return lines that mention mirroring, are in no session (``read``) and no look-alike."""
    return tuple(
        Evidence(CONFIG, line.number, line.text)
        for block in blocks
        if not block.body and not _AUTOMATION.match(block.text)
        for line in _all(block)
        if line.number not in read and _speaks(block, line)
    )


def _speaks(block: Block, line: Line) -> bool:
    if MENTION.search(line.text):
        return not _LOOK_ALIKE.match(line.text)
    return not block.text and _INSIDE.match(line.text) is not None


def _all(block: Block) -> Iterator[Line]:
    if block.text:
        yield Line(block.number, 0, block.text)
    yield from block.children
    yield from block.body

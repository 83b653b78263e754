"""Forms that several vendors print alike: SNMP, flow exporters, automation, access lists."""

import re

from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Form, Whole, keep_list, keep_objects, matching, spaced
from netwatch.parsing.stanzas import Block

ACCESS_LIST = keep_list(
    r"(?:ip|ipv4|ipv6) access-list (?:(?:standard|extended) )?(?P<name>\S{1,128})$"
)
NUMBERED_LIST = keep_list(r"access-list (?P<name>\S{1,128}) (?:extended |standard )?(?P<entry>.+)")
OBJECTS = keep_objects(
    r"object-group (?:(?:ip|ipv4|ipv6|network|service|port)(?: address| port)? )?"
    r"(?P<name>\S{1,128})"
)

_COMMUNITY = re.compile(
    r"snmp-server community (?P<who>\S{1,255})(?: view \S{1,128})?(?: (?P<mode>ro|rw))?"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
# IOS XR says whose SNMP context a community sees.
_OWNERS = frozenset({"systemowner", "lrowner", "sdrowner", "ipv4", "ipv6", "acl"})
_GROUP = re.compile(
    r"snmp-server group (?P<who>\S{1,128}) (?P<level>v1|v2c|v3(?: (?:noauth|auth|priv))?)"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
# Views that show who is being wiretapped: CISCO-TAP-MIB, CISCO-TAP2-MIB and those below them.
_TAP = re.compile(
    r"snmp-server view (?P<view>\S{1,128})"
    r" (?P<mib>c(?:isco)?\S{0,20}tap\S{0,10}(?:mib\S{0,40}|mibobjects)?) included",
    re.IGNORECASE,
)


def fingerprint(word: str) -> str:
    """Return what may be shown of a secret: its placeholder, never what was left in the text."""
    return word if word.startswith("<secret:") else "<secret>"


def community(found: Found, block: Block) -> None:
    """Read ``snmp-server community``: who may write, and the list that guards it."""
    match = _COMMUNITY.fullmatch(spaced(block.text))
    if match is None:
        return
    name = f"community {fingerprint(match['who'])}"
    rest = re.sub(r"\bview \S+", " ", match["rest"], flags=re.IGNORECASE)
    lists = [each for each in rest.split() if each.lower() not in _OWNERS][:2]
    for each in lists:
        found.guard(each, block)
    if (match["mode"] or "").lower() == "rw":
        found.add("snmp_writers", name, " ".join(lists), block)
    if lists:
        found.add("protections", f"snmp {name} access list", " ".join(lists), block)


def group(found: Found, block: Block) -> None:
    """Read ``snmp-server group``: one with a write view may change the device."""
    match = _GROUP.fullmatch(spaced(block.text))
    if match is None:
        return
    rest = match["rest"]
    name = f"group {match['who']} {match['level'].lower()}"
    words = rest.split()
    behind = list(zip(["", *words], words, strict=False))
    lists = [
        word
        for before, word in behind
        if before.lower() in ("access", "ipv4", "ipv6") and word.lower() not in _OWNERS
    ][:2]
    for each in lists:
        found.guard(each, block)
    if re.search(r" write \S", rest, re.IGNORECASE):
        found.add("snmp_writers", name, " ".join(lists), block)
    if lists:
        found.add("protections", f"snmp {name} access list", " ".join(lists), block)


def tap_view(found: Found, block: Block) -> None:
    """Read SNMP views of the lawful-intercept MIBs."""
    match = _TAP.fullmatch(spaced(block.text))
    if match:
        found.add("intercepts", f"snmp view {match['view']} {match['mib']}", "", block)


def exporter(found: Found, block: Block) -> None:
    """Read a flow exporter: where records of the traffic are sent."""
    where = next(
        matching(
            block.children,
            r"destination (?:ipv[46] )?(?P<who>\S{1,255})(?: (?:use-vrf|vrf) (?P<vrf>\S{1,64}))?",
        ),
        None,
    )
    if where is None:
        return
    port = next(matching(block.children, r"transport (?P<how>\w{1,8}) (?P<port>\d{1,5})"), None)
    said = [f"{port[0]['how'].lower()} {port[0]['port']}"] if port else []
    said += [f"vrf {where[0]['vrf']}"] if where[0]["vrf"] else []
    found.add("log_targets", f"flow {where[0]['who']}", " ".join(said), block, where[1])


EVENT_MANAGER = (
    Whole("automation", r"(?P<name>event manager applet \S{1,255})(?P<how>(?: .+)?)"),
    Form(
        "automation",
        r"event manager policy (?P<name>\S{1,255})(?P<how>(?: .+)?)",
        "event manager policy {name}",
        "{how}",
    ),
    Form(
        "automation",
        r"event manager (?P<what>(?:environment|directory user|session cli) \S{1,128}) (?P<how>.+)",
        "event manager {what}",
        "{how}",
    ),
)

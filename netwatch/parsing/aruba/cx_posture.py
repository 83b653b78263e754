"""How an AOS-CX configuration lets people in, what it serves and what it tells.

Sources: the AOS-CX security and fundamentals guides, in part from memory, and real
configurations. Automation (NAE scripts, jobs), guests and intercepts are not read.
"""

import re
from collections.abc import Sequence

from netwatch.model.posture import Posture
from netwatch.parsing.posture import aaa, management
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Form, Table, keep_list, matching, spaced
from netwatch.parsing.posture.statements import gathered
from netwatch.parsing.posture.switches import FIELDS
from netwatch.parsing.posture.users import username
from netwatch.parsing.stanzas import Block

_NAME = r"\S{1,128}"
_SERVES = (
    r"(?P<what>ssh|https|telnet|rest|tftp|sftp)(?: |-)?(?:server )?"
    r"(?:server )?vrf (?P<vrf>\S{1,64})"
)
_LOG_HOST = re.compile(
    r"logging (?P<who>(?=[^ ]{0,255}[.:])\S{3,255})(?P<rest>(?: .+)?)", re.IGNORECASE
)
_COMMUNITY = re.compile(r"snmp-server community (?P<who>\S{1,255})", re.IGNORECASE)


def read(config: str | None, blocks: Sequence[Block]) -> Posture | None:
    """Return the posture that the blocks of ``config`` describe; None when it was not answered."""
    if config is None:
        return None
    return gathered(blocks, _TABLE, FIELDS).traits.posture()


def _user(found: Found, block: Block) -> None:
    """Read ``user NAME group G ...``: the group is what others call a role."""
    match = re.fullmatch(
        rf"user (?P<name>{_NAME})(?: group (?P<group>{_NAME}))?(?: authorized-key (?P<key>.+))?"
        r"(?: password .*)?",
        spaced(block.text),
        re.IGNORECASE,
    )
    if match:
        said = f" role {match['group']}" if match["group"] else ""
        said += f" ssh-key {match['key']}" if match["key"] else ""
        username(found, Block(block.number, f"username {match['name']}{said}"))


def _community(found: Found, block: Block) -> None:
    match = _COMMUNITY.fullmatch(spaced(block.text))
    if match is None:
        return
    name = f"community {management.fingerprint(match['who'])}"
    for _, line in matching(block.children, r"access-level rw"):
        found.add("snmp_writers", name, "", block, line)
    for said, line in matching(block.children, rf"access-list (?:ipv[46] )?(?P<acl>{_NAME})"):
        found.guard(said["acl"], line)
        found.add("protections", f"snmp {name} access list", said["acl"], line)


def _logging(found: Found, block: Block) -> None:
    match = _LOG_HOST.fullmatch(spaced(block.text))
    if match is None:
        return
    way = re.search(r"\b(udp|tcp|tls)\b(?: (\d{1,5}))?", match["rest"], re.IGNORECASE)
    level = re.search(r"\bseverity (\S{1,20})", match["rest"], re.IGNORECASE)
    vrf = re.search(r"\bvrf (\S{1,64})", match["rest"], re.IGNORECASE)
    said = [way[1].lower() if way else "udp", (way[2] if way else None) or "514"]
    said += ["vrf", vrf[1]] if vrf else []
    said += ["severity", level[1]] if level else []
    found.add("log_targets", match["who"], " ".join(said), block)


_SERVICE = Form("services", _SERVES, "{what} server vrf {vrf}")

_TABLE: Table = {
    "user": (_user,),
    "aaa": (aaa.methods, aaa.group),
    "tacacs-server": (aaa.host,),
    "radius-server": (aaa.host,),
    "ssh": (
        _SERVICE,
        Form("services", r"ssh server port (?P<port>\d{1,5})", "ssh port {port}"),
    ),
    "https-server": (_SERVICE,),
    "telnet": (_SERVICE,),
    "snmp-server": (_community,),
    "logging": (_logging,),
    "access-list": (keep_list(r"access-list (?:ip|ipv6) (?P<name>\S{1,128})$"),),
    "apply": (
        Form(
            "protections",
            rf"apply access-list (?P<kind>ip|ipv6) (?P<acl>{_NAME}) control-plane vrf"
            r" (?P<vrf>\S{1,64})",
            "control-plane {kind} access-list vrf {vrf}",
            "{acl}",
        ),
    ),
}

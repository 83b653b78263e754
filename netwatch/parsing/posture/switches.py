"""Campus switches that speak like IOS: Cisco Small Business, Dell, ICX and AlliedWare Plus.

From the vendors' command references, in part from memory: a form that is not known is not read.
What the four print differs by whole statements, so that one table serves them all. Guests and
intercepts are not read, and automation where a platform adds the forms of its own.
"""

import re
from collections.abc import Iterable, Sequence

from netwatch.model.posture import Posture
from netwatch.parsing.posture import aaa, management
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Form, Section, Table, spaced
from netwatch.parsing.posture.statements import gathered
from netwatch.parsing.posture.users import username
from netwatch.parsing.stanzas import Block

FIELDS = all_but("automation", "guests", "intercepts")
_NAME = r"\S{1,128}"
_LOG_HOST = re.compile(
    r"log(?:ging)? (?:(?:host|server) )?(?P<who>[0-9a-f.:]{3,45}|(?<=host )\S{1,255}"
    r"|(?<=server )\S{1,255})(?P<rest>(?: .+)?)",
    re.IGNORECASE,
)
_ON_LINE = (
    Form(
        "protections",
        rf"(?:ip |ipv6 )?access-class (?P<acl>{_NAME})(?: in| ipv[46])?",
        "{range} access-class",
        "{acl}",
    ),
    Form("services", r"transport input (?:.+ )?(?:telnet|all)(?: .+)?", "telnet on {range}"),
    Form("aaa_methods", r"login (?P<how>authentication .+|local)", "{range} login", "{how}"),
    Form("aaa_methods", r"privilege level (?P<how>\d{1,2})", "{range} privilege level", "{how}"),
)


def read(
    config: str | None,
    blocks: Sequence[Block],
    own: Table | None = None,
    fields: Iterable[str] = FIELDS,
) -> Posture | None:
    """Return the posture that the blocks of ``config`` describe; None when it was not answered.

    ``own`` are forms of one platform alone, ``fields`` those that are read with them.
    """
    if config is None:
        return None
    return gathered(blocks, {**_TABLE, **(own or {})}, fields).traits.posture()


def _logging(found: Found, block: Block) -> None:
    match = _LOG_HOST.fullmatch(spaced(block.text))
    if match is None:
        return
    port = re.search(r"\b(?:udp-)?port (\d{1,5})", match["rest"], re.IGNORECASE)
    way = re.search(r"\b(tcp|tls|ssl|udp)\b(?: (\d{1,5}))?", match["rest"], re.IGNORECASE)
    vrf = re.search(r"\bvrf (\S{1,64})", match["rest"], re.IGNORECASE)
    number = port[1] if port else (way and way[2]) or "514"
    said = [way[1].lower() if way else "udp", number]
    said += ["vrf", vrf[1]] if vrf else []
    found.add("log_targets", match["who"], " ".join(said), block)


def _open_list(found: Found, block: Block) -> None:
    """Open a ``management access-list``: Small Business prints its entries at the margin."""
    words = spaced(block.text).split()
    if words[1:2] == ["access-list"] and len(words) > 2:  # noqa: PLR2004  # a name follows
        found.notes["open list"] = words[2]
        found.lists.setdefault(words[2], [])


def _list_entry(found: Found, block: Block) -> None:
    if found.notes.get("open list"):
        found.lists[found.notes["open list"]].append(block)


def _close_list(found: Found, _block: Block) -> None:
    found.notes.pop("open list", None)


_SERVER = Form(
    "services",
    r"ip (?P<what>telnet|http|https|ftp|tftp) (?:server|secure-server)(?P<how>(?: enable)?)",
    "{what} server",
)
_WEB = Form("services", r"web-management (?P<what>https?)(?: .+)?", "{what} server")
_ALLOWED = Form(
    "protections",
    rf"(?P<what>ssh|telnet|web|snmp) access-group (?:ipv6 )?(?P<acl>{_NAME})",
    "{what} access-group",
    "{acl}",
)

_TABLE: Table = {
    "aaa": (aaa.methods, aaa.group, aaa.authors),
    "tacacs-server": (aaa.host,),
    "radius-server": (aaa.host,),
    "tacacs": (aaa.named,),
    "radius": (aaa.named,),
    "username": (username,),
    "ip telnet": (_SERVER,),
    "ip http": (_SERVER,),
    "ip https": (_SERVER,),
    "ip ftp": (_SERVER,),
    "ip tftp": (_SERVER,),
    "ip ssh": (Form("services", r"ip ssh (?:server )?port (?P<port>\d{1,5})", "ssh port {port}"),),
    "telnet": (_ALLOWED, Form("services", r"telnet server(?: .+)?", "telnet server")),
    "no telnet": (Form("protections", r"no telnet server", "no telnet server", "on"),),
    "service": (Form("services", r"service (?P<what>telnet|http|tftp)(?: .+)?", "{what} server"),),
    "no service": (
        Form("protections", r"no service (?P<what>telnet|http)", "no service {what}", "on"),
    ),
    "web-management": (_WEB,),
    "ssh": (_ALLOWED,),
    "web": (_ALLOWED,),
    "rest": (Form("services", r"rest api restconf", "restconf"),),
    "line": (Section(r"line (?P<range>(?:vty|console|telnet|ssh)(?: \d{1,3}){0,2})", _ON_LINE),),
    "management": (
        Form(
            "protections",
            rf"management access-class (?P<acl>{_NAME})",
            "management access-class",
            "{acl}",
        ),
        _open_list,
    ),
    "ip access-list": (management.ACCESS_LIST,),
    "ipv6 access-list": (management.ACCESS_LIST,),
    "permit": (_list_entry,),
    "deny": (_list_entry,),
    "exit": (_close_list,),
    "access-list": (management.NUMBERED_LIST,),
    "snmp-server": (management.community, management.group),
    "logging": (
        _logging,
        Form(
            "log_settings",
            r"logging (?P<what>trap|buffered|on|enable)(?P<how>(?: [a-z]{1,20})?)(?: \d{1,9})?",
            "logging {what}",
            "{how}",
        ),
    ),
    "no logging": (
        Form("log_settings", r"no logging (?P<what>on|trap|buffered)", "logging {what}", "off"),
    ),
    "log": (_logging,),
}

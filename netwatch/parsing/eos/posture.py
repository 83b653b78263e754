"""How an EOS configuration lets people in, what it serves and what it tells.

Sources: the EOS user manual, arista.avd's templates, and real configurations. SSH is on unless it
is shut; every other management service is shut until ``no shutdown`` stands below it.
"""

import re
from collections.abc import Sequence

from netwatch.model.posture import Posture
from netwatch.parsing.posture import aaa, management
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Form, Table, Whole, matching, spaced
from netwatch.parsing.posture.statements import gathered
from netwatch.parsing.posture.users import username
from netwatch.parsing.stanzas import Block, Line

_NAME = r"\S{1,128}"
_SERVED = re.compile(
    r"management (?P<what>api (?:http-commands|gnmi|netconf|restconf|gribi)|telnet|ssh)",
    re.IGNORECASE,
)
_INSIDE = (
    r"(?:vrf (?P<vrf>\S{1,64})|(?P<off>(?:no )?shutdown)"
    r"|protocol (?P<way>\S{1,20})(?: port (?P<port>\d{1,5}))?"
    r"|(?:server-port|port) (?P<number>\d{1,5})"
    r"|(?P<six>(?:ipv6 )?)(?:ip )?access-group (?P<acl>\S{1,128})(?: vrf (?P<of>\S{1,64}))?(?: in)?"
    r"|(?P<transport>transport \S{1,20} \S{1,64}))"
)
_LOG_HOST = re.compile(
    r"logging (?:vrf (?P<vrf>\S{1,64}) )?host (?P<who>\S{1,255})(?: (?P<port>\d{1,5}))?"
    r"(?: protocol (?P<way>\w{1,8}))?(?: .+)?",
    re.IGNORECASE,
)
_ACCESS_GROUP = (
    r"(?P<six>(?:ipv6 )?)(?:ip )?access-group (?P<acl>\S{1,128})(?P<of>(?: vrf \S{1,64})?)(?: in)?"
)


def read(blocks: Sequence[Block]) -> Posture:
    """Return the posture that the top-level blocks of one running-config describe."""
    found = gathered(blocks, _TABLE, privilege="1")
    found.usual("log_settings", "logging on", "on")
    found.usual("log_settings", "logging trap", "informational")
    return found.traits.posture()


def _management(found: Found, block: Block) -> None:
    """Read one management service: in which VRFs it answers, on which ports, and to whom."""
    head = _SERVED.fullmatch(spaced(block.text))
    if head is None:
        return
    what = head["what"].lower()
    vrf, margin = "default", 0
    answers: dict[str, bool] = {"default": what == "ssh"}
    ports: list[str] = []
    for said, line in matching(block.children, _INSIDE):
        if line.indent <= margin:
            vrf, margin = "default", 0
        if said["vrf"]:
            vrf, margin = said["vrf"], line.indent
        elif said["off"]:
            answers[vrf] = said["off"].lower().startswith("no")
        elif said["transport"]:
            answers.setdefault(vrf, True)
            answers[vrf] = answers[vrf] or what != "ssh"
        elif said["acl"]:
            _guard(found, what, said["of"] or vrf, said, line)
        else:
            number = f"port {said['number']}" if said["number"] else ""
            ports.append(number or " ".join(filter(None, (said["way"], said["port"]))))
    _serve(found, block, what, answers, ports)


def _serve(
    found: Found, block: Block, what: str, answers: dict[str, bool], ports: list[str]
) -> None:
    open_in = sorted(name for name, on in answers.items() if on)
    if what == "ssh":
        if ports and open_in:
            found.add("services", f"ssh {ports[0]}", "", block)
    elif open_in:
        where = [] if open_in == ["default"] else [f"vrf {each}" for each in open_in]
        value = " ".join((*sorted(ports), *where))
        found.add("services", f"management {what}", value, block, *block.children[:8])


def _guard(found: Found, what: str, vrf: str, said: re.Match[str], line: Line) -> None:
    found.guard(said["acl"], line)
    name = f"management {what} {said['six'].lower()}access-group vrf {vrf}"
    found.add("protections", name, said["acl"], line)


def _logging(found: Found, block: Block) -> None:
    match = _LOG_HOST.fullmatch(spaced(block.text))
    if match:
        way = (match["way"] or "udp").lower()
        said = [f"{way} {match['port'] or '514'}"] + (
            [f"vrf {match['vrf']}"] if match["vrf"] else []
        )
        found.add("log_targets", match["who"], " ".join(said), block)


def _control_plane(found: Found, block: Block) -> None:
    for said, line in matching(block.children, _ACCESS_GROUP):
        found.guard(said["acl"], line)
        name = f"control-plane {said['six'].lower()}access-group{said['of']}"
        found.add("protections", name, said["acl"], line)


def _collectors(found: Found, block: Block) -> None:
    """Read the collectors of ``flow tracking``."""
    form = r"collector (?P<who>\S{1,255})(?: port (?P<port>\d{1,5}))?"
    for said, line in matching(block.children, form):
        port = f"udp {said['port']}" if said["port"] else ""
        found.add("log_targets", f"flow {said['who']}", port, line)


_TABLE: Table = {
    "aaa": (
        aaa.methods,
        aaa.group,
        Form("users", r"aaa root (?P<how>secret|nopassword)(?: .+)?", "root", "shell"),
    ),
    "tacacs-server": (aaa.host,),
    "radius-server": (aaa.host,),
    "username": (username,),
    "management": (_management,),
    "control-plane": (_control_plane,),
    "system": (_control_plane,),
    "ip access-list": (management.ACCESS_LIST,),
    "ipv6 access-list": (management.ACCESS_LIST,),
    "snmp-server": (
        management.community,
        management.group,
        management.tap_view,
        Form(
            "protections",
            rf"snmp-server (?P<kind>ipv[46]) access-list (?P<acl>{_NAME})"
            r"(?P<of>(?: vrf \S{1,64})?)",
            "snmp {kind} access list{of}",
            "{acl}",
        ),
    ),
    "logging": (
        _logging,
        Form("log_settings", r"logging trap (?P<how>.+)", "logging trap", "{how}"),
        Form(
            "log_settings",
            r"logging (?P<what>buffered|monitor)(?: \d{1,10})?(?P<how>(?: .+)?)",
            "logging {what}",
            "{how}",
        ),
        Form(
            "log_settings",
            rf"logging level (?P<of>{_NAME}) (?P<how>.+)",
            "logging level {of}",
            "{how}",
        ),
        Form(
            "log_settings",
            r"logging policy match (?P<how>.+ discard)",
            "logging policy {how}",
            "on",
        ),
    ),
    "no logging": (
        Form(
            "log_settings",
            r"no logging (?P<what>on|trap|buffered|monitor)",
            "logging {what}",
            "off",
        ),
    ),
    "sflow": (
        Form(
            "log_targets",
            r"sflow (?:(?P<vrf>vrf \S{1,64}) )?destination (?P<who>\S{1,255})"
            r"(?: (?P<port>\d{1,5}))?",
            "flow {who}",
            "{vrf} {port}",
        ),
    ),
    "flow": (_collectors,),
    "event-handler": (Whole("automation", rf"(?P<name>event-handler {_NAME})"),),
    "schedule": (Whole("automation", rf"(?P<name>schedule {_NAME})(?P<how> .+)"),),
    "daemon": (Whole("guests", rf"(?P<name>daemon {_NAME})"),),
    "container-manager": (Whole("guests", r"(?P<name>container-manager)"),),
    "container": (Whole("guests", rf"(?P<name>container {_NAME})"),),
    "virtual-machine": (Whole("guests", rf"(?P<name>virtual-machine {_NAME})"),),
}

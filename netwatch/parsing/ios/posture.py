"""How an IOS or IOS XE configuration lets people in, what it serves and what it tells.

Sources: Cisco's command references (security, system management, network management) and real
configurations. Defaults that are filled in: port 80 and 443, informational ``logging trap``,
``logging on``, privilege 1, a line's ``login`` by its password. ``vstack`` is on by default where
a switch knows it and printed there only when it is off, so the loss of ``no vstack`` is what shows.
"""

import re
from collections.abc import Sequence

from netwatch.model.posture import Posture
from netwatch.parsing.posture import aaa, management
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Form, Section, Table, Whole, matching, spaced
from netwatch.parsing.posture.statements import gathered
from netwatch.parsing.posture.users import username
from netwatch.parsing.stanzas import Block

_NAME = r"\S{1,128}"
_LINE = re.compile(
    r"line (?P<range>(?:(?:vty|aux|con|console|tty) )?\d{1,5}(?:[ /]\d{1,5}){0,3})", re.IGNORECASE
)
_ARRIVING = re.compile(r"transport input (?P<ways>.+)", re.IGNORECASE)
_LEVELS = frozenset(
    {"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational",
     "debugging"}
)  # fmt: skip
_LOG_HOST = re.compile(
    r"logging (?:host )?(?:ipv6 )?(?P<who>[0-9a-f.:]{3,45}|(?<=host )\S{1,255})(?P<rest>(?: .+)?)",
    re.IGNORECASE,
)
_LOG_LEVEL = re.compile(
    r"(?P<no>no )?logging (?P<what>on|trap|buffered|monitor)(?P<rest>(?: .+)?)", re.IGNORECASE
)
_WEB = re.compile(
    r"ip http (?:(?P<server>server|secure-server)|(?P<port>port|secure-port) (?P<number>\d{1,5}))",
    re.IGNORECASE,
)
_WEB_SERVERS = (
    ("http server", "server", "port", "80"),
    ("https server", "secure-server", "secure-port", "443"),
)

_ON_LINE = (
    Form(
        "protections",
        rf"(?P<six>(?:ipv6 )?)access-class (?P<acl>{_NAME}) (?P<way>in|out)(?P<rest>(?: .+)?)",
        "{range} {six}access-class {way}",
        "{acl}{rest}",
    ),
    Form("protections", r"transport output (?P<ways>none)", "{range} transport output", "{ways}"),
    Form("services", r"rotary (?P<number>\d{1,3})", "rotary {number} on {range}"),
    Form("aaa_methods", r"login", "{range} login", "line password"),
    Form("aaa_methods", r"login (?P<how>.+)", "{range} login", "{how}"),
    Form("aaa_methods", r"no login", "{range} login", "none"),
    Form(
        "aaa_methods", r"privilege level (?P<level>\d{1,2})", "{range} privilege level", "{level}"
    ),
    Form(
        "aaa_methods",
        rf"(?P<kind>(?:authorization|accounting) (?:exec|commands \d{{1,2}})) (?P<list>{_NAME})",
        "{range} {kind}",
        "{list}",
    ),
)


def read(blocks: Sequence[Block]) -> Posture:
    """Return the posture that the top-level blocks of one running-config describe."""
    found = gathered(blocks, _TABLE, privilege="1", undefined="permit any")
    _settle_web(found)
    found.usual("log_settings", "logging on", "on")
    found.usual("log_settings", "logging trap", "informational")
    return found.traits.posture()


_VTY = Section(_LINE.pattern, _ON_LINE)


def _line(found: Found, block: Block) -> None:
    """Read a terminal line: who may connect, how, and what they must say."""
    head = _LINE.fullmatch(spaced(block.text))
    if head is None:
        return
    _VTY(found, block)
    for line in block.children:
        match = _ARRIVING.fullmatch(spaced(line.text))
        if match is None:
            continue
        ways = match["ways"].lower()
        if set(ways.split()) & {"telnet", "all"}:
            found.add("services", f"telnet on {head['range']}", "", line)
        elif ways in ("ssh", "none"):
            found.add("protections", f"{head['range']} transport input", ways, line)


def _web(found: Found, block: Block) -> None:
    match = _WEB.fullmatch(spaced(block.text))
    if match:
        key = (match["server"] or match["port"]).lower()
        found.facts[f"ip http {key}"] = (match["number"] or "", block)


def _settle_web(found: Found) -> None:
    """Join each web server with its port: a moved port is another value, not another server."""
    for name, server, port, usual in _WEB_SERVERS:
        if f"ip http {server}" in found.facts:
            _, block = found.facts[f"ip http {server}"]
            number, where = found.facts.get(f"ip http {port}", (usual, block))
            quotes = (block,) if where is block else (block, where)
            found.add("services", name, f"port {number}", *quotes)


def _logging(found: Found, block: Block) -> None:
    """Read ``logging``: whom it is sent to, and what is held back."""
    text = spaced(block.text)
    level = _LOG_LEVEL.fullmatch(text)
    if level:
        _log_level(found, level, block)
        return
    target = _LOG_HOST.fullmatch(text)
    if target:
        found.add("log_targets", target["who"], _transport(target["rest"]), block)


def _log_level(found: Found, level: re.Match[str], block: Block) -> None:
    what, words = level["what"].lower(), level["rest"].lower().split()
    found.traits.drop("log_settings", f"logging {what}")
    value = "off" if level["no"] else next((each for each in words if each in _LEVELS), None)
    usual = {"on": "on", "trap": "informational"}.get(what, "debugging")
    found.add("log_settings", f"logging {what}", value or usual, block)


def _transport(rest: str) -> str:
    """Return ``udp 514 vrf MGMT`` for what follows the address of a log host."""
    way = re.search(r"transport (\w{1,8})(?: port (\d{1,5}))?", rest, re.IGNORECASE)
    how = way[1].lower() if way else "udp"
    port = (way[2] if way else None) or {"udp": "514", "tcp": "601", "tls": "6514"}.get(how, "")
    said = [how, port]
    for word in ("vrf", "discriminator"):
        named = re.search(rf"\b{word} (\S{{1,64}})", rest, re.IGNORECASE)
        said += [word, named[1]] if named else []
    return " ".join(filter(None, said))


def _archive(found: Found, block: Block) -> None:
    """Read ``archive``: the log of commands, and copies of the configuration sent away."""
    for said, line in matching(
        block.children,
        r"(?:logging (?P<on>enable)|notify (?P<notify>syslog)(?: .+)?|path (?P<path>\S.{0,255}))",
    ):
        if said["path"]:
            found.add("automation", "archive path", said["path"], line)
        else:
            name = f"archive log config{' notify' if said['notify'] else ''}"
            found.add("log_settings", name, said["notify"] or "on", line)


def _pubkeys(found: Found, block: Block) -> None:
    """Read ``ip ssh pubkey-chain``: a key lets its user in without a password."""
    name = ""
    for said, line in matching(
        block.children, r"(?:username (?P<name>\S{1,128})|key-hash \S+ (?P<hash>\S+).*)"
    ):
        name = said["name"] or name
        if said["hash"] and name:
            words = f"username {name} ssh-key {said['hash']}"
            username(found, Block(line.number, words))


def _user_name(found: Found, block: Block) -> None:
    """Read ``user-name X`` with its settings below it, as wireless controllers print accounts."""
    privilege = next(matching(block.children, r"privilege (?P<level>\d{1,2})"), None)
    level = f" privilege {privilege[0]['level']}" if privilege else ""
    username(found, Block(block.number, f"{spaced(block.text)}{level}"))


_TABLE: Table = {
    "aaa": (
        aaa.methods,
        aaa.group,
        aaa.authors,
        Form("aaa_methods", r"aaa new-model", "new-model", "on"),
    ),
    "tacacs-server": (aaa.host,),
    "radius-server": (aaa.host,),
    "tacacs": (aaa.named,),
    "radius": (aaa.named,),
    "ldap": (aaa.named,),
    "username": (username,),
    "user-name": (_user_name,),
    "line": (_line,),
    "ip ssh": (
        Form(
            "services",
            r"ip ssh port (?P<port>\d{1,5}) rotary (?P<lines>\d.{0,40})",
            "ssh port {port}",
            "rotary {lines}",
        ),
        _pubkeys,
    ),
    "ip http": (
        _web,
        Form("aaa_methods", r"ip http authentication (?P<how>.+)", "http authentication", "{how}"),
        Form(
            "protections",
            rf"ip http access-class(?: ipv4)? (?P<acl>(?!ipv[46]\b){_NAME})",
            "ip http access-class",
            "{acl}",
        ),
        Form(
            "protections",
            rf"ip http access-class ipv6 (?P<acl>{_NAME})",
            "ip http access-class ipv6",
            "{acl}",
        ),
    ),
    "ip scp": (Form("services", r"ip scp server enable", "scp server"),),
    "ip rcmd": (Form("services", r"ip rcmd (?P<which>rcp|rsh)-enable", "{which} server"),),
    "ip flow-export": (
        Form(
            "log_targets",
            r"ip flow-export destination (?P<who>\S{1,255}) (?P<port>\d{1,5})"
            r"(?: (?P<vrf>vrf \S{1,64}))?(?: udp)?",
            "flow {who}",
            "udp {port} {vrf}",
        ),
    ),
    "ip access-list": (management.ACCESS_LIST,),
    "ipv6 access-list": (management.ACCESS_LIST,),
    "access-list": (management.NUMBERED_LIST,),
    "object-group": (management.OBJECTS,),
    "vstack": (Form("services", r"vstack(?P<how>(?: .+)?)", "vstack", "{how}"),),
    "no vstack": (Form("protections", r"no vstack", "no vstack", "on"),),
    "tftp-server": (
        Form(
            "services",
            r"tftp-server (?P<what>\S{1,255})(?P<how>(?: alias \S{1,255})?)(?: (?P<acl>\d{1,4}))?",
            "tftp-server {what}",
            "{how} {acl}",
        ),
    ),
    "ftp-server": (Form("services", r"ftp-server enable", "ftp-server"),),
    "netconf-yang": (
        Form("services", r"netconf-yang", "netconf-yang", "port 830"),
        Form(
            "services", r"netconf-yang ssh port (?P<port>\d{1,5})", "netconf-yang ssh port {port}"
        ),
    ),
    "netconf": (Form("services", r"netconf ssh(?P<acl>)", "netconf ssh"),),
    "restconf": (Form("services", r"restconf", "restconf"),),
    "gnxi": (Form("services", r"gnxi (?P<how>server|secure-server)", "gnxi {how}"),),
    "service": (
        Form(
            "services",
            r"service (?P<which>tcp-small-servers|udp-small-servers|finger|config)"
            r"(?: .+)?",
            "service {which}",
        ),
        Form("log_settings", r"service (?P<which>sequence-numbers)", "service {which}", "on"),
    ),
    "login": (
        Form("protections", r"login block-for (?P<how>.+)", "login block-for", "{how}"),
        Form(
            "protections",
            rf"login quiet-mode access-class (?P<acl>{_NAME})",
            "login quiet-mode access-class",
            "{acl}",
        ),
        Form(
            "log_settings",
            r"login on-(?P<when>success|failure)(?: log)?(?: .+)?",
            "login on-{when}",
            "log",
        ),
    ),
    "snmp-server": (
        management.community,
        management.group,
        management.tap_view,
        Form(
            "protections",
            rf"snmp-server tftp-server-list (?P<acl>{_NAME})",
            "snmp tftp-server-list",
            "{acl}",
        ),
    ),
    "logging": (
        _logging,
        Form(
            "log_settings",
            rf"logging discriminator (?P<name>{_NAME}) (?P<how>.+)",
            "logging discriminator {name}",
            "{how}",
        ),
        Form("log_settings", r"logging userinfo", "logging userinfo", "on"),
    ),
    "no logging": (_logging,),
    "flow": (management.exporter,),
    "archive": (_archive,),
    "event manager": management.EVENT_MANAGER,
    "kron": (
        Whole(
            "automation",
            rf"(?P<name>kron (?:policy-list|occurrence) {_NAME})(?P<how>(?: .+)?)",
        ),
    ),
    "scripting": (
        Form("automation", r"scripting tcl (?P<how>init \S{1,255})", "scripting tcl", "{how}"),
    ),
    "iox": (Form("guests", r"iox", "iox"),),
    "app-hosting": (
        Whole("guests", rf"app-hosting appid (?P<name>{_NAME})", "app-hosting {name}"),
    ),
    "virtual-service": (Whole("guests", rf"(?P<name>virtual-service {_NAME})"),),
    "li-view": (Form("intercepts", r"li-view .+", "li-view"),),
    "parser": (Form("intercepts", r"parser view li-view", "li-view"),),
    "lawful-intercept": (Form("intercepts", r"(?P<what>lawful-intercept.*)", "{what}"),),
}

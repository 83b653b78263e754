"""How an ASA or FTD configuration lets people in, what it serves and what it tells.

Sources: the ASA command references and real configurations. Logging is off until ``logging
enable`` stands there; an account that names no privilege has level 2; SNMP only reads here.
"""

import re
from collections.abc import Sequence

from netwatch.model.posture import Posture
from netwatch.parsing.posture import management
from netwatch.parsing.posture.drafts import Group, Server
from netwatch.parsing.posture.fields import CONFIGURED
from netwatch.parsing.posture.found import Found, weigh_lists
from netwatch.parsing.posture.scan import Form, Section, Table, matching, scan, spaced
from netwatch.parsing.posture.traits import Traits
from netwatch.parsing.posture.users import settle_accounts, username
from netwatch.parsing.stanzas import Block

_NAME = r"\S{1,128}"
_PROTOCOL = re.compile(
    rf"aaa-server (?P<group>{_NAME}) protocol (?P<protocol>[\w-]{{1,20}})\+?", re.IGNORECASE
)
_SERVER = re.compile(
    rf"aaa-server (?P<group>{_NAME})(?: \((?P<where>[^)\s]{{1,64}})\))? host (?P<who>\S{{1,255}})"
    r"(?P<rest>(?: .+)?)",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"(?P<what>ssh|telnet|http)"
    r" (?P<whom>\S{1,64} \d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,45}/\d{1,3}|any[46]?)"
    r" (?P<where>\S{1,64})",
    re.IGNORECASE,
)
_METHODS = re.compile(
    r"aaa (?P<name>(?:authentication|accounting) (?:ssh|telnet|http|serial|enable) console"
    r"|(?:authorization|accounting) command(?: privilege \d{1,2})?|authorization exec"
    r"|authorization http console) (?P<how>.+)",
    re.IGNORECASE,
)
_LOG_HOST = re.compile(
    r"logging host (?P<where>\S{1,64}) (?P<who>\S{1,255})"
    r"(?: (?P<way>tcp|udp|6|17)/(?P<port>\d{1,5}))?(?P<rest>(?: .+)?)",
    re.IGNORECASE,
)
_WAYS = {"6": "tcp", "17": "udp"}


def read(blocks: Sequence[Block]) -> Posture:
    """Return the posture that the top-level blocks of one running-config describe."""
    found = Found(Traits(*CONFIGURED))
    scan(blocks, _TABLE, found)
    settle_accounts(found, privilege="2")
    weigh_lists(found)
    found.usual("log_settings", "logging enable", "off")
    _settle_servers(found)
    return found.traits.posture()


def _servers(found: Found, block: Block) -> None:
    """Read ``aaa-server``: its protocol stands before its hosts."""
    text = spaced(block.text)
    protocol = _PROTOCOL.fullmatch(text)
    if protocol:
        found.notes[protocol["group"]] = protocol["protocol"].lower().rstrip("+")
        return
    server = _SERVER.fullmatch(text)
    if server is None:
        return
    group = server["group"]
    ports = r"(?P<port>(?:server|authentication|accounting)-port \d{1,5})"
    said = [f"on {server['where']}"] if server["where"] else []
    said += [match["port"] for match, _ in matching(block.children, ports)]
    some = found.servers.groups.setdefault(group, Group(""))
    some.members.append(server["who"])
    some.quotes.append(block)
    found.servers.by_name[group, server["who"]] = Server("", " ".join(said), quotes=[block])


def _settle_servers(found: Found) -> None:
    """Name each server by its group's protocol, wherever that stands."""
    for (group, who), server in found.servers.by_name.items():
        kind = found.notes.get(group, "server")
        found.add("aaa_servers", f"{kind} {who}", server.address, *server.quotes)
    for group, some in found.servers.groups.items():
        found.add("aaa_servers", f"group {group}", " ".join(some.members), *some.quotes)


def _methods(found: Found, block: Block) -> None:
    text = spaced(block.text)
    match = _METHODS.fullmatch(text)
    if match:
        found.add("aaa_methods", match["name"], match["how"], block)
    elif text.lower().startswith("aaa local authentication attempts"):
        found.add("protections", "aaa local authentication attempts", text.split(" ", 4)[-1], block)


def _attributes(found: Found, block: Block) -> None:
    """Read ``username X attributes``: a key there lets its user in without a password."""
    head = re.fullmatch(rf"username (?P<name>{_NAME}) attributes", spaced(block.text))
    key = r"ssh authentication (?:publickey|pkf) (?P<key>\S+).*"
    for match, line in matching(block.children if head else (), key):
        name = head["name"] if head else ""
        username(found, Block(line.number, f"username {name} ssh-key {match['key']}"))


def _account(found: Found, block: Block) -> None:
    if " attributes" in block.text:
        _attributes(found, block)
    else:
        username(found, block)


def _local(found: Found, block: Block) -> None:
    """Read who may reach the box itself: ``ssh 192.0.2.0 255.255.255.0 inside``."""
    match = _LOCAL.fullmatch(spaced(block.text))
    if match is None:
        return
    what = match["what"].lower()
    if what != "http":
        found.add("services", f"{what} on {match['where']}", "", block)
    found.add("permits", f"{what} permit {match['whom']} {match['where']}", "", block)


def _log_host(found: Found, block: Block) -> None:
    match = _LOG_HOST.fullmatch(spaced(block.text))
    if match is None:
        return
    way = _WAYS.get(match["way"] or "17", (match["way"] or "").lower())
    port = match["port"] or ("514" if way == "udp" else "1470")
    secure = " secure" if " secure" in match["rest"].lower() else ""
    found.add("log_targets", match["who"], f"{way} {port} on {match['where']}{secure}", block)


_TABLE: Table = {
    "aaa-server": (_servers,),
    "aaa": (_methods,),
    "username": (_account,),
    "ssh": (_local, Form("services", r"ssh scopy enable", "scp server")),
    "telnet": (_local,),
    "http": (
        _local,
        Form("services", r"http server enable", "http server", "port 443"),
        Form("services", r"http server enable (?P<port>\d{1,5})", "http server", "port {port}"),
    ),
    "management-access": (
        Form("services", rf"management-access (?P<where>{_NAME})", "management-access {where}"),
    ),
    "webvpn": (
        Section(
            r"webvpn",
            (Form("services", rf"enable (?P<where>{_NAME})(?: .+)?", "webvpn on {where}"),),
        ),
    ),
    "snmp-server": (
        Form(
            "permits",
            rf"snmp-server host (?P<where>{_NAME}) (?P<who>{_NAME})(?! trap)(?: .+)?",
            "snmp permit {who} {where}",
        ),
    ),
    "access-group": (
        Form(
            "protections",
            rf"access-group (?P<acl>{_NAME}) in interface (?P<where>{_NAME}) control-plane",
            "access-group control-plane {where}",
            "{acl}",
        ),
    ),
    "access-list": (management.NUMBERED_LIST,),
    "object-group": (management.OBJECTS,),
    "logging": (
        _log_host,
        Form("log_settings", r"logging enable", "logging enable", "on"),
        Form(
            "log_settings",
            rf"logging (?P<what>trap|buffered|monitor|asdm|history) (?P<how>{_NAME})",
            "logging {what}",
            "{how}",
        ),
        Form(
            "log_settings",
            r"logging message (?P<number>\d{1,6}) level (?P<how>\S{1,20})",
            "logging message {number}",
            "level {how}",
        ),
    ),
    "no logging": (
        Form("log_settings", r"no logging enable", "logging enable", "off"),
        Form(
            "log_settings",
            r"no logging message (?P<number>\d{1,6})",
            "logging message {number}",
            "off",
        ),
    ),
    "flow-export": (
        Form(
            "log_targets",
            rf"flow-export destination (?P<where>{_NAME}) (?P<who>{_NAME}) (?P<port>\d{{1,5}})",
            "flow {who}",
            "udp {port} on {where}",
        ),
    ),
    "event manager": management.EVENT_MANAGER,
}

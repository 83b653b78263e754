"""Who a device asks before it lets somebody in: method lists, servers and groups of servers."""

import re

from netwatch.parsing.posture.drafts import Group, Server
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import matching, spaced
from netwatch.parsing.stanzas import Block

_LIST = re.compile(
    r"aaa (?P<kind>authentication|authorization|accounting)"
    r" (?P<what>(?:login|enable|ppp|dot1x|exec|commands|config-commands|network|reverse-access"
    r"|configuration|auth-proxy|credential-download|eventmanager|event-manager|onep|system"
    r"|connection|identity|resource|nasi|arap|sgbp|ssh-certificate|ssh-publickey|nacm|cts"
    r"|mac-auth|port-access|all-mgmt|web-server|serial-console)"
    r"(?: (?:\d[\d,-]{0,40}|all(?= \S+ )))?)"
    r" (?P<list>\S{1,128})(?P<methods>(?: .+)?)",
    re.IGNORECASE,
)
# NX-OS accounts for everything under one list.
_ALL = re.compile(r"aaa accounting default (?P<methods>.+)", re.IGNORECASE)
_OTHER = re.compile(r"aaa (?P<rest>(?:authentication|authorization|accounting) .+)", re.IGNORECASE)
_TEXT = re.compile(
    r"authentication (?:banner|fail-message|username-prompt|password-prompt)\b", re.IGNORECASE
)
_HOST = re.compile(
    r"(?P<kind>tacacs|radius)-server host (?:ipv[46] )?(?P<address>\S{1,255})(?P<rest>.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?P<kind>tacacs|radius|ldap) server (?P<name>\S{1,128})", re.IGNORECASE)
_PORTS = re.compile(r"\b((?:auth-|acct-)?port) (\d{1,5})\b", re.IGNORECASE)
_VRF = re.compile(r"\b(?:vrf|use-vrf)(?: forwarding)? (\S{1,64})", re.IGNORECASE)
# What follows a key is a secret, whatever it looks like.
_KEY = re.compile(r"\bkey (?:\d )?\S+", re.IGNORECASE)
_GROUP = re.compile(
    r"aaa group server (?P<kind>tacacs|radius|ldap)\+? (?P<name>\S{1,128})", re.IGNORECASE
)
_CHANGES = re.compile(r"aaa server radius dynamic-author", re.IGNORECASE)
_MEMBER = (
    r"(?P<how>server|server-private)(?P<name> name)?(?: ipv[46])? (?P<who>\S{1,255})(?P<rest>.*)"
)
_MAX_MEMBERS = 64


def methods(found: Found, block: Block) -> None:
    """Read ``aaa authentication|authorization|accounting``, on one line or as a block.

    IOS prints accounting either way (``action-type start-stop`` below its list).
    """
    text = spaced(block.text)
    match = _LIST.fullmatch(text)
    if match:
        below = (re.sub(r"^action-type ", "", spaced(each.text)) for each in block.children)
        value = " ".join((match["methods"].strip(), *below)).strip()
        name = f"{match['kind']} {match['what']} {match['list']}"
        found.add("aaa_methods", name, value, block, *block.children)
        return
    whole = _ALL.fullmatch(text)
    if whole:
        found.add("aaa_methods", "accounting default", whole["methods"], block)
        return
    other = _OTHER.fullmatch(text)
    if other and not _TEXT.match(other["rest"]):
        found.add("aaa_methods", other["rest"], "", block)


def host(found: Found, block: Block) -> None:
    """Read ``tacacs-server host`` and ``radius-server host``, XR's lines below it included."""
    match = _HOST.fullmatch(spaced(block.text))
    if match is None:
        return
    server = _server(found, match["kind"].lower(), match["address"])
    server.address = match["address"]
    _settings(server, match["rest"])
    server.quotes.append(block)
    for line in block.children:
        _settings(server, spaced(line.text))


def named(found: Found, block: Block) -> None:
    """Read ``tacacs server NAME`` with its address below."""
    match = _NAMED.fullmatch(spaced(block.text))
    if match is None:
        return
    server = _server(found, match["kind"].lower(), match["name"])
    server.quotes.append(block)
    for line in block.children:
        text = spaced(line.text)
        address = re.fullmatch(
            r"(?:address )?(?:ipv[46] )(?P<address>\S{1,255})(?P<rest>.*)", text, re.IGNORECASE
        )
        if address:
            server.address = address["address"]
        if address or re.match(r"(?:port|vrf) ", text, re.IGNORECASE):
            _settings(server, text)
            server.quotes.append(line)


def group(found: Found, block: Block) -> None:
    """Read ``aaa group server tacacs+ NAME`` with its servers in order."""
    match = _GROUP.fullmatch(spaced(block.text))
    if match is None:
        return
    kind = match["kind"].lower()
    some = found.servers.groups.setdefault(match["name"], Group(kind))
    some.quotes.append(block)
    for said, line in matching(block.children[:_MAX_MEMBERS], _MEMBER):
        some.members.append(said["who"])
        some.quotes.append(line)
        if said["how"].lower() == "server-private":
            own = _server(found, kind, said["who"])
            own.address = said["who"]
            _settings(own, said["rest"])
            own.quotes.append(line)
        elif not said["name"] and (inner := _VRF.search(said["rest"])):
            _server(found, kind, said["who"]).vrf = inner[1]
    for said, line in matching(
        block.children, r"(?:ip )?(?:use-vrf|vrf(?: forwarding)?) (?P<vrf>\S{1,64})"
    ):
        some.vrf = said["vrf"]
        some.quotes.append(line)


def authors(found: Found, block: Block) -> None:
    """Read who may change an authorisation while it is in use (``client`` of RFC 5176)."""
    if _CHANGES.fullmatch(spaced(block.text)):
        for said, line in matching(block.children, r"client (?P<who>\S{1,255}).*"):
            found.add("aaa_servers", f"radius dynamic-author {said['who']}", "", line)


def settle_servers(found: Found) -> None:
    """Turn the servers and groups into traits: each server by its address, where it has one."""
    known = found.servers.by_name
    for some in found.servers.groups.values():
        for each in some.members if some.vrf else ():
            if (some.kind, each) in known:
                known[some.kind, each].vrf = known[some.kind, each].vrf or some.vrf
    for (kind, name), server in known.items():
        if server.quotes:
            found.add(
                "aaa_servers", f"{kind} {server.address or name}", _said(server), *server.quotes
            )
    for name, some in found.servers.groups.items():
        whom = [_address(known, some.kind, each) for each in some.members]
        vrf = [f"vrf {some.vrf}"] if some.vrf else []
        found.add("aaa_servers", f"group {name}", " ".join((*whom, *vrf)), *some.quotes)


def _address(known: dict[tuple[str, str], Server], kind: str, name: str) -> str:
    server = known.get((kind, name))
    return server.address if server and server.address else name


def _server(found: Found, kind: str, name: str) -> Server:
    return found.servers.by_name.setdefault((kind, name), Server(kind))


def _settings(server: Server, text: str) -> None:
    text = _KEY.sub(" ", text)
    server.ports.update((each.lower(), number) for each, number in _PORTS.findall(text))
    vrf = _VRF.search(text)
    server.vrf = vrf[1] if vrf else server.vrf


def _said(server: Server) -> str:
    ports = server.ports or ({"port": "49"} if server.kind == "tacacs" else {})
    words = [f"{each} {number}" for each, number in sorted(ports.items(), reverse=True)]
    if server.kind == "radius":
        words.sort(key=lambda each: not each.startswith("auth"))
    return " ".join((*words, *([f"vrf {server.vrf}"] if server.vrf else [])))

"""How a VRP or Comware device lets people in, what it serves and what it tells.

Both grew from one command line; where they differ, both spellings are read. Statement names are
those of the vendors' command references.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.scan import body
from netwatch.parsing.posture.traits import Traits, quoted
from netwatch.parsing.stanzas import Block, Line

_FIELDS = all_but("guests", "intercepts")
_SERVICE = re.compile(
    r"(?:ip(?:v6)? )?(?P<name>telnet|stelnet|ssh|sftp|scp|ftp|tftp|http|https|http secure-server"
    r"|snetconf|netconf ssh|netconf soap https?|web-manager|rsh)(?: ipv[46])?(?: server)?"
    r"(?: ipv[46])? enable$"
)
_SERVICE_PORT = re.compile(
    r"(?P<name>ssh|telnet|ip https?|http|ftp) (?:server[ -])?port (?P<port>\d{1,5})$"
)
_GUARD = re.compile(
    r"(?P<name>(?:(?:ip|ssh|telnet|ftp|sftp|http|https|snmp-agent|netconf|server|ipv6) ?){1,4})"
    r"acl (?:ipv6 )?(?P<acl>\S{1,64})"
)
_LINE_ACL = re.compile(r"acl (?:ipv6 )?(?P<acl>\S{1,64}) inbound")
_SERVER = re.compile(
    r"(?:(?:hwtacacs|radius)[ -]server|primary|secondary) (?P<what>authentication|authorization"
    r"|accounting)(?: server)? (?:(?:ipv4|ipv6|host) )?(?P<to>[0-9A-Za-z][\w.:-]{1,120})"
    r"(?P<rest>[^\n]{0,200})$"
)
_SCHEME = re.compile(r"(?P<kind>hwtacacs|radius)(?:[ -]server template| scheme) (?P<name>\S{1,64})")
_MODE = re.compile(r"(?:authentication|authorization|accounting)(?:-mode)? ")
_AREA = re.compile(r"(?:authentication|authorization|accounting)-scheme |domain |service-scheme ")
_LOCAL = re.compile(r"local-user (?P<name>\S{1,80})(?: (?P<said>[^\n]{1,300}))?")
_RULE = re.compile(
    r"rule (?:\d{1,10} )?(?:name \S{1,64} )?(?P<said>(?P<verb>permit|deny)\b[^\n]{0,400})"
)
_ACL = re.compile(
    r"acl (?:ipv6 )?(?:(?:number|basic|advanced|mac) )?(?:name )?(?P<name>\S{1,64})"
    r"(?: (?P<number>\d{1,6}))?"
)
_WRITER = re.compile(r"snmp-agent (?P<kind>community|group|usm-user) (?P<said>[^\n]{1,300})")
_HOST = re.compile(r"snmp-agent target-host \S{1,20} address \S{1,20} (?:ipv6 )?(?P<to>\S{1,80})")
_LOGHOST = re.compile(
    r"info-center loghost (?:source \S{1,64} )?(?:vpn-instance (?P<vpn>\S{1,64}) )?"
    r"(?P<to>[0-9A-Za-z][\w.:-]{1,120})"
    r"(?: (?P<said>[^\n]{1,200}))?$"
)
_FLOW = re.compile(r"(?:ip )?netstream export (?:ip )?host (?P<to>\S{1,80})(?: (?P<port>\d{1,5}))?")
_JOB = re.compile(
    r"(?:scheduler (?:job|schedule)|schedule job|rtm cli-policy|assistant task|command assistant"
    r"|ops|event-handler) ?\S{0,64}"
)
_SECRET = re.compile(r"\b(?:password|cipher|simple|hash|irreversible-cipher|key)\b.*")
_VTY = re.compile(r"(?:user-interface|line) (?:vty|con\w*|aux)\b")
_VTY_KEEP = (
    "authentication-mode",
    "protocol inbound",
    "user privilege",
    "user-role",
    "set authentication",
)

_Reader = Callable[[Block, "_Gathered"], None]


class _Gathered:
    """What one pass finds: traits, the access lists in use, and the lists by name."""

    def __init__(self) -> None:
        self.found = Traits(*_FIELDS)
        self.guards: set[str] = set()
        self.lists: dict[str, list[Block]] = {}
        self.users: dict[str, tuple[list[str], Line | Block]] = {}

    def add(self, field: str, name: str, value: str, line: Line | Block) -> None:
        """Add one trait that ``line`` shows."""
        self.found.add(field, name, value, quoted(CONFIG, line.number, line.text))

    def user(self, name: str, said: str, line: Line | Block) -> None:
        """Take what a statement says of a local user, but for the password."""
        facts, _ = self.users.setdefault(name, ([], line))
        plain = _SECRET.sub("", said).strip()
        if plain:
            facts.append(plain)


def read_posture(blocks: Iterable[Block]) -> Posture:
    """Return the posture of a whole configuration."""
    gathered = _Gathered()
    for block in _views(blocks):
        reader = _READERS.get(block.text.partition(" ")[0])
        if reader is not None:
            reader(block, gathered)
    for name, (facts, line) in gathered.users.items():
        gathered.add("users", name, " ".join(sorted(set(facts))), line)
    for name in sorted(gathered.guards):
        for block in gathered.lists.get(name, ()):
            _list(name, block, gathered)
    return gathered.found.posture()


def _views(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every view; Comware indents its global statements below a ``#``."""
    for block in blocks:
        if block.text == "#":
            for line in block.children:
                yield Block(line.number, line.text)
        else:
            yield block


def _list(name: str, block: Block, gathered: _Gathered) -> None:
    for line in block.children:
        rule = _RULE.match(line.text)
        if rule:
            field = "permits" if rule["verb"] == "permit" else "protections"
            gathered.add(field, f"acl {name} {rule['said']}", "", line)


def _acl(block: Block, gathered: _Gathered) -> None:
    head = _ACL.match(block.text)
    if head:
        for name in filter(None, head.groups()):
            gathered.lists.setdefault(name, []).append(block)


def _plain(block: Block, gathered: _Gathered) -> None:
    """Read a service, its port, or the access list in front of it."""
    text = block.text
    service, port, guard = _SERVICE.match(text), _SERVICE_PORT.match(text), _GUARD.match(text)
    if service:
        gathered.add("services", service["name"], "", block)
    elif port:
        gathered.add("services", f"{port['name']} port {port['port']}", "", block)
    elif guard:
        gathered.guards.add(guard["acl"])
        gathered.add("protections", f"{guard['name'].strip()} acl", guard["acl"], block)
    flow = _FLOW.match(text)
    if flow:
        value = f"port {flow['port']}" if flow["port"] else ""
        gathered.add("log_targets", f"flow {flow['to']}", value, block)
    if text.startswith("ssh user "):
        gathered.add("aaa_methods", " ".join(text.split()[:3]), " ".join(text.split()[3:]), block)


def _snmp(block: Block, gathered: _Gathered) -> None:
    text = block.text
    host, writer = _HOST.match(text), _WRITER.match(text)
    if text == "snmp-agent":
        gathered.add("services", "snmp-agent", "", block)
    if host:
        gathered.add("log_targets", f"snmp {host['to']}", "", block)
    words = writer["said"].split() if writer else []
    acl = words[words.index("acl") + 1] if "acl" in words[:-1] else ""
    if acl:
        gathered.guards.add(acl)
    if writer and writer["kind"] == "community" and "write" in words[:1]:
        name = next((each for each in words[1:] if each not in {"simple", "cipher"}), "")
        rest = " ".join(words[words.index(name) + 1 :]) if name else ""
        gathered.add("snmp_writers", f"community {name}", rest, block)
    elif writer and writer["kind"] == "group" and "write-view" in words:
        at = words.index("write-view")
        shown = f"group {' '.join(words[1:2])} {' '.join(words[:1])}"
        gathered.add("snmp_writers", shown, " ".join(words[at : at + 2]), block)


def _log(block: Block, gathered: _Gathered) -> None:
    target = _LOGHOST.match(block.text)
    if target:
        vpn = f"vpn-instance {target['vpn']}" if target["vpn"] else ""
        value = f"{vpn} {target['said'] or ''}".strip()
        gathered.add("log_targets", target["to"], value, block)
    else:
        gathered.add("log_settings", block.text, "", block)


def _undone(block: Block, gathered: _Gathered) -> None:
    if block.text.startswith("undo info-center"):
        gathered.add("log_settings", block.text, "", block)


def _scheme(block: Block, gathered: _Gathered) -> None:
    head = _SCHEME.match(block.text)
    if head is None:
        _plain(block, gathered)
        return
    kind = "tacacs" if head["kind"] == "hwtacacs" else "radius"
    for line in block.children:
        server = _SERVER.match(line.text)
        if server:
            said = _SECRET.sub("", server["rest"]).strip()
            value = f"{head['name']} {server['what']} {said}".strip()
            gathered.add("aaa_servers", f"{kind} {server['to']}", value, line)


def _aaa(block: Block, gathered: _Gathered) -> None:
    """Read the ``aaa`` view of VRP, or a ``domain`` of Comware."""
    area = block.text if block.text != "aaa" else ""
    for line in block.children:
        user = _LOCAL.match(line.text)
        if user:
            gathered.user(user["name"], user["said"] or "", line)
        elif _MODE.match(line.text):
            key, _, value = line.text.partition(" ")
            if not key.endswith("-mode"):
                second, _, value = value.partition(" ")
                key = f"{key} {second}"
            gathered.add("aaa_methods", f"{area} {key}".strip(), value, line)
        elif _AREA.match(line.text):
            if line.indent <= 1:
                area = line.text
            else:
                key, _, value = line.text.partition(" ")
                gathered.add("aaa_methods", f"{area} {key}", value, line)


def _local_user(block: Block, gathered: _Gathered) -> None:
    user = _LOCAL.match(block.text)
    if user:
        gathered.user(user["name"], user["said"] or "", block)
        for line in block.children:
            gathered.user(user["name"], line.text, line)


def _vty(block: Block, gathered: _Gathered) -> None:
    if not _VTY.match(block.text):
        return
    where = block.text.split(None, 1)[1]
    for line in block.children:
        acl = _LINE_ACL.match(line.text)
        kept = next((each for each in _VTY_KEEP if line.text.startswith(each)), "")
        if acl:
            gathered.guards.add(acl["acl"])
            gathered.add("protections", f"{where} acl inbound", acl["acl"], line)
        elif kept == "protocol inbound":
            for each in line.text.split()[2:]:
                gathered.add("services", f"{each} on {where}", "", line)
        elif kept and not kept.startswith("set"):
            value = line.text.removeprefix(kept).strip()
            gathered.add("aaa_methods", f"{where} {kept}", value, line)


def _job(block: Block, gathered: _Gathered) -> None:
    if _JOB.match(block.text):
        gathered.add("automation", block.text, body(block), block)


_READERS: dict[str, _Reader] = {
    "aaa": _aaa,
    "acl": _acl,
    "assistant": _job,
    "command": _job,
    "domain": _aaa,
    "event-handler": _job,
    "hwtacacs": _scheme,
    "hwtacacs-server": _scheme,
    "info-center": _log,
    "line": _vty,
    "local-user": _local_user,
    "ops": _job,
    "radius": _scheme,
    "radius-server": _scheme,
    "rtm": _job,
    "schedule": _job,
    "scheduler": _job,
    "snmp-agent": _snmp,
    "undo": _undone,
    "user-interface": _vty,
    **dict.fromkeys(
        (
            "ftp", "http", "https", "ip", "ipv6", "netconf", "netstream", "scp", "sftp",
            "snetconf", "ssh", "stelnet", "telnet", "tftp", "web-manager",
        ),
        _plain,
    ),
}  # fmt: skip

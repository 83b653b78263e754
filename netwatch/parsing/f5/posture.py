"""How a BIG-IP lets people in and what it tells: its own management, not its virtual servers.

Object names are those of F5's TMSH reference (``auth``, ``sys``, ``net self``).
"""

from collections.abc import Iterable, Iterator

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.f5.config import Statement
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits, digest, quoted
from netwatch.parsing.word_tree import Branch

_FIELDS = all_but("guests", "intercepts")
_TOPS = ("auth ", "sys ", "net self ", "cli script")
_SERVERS = {"tacacs": "tacacs", "radius": "radius", "ldap": "ldap"}
_OPEN = frozenset(("all", "any", "0.0.0.0/0"))
_SCRIPTS = ("sys icall script", "cli script")
_DEPTH = 24


class Watch:
    """Statements that tell of posture, shown one by one."""

    def __init__(self) -> None:
        self._root = Branch()
        self._found = Traits(*_FIELDS)

    def all(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Yield ``statements`` as they are, keeping what tells of posture."""
        for each in statements:
            head = each.blocks[0] if each.blocks else " ".join(each.words)
            if head.startswith(_TOPS):
                self._keep(head, each)
            yield each

    def _keep(self, head: str, each: Statement) -> None:
        if each.body and head.startswith(_SCRIPTS):
            value = digest("\n".join(map(str.rstrip, each.body)))
            self._found.add("automation", head, value, quoted(CONFIG, each.number, each.text))
            return
        words = [word for block in each.blocks for word in block.split()]
        self._root.grow((*words, *each.words)[:_DEPTH], each.number, each.text)

    def posture(self) -> Posture | None:
        """Return the posture; None for a part without ``sys`` and ``auth``."""
        root, found = self._root, self._found
        if not {"sys", "auth"} <= set(root.below):
            return None
        _people(root.at("auth"), found)
        _management(root.at("sys"), found)
        _logs(root.at("sys"), found)
        for name, address in root.named("net", "self"):
            for service in _entries(address.at("allow-service")):
                quote = address.at("allow-service").quote(CONFIG)
                if service != "none":
                    found.add("services", f"{service} on self {name}", "", quote)
        return found.posture()


def _people(auth: Branch, found: Traits) -> None:
    for name, user in auth.named("user"):
        roles = {
            f"role {role}"
            for _, partition in user.named("partition-access")
            for role in partition.at("role").below
        }
        shell = user.first("shell")
        facts = [*sorted(roles), *([f"shell {shell}"] if shell not in {"", "none"} else [])]
        found.add("users", name, " ".join(facts), user.quote(CONFIG))
    for kind, title in _SERVERS.items():
        for name, source in auth.named(kind):
            for key in ("servers", "server"):
                for to in _entries(source.at(key)):
                    found.add("aaa_servers", f"{title} {to}", name, source.quote(CONFIG))
    for name, server in auth.named("radius-server"):
        to = server.first("server") or name
        port = server.first("port")
        value = f"{name}{port and f' port {port}'}"
        found.add("aaa_servers", f"radius {to}", value, server.quote(CONFIG))
    for key in ("source", "remote-user"):
        for name, setting in auth.named(key):
            said = " ".join(sorted(setting.below))
            found.add("aaa_methods", f"auth {key} {name}", said, setting.quote(CONFIG))


def _management(system: Branch, found: Traits) -> None:
    for name in ("httpd", "sshd"):
        if system.at(name).first("login") != "disabled":
            found.add("services", name, "", system.at(name).quote(CONFIG))
        allowed = system.at(name, "allow")
        _allowed(name, allowed, found)
    agent = system.at("snmp")
    _allowed("snmp", agent.at("allowed-addresses"), found)
    for kind in ("communities", "users"):
        for name, each in agent.named(kind):
            if each.first("access") == "rw":
                shown = each.first("community-name") or each.first("username") or name
                title = "community" if kind == "communities" else "user"
                source = each.first("source")
                found.add("snmp_writers", f"{title} {shown}", source, each.quote(CONFIG))


def _entries(listed: Branch) -> list[str]:
    """Return the entries of a list, whether it stands in one line or in several."""
    return sorted({word for each in listed.said() for word in each.split()})


def _allowed(name: str, allowed: Branch, found: Traits) -> None:
    for address in _entries(allowed):
        found.add("permits", f"{name} allow {address}", "", allowed.quote(CONFIG))
    if allowed.below and not _OPEN & {each.lower() for each in _entries(allowed)}:
        found.add("protections", f"{name} allow", "set", allowed.quote(CONFIG))


def _logs(system: Branch, found: Traits) -> None:
    for name, server in system.named("syslog", "remote-servers"):
        to, port = server.first("host") or name, server.first("remote-port")
        found.add("log_targets", to, f"port {port}" if port else "", server.quote(CONFIG))
    for name, each in system.named("syslog"):
        if name != "remote-servers":
            said = " ".join(each.said())
            found.add("log_settings", f"syslog {name}", said, each.quote(CONFIG))
    for kind in ("v2-traps", "traps"):
        for name, trap in system.named("snmp", kind):
            to = trap.first("host") or name
            found.add("log_targets", f"snmp {to}", "", trap.quote(CONFIG))
    for name, handlers in system.named("icall", "handler"):
        for title, handler in handlers.below.items():
            value = "; ".join(handler.said())
            shown = f"icall handler {name} {title}"
            found.add("automation", shown, value, handler.quote(CONFIG))

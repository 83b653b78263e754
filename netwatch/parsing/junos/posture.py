"""How a Junos device lets people in and what it tells, read from the inherited tree.

Statement names are those of the Junos CLI reference (``system``, ``snmp``, ``event-options``,
``security zones``, ``services flow-tap``); what is deactivated is not in force.
"""

from collections.abc import Callable, Iterator

from netwatch.model.evidence import Evidence
from netwatch.model.posture import Posture
from netwatch.parsing.braces import word_set
from netwatch.parsing.junos.guards import guards
from netwatch.parsing.junos.tree import Node
from netwatch.parsing.posture.fields import CONFIGURED
from netwatch.parsing.posture.traits import Traits, digest

Quote = Callable[[set[int]], tuple[Evidence, ...]]

_SERVERS = {"tacplus-server": "tacacs", "radius-server": "radius", "ldap-server": "ldap"}
# What tells where and how a server is reached; its secret and timers say nothing of that.
_REACHED = word_set("port source-address routing-instance accounting-port address tls-peer-name")
_KEYS = word_set("ssh-rsa ssh-dsa ssh-ecdsa ssh-ed25519 load-key-file")
_GUARDED = word_set(
    "root-login protocol-version no-tcp-forwarding no-passwords no-password-authentication"
    " no-public-keys no-challenge-response connection-limit rate-limit"
)
_WIDE = frozenset(("allow-tcp-forwarding", "tcp-forwarding", "sftp-server"))
_FACED = frozenset(("interface", "routing-instance", "local-certificate"))
_OUTBOUND = frozenset(("outbound-ssh", "outbound-https"))
_TRANSPORTS = {
    "web-management": frozenset(("http", "https")),
    "rest": frozenset(("http", "https")),
    "netconf": frozenset(("ssh", "tls")),
}
_LEAVES = 200


def read_posture(root: Node, quote: Quote) -> Posture | None:
    """Return the posture; None when the text is a part that holds no ``system`` hierarchy."""
    system = root.children.get("system")
    if system is None:
        return None
    found = Traits(*CONFIGURED)
    _Reader(found, quote).read(root, system)
    guards(root, found, quote)
    return found.posture()


def live(node: Node, *words: str) -> Iterator[Node]:
    """Yield the entries of the list below ``words`` that are in force."""
    return (each for each in node.named(*words) if not each.off)


def leaves(node: Node, without: frozenset[str] = frozenset()) -> list[str]:
    """Return every statement below ``node`` as words, in the order of the text."""
    found: list[str] = []
    waiting = [(child, "") for child in reversed(node.children.values())]
    while waiting and len(found) < _LEAVES:
        each, above = waiting.pop()
        if each.off or each.word in without:
            continue
        text = f"{above} {each.word}" if above else each.word
        if each.children:
            waiting.extend((child, text) for child in reversed(each.children.values()))
        else:
            found.append(text)
    return found


class _Reader:
    def __init__(self, found: Traits, quote: Quote) -> None:
        self._found = found
        self._quote = quote

    def _add(self, field: str, name: str, value: str, node: Node) -> None:
        self._found.add(field, name, value, *self._quote({node.number}))

    def read(self, root: Node, system: Node) -> None:
        self._servers(system)
        self._methods(system)
        self._users(system)
        for each in live(system, "services"):
            self._service(each)
        self._zones(root)
        self._syslog(system)
        self._streams(root)
        self._snmp(root)
        self._automation(root, system)
        for kind in ("flow-tap", "radius-flow-tap", "dynamic-flow-capture"):
            for each in (node for node in live(root, "services") if node.word == kind):
                self._add("intercepts", kind, "; ".join(leaves(each)), each)

    def _servers(self, system: Node) -> None:
        for kind, name in _SERVERS.items():
            for each in live(system, kind):
                self._add("aaa_servers", f"{name} {each.word}", _reached(each), each)
        for method in live(system, "accounting", "destination"):
            for each in live(method, "server"):
                kind = _SERVERS.get(f"{method.word}-server", method.word)
                self._add("aaa_servers", f"{kind} accounting {each.word}", _reached(each), each)

    def _methods(self, system: Node) -> None:
        for words in (
            ("authentication-order",),
            ("accounting", "events"),
            ("accounting", "destination"),
            ("tacplus-options",),
            ("radius-options",),
        ):
            node = system.at(*words)
            said = [each.word for each in live(node)] if node and not node.off else []
            if node and said and words[-1].endswith("-options"):
                said = leaves(node)
            if node and said:
                ordered = said if words == ("authentication-order",) else sorted(said)
                self._add("aaa_methods", " ".join(words), " ".join(ordered), node)

    def _users(self, system: Node) -> None:
        classes = {each.word: each for each in live(system, "login", "class")}
        for user in live(system, "login", "user"):
            named = next(live(user, "class"), None)
            value = f"class {named.word}" if named else ""
            own = classes.get(named.word) if named else None
            may = sorted(each.word for each in live(own, "permissions")) if own else []
            value += f" permissions {' '.join(may)}" if may else ""
            self._add("users", user.word, value, user)
            self._keys(user.word, user.at("authentication"))
        root = system.at("root-authentication")
        if root is not None and not root.off:
            self._add("users", "root", "shell", root)
            self._keys("root", root)
        for each in classes.values():
            if any("flow-tap" in may.word for may in live(each, "permissions")):
                self._add("intercepts", f"class {each.word} permissions flow-tap", "", each)

    def _keys(self, user: str, authentication: Node | None) -> None:
        if authentication is None or authentication.off:
            return
        for kind in live(authentication):
            for each in live(kind) if kind.word in _KEYS else ():
                body = each.word.split()
                self._add("users", f"{user} {kind.word} {digest(' '.join(body[:2]))}", "", each)

    def _service(self, service: Node) -> None:
        name = service.word
        if name in _OUTBOUND:
            for client in live(service, "client"):
                to = " ".join(leaves(client, frozenset(("secret", "keep-alive", "device-id"))))
                self._add("services", f"{name} {client.word}", to, client)
            return
        inner = _TRANSPORTS.get(name, frozenset())
        parts = [each for each in live(service) if each.word in inner]
        for each in parts:
            self._listener(f"{name} {each.word}", each)
        if not parts:
            self._listener(name, service)

    def _listener(self, name: str, node: Node) -> None:
        port = next(live(node, "port"), None)
        faced = sorted(
            f"{each.word} {' '.join(sorted(below.word for below in live(each)))}"
            for each in live(node)
            if each.word in _FACED
        )
        shown = f"{name} port {port.word}" if port else name
        self._add("services", shown, " ".join(faced), port or node)
        for each in live(node):
            if each.word in _WIDE:
                self._add("services", f"{name} {each.word}", "", each)
            elif each.word in _GUARDED:
                value = " ".join(sorted(below.word for below in live(each)))
                if value != "allow":
                    self._add("protections", f"{name} {each.word}", value, each)

    def _zones(self, root: Node) -> None:
        for zone in live(root, "security", "zones", "security-zone"):
            self._inbound(f"zone {zone.word}", zone)
            for each in live(zone, "interfaces"):
                self._inbound(f"zone {zone.word} interface {each.word}", each)

    def _inbound(self, where: str, node: Node) -> None:
        for each in live(node, "host-inbound-traffic", "system-services"):
            if "except" not in each.children and each.word != "ping":
                self._add("services", f"{each.word} in {where}", "", each)

    def _syslog(self, system: Node) -> None:
        for each in live(system, "syslog"):
            if each.word == "host":
                for host in live(each):
                    self._add("log_targets", host.word, _sorted(host), host)
            elif each.word in {"file", "user"}:
                for kept in live(each):
                    name = f"syslog {each.word} {kept.word}"
                    self._add("log_settings", name, _sorted(kept), kept)
            else:
                self._add("log_settings", f"syslog {each.word}", _sorted(each), each)

    def _streams(self, root: Node) -> None:
        for stream in live(root, "security", "log", "stream"):
            to = next(live(stream, "host"), stream)
            value = f"stream {stream.word} " + _sorted(stream)
            self._add("log_targets", to.word, value, stream)
        for group in live(root, "snmp", "trap-group"):
            for each in live(group, "targets"):
                self._add("log_targets", f"snmp {each.word}", f"trap-group {group.word}", each)
        sampling = root.at("forwarding-options", "sampling")
        for node in sampling.below() if sampling else ():
            if node.word == "flow-server" and not node.off:
                for each in live(node):
                    self._add("log_targets", f"flow {each.word}", _sorted(each), each)

    def _snmp(self, root: Node) -> None:
        for each in live(root, "snmp", "community"):
            if any(may.word == "read-write" for may in live(each, "authorization")):
                value = _sorted(each, frozenset(("authorization",)))
                self._add("snmp_writers", f"community {each.word}", value, each)
        for group in live(root, "snmp", "v3", "vacm", "access", "group"):
            for said in leaves(group):
                way, found, view = said.partition(" write-view ")
                if found:
                    shown = f"group {group.word} {way}"
                    self._add("snmp_writers", shown, f"write-view {view}", group)

    def _automation(self, root: Node, system: Node) -> None:
        for each in live(root, "event-options"):
            if each.word == "policy":
                for policy in live(each):
                    name = f"event-options policy {policy.word}"
                    self._add("automation", name, "; ".join(leaves(policy)), policy)
            elif each.word not in {"traceoptions", "destinations"}:
                self._entries("automation", f"event-options {each.word}", each)
        for each in live(system, "scripts"):
            if each.word in {"op", "commit", "snmp", "action", "event", "translation"}:
                self._entries("automation", f"system scripts {each.word}", each)
            elif each.word == "language":
                self._add("automation", "system scripts language", _sorted(each), each)
        for each in live(system, "extensions"):
            self._entries("guests", f"extensions {each.word}", each)

    def _entries(self, field: str, name: str, node: Node) -> None:
        """Add the files, events or providers of ``node`` one by one, its settings as they are."""
        for each in live(node):
            if each.word in {"file", "provider", "providers"}:
                for entry in live(each):
                    value = "; ".join(leaves(entry))
                    self._add(field, f"{name} {each.word} {entry.word}", value, entry)
            elif each.word != "traceoptions":
                value = "; ".join(leaves(each))
                self._add(field, f"{name} {each.word}", value, each)


def _reached(server: Node) -> str:
    said = (each for each in leaves(server) if each.split(None, 1)[0] in _REACHED)
    return " ".join(sorted(said))


def _sorted(node: Node, without: frozenset[str] = frozenset()) -> str:
    return ", ".join(sorted(leaves(node, without)))

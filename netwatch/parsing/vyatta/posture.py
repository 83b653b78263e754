"""How a VyOS or EdgeOS router lets people in, what it serves and what it tells.

Paths are those of the VyOS 1.2 to 1.5 documentation and of EdgeOS' own configuration tree.
"""

from collections.abc import Iterable, Iterator

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.paths import Statement
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits, digest
from netwatch.parsing.word_tree import Branch, grown

_FIELDS = all_but("aaa_methods", "intercepts")
_TOPS = frozenset(("system", "service", "firewall", "nat", "container", "interfaces"))
_SECRET = frozenset(("key", "secret", "password", "plaintext-password", "encrypted-password"))
_CLOSED = frozenset(("drop", "reject"))
_PORTS = ("port", "http-port", "https-port", "listen-port")
_NO_LISTENERS = frozenset(("nat", "lldp", "router-advert", "event-handler", "monitoring"))
_RULES = ("name", "ipv6-name")


def read_posture(statements: Iterable[Statement]) -> Posture | None:
    """Return the posture; None for a part that holds no ``system``."""
    root = grown(statements, _TOPS)
    if "system" not in root.below:
        return None
    found = Traits(*_FIELDS)
    _people(root.at("system"), found)
    _services(root, found)
    _guards(root, found)
    _nat(root, found)
    _logs(root, found)
    _snmp(root, found)
    _runs(root, found)
    return found.posture()


def _people(system: Branch, found: Traits) -> None:
    for name, user in system.named("login", "user"):
        if "disable" in user.below:
            continue
        level = user.first("level")
        found.add("users", name, f"level {level}" if level else "shell", user.quote(CONFIG))
        for label, key in user.named("authentication", "public-keys"):
            value = digest(key.first("key"))
            found.add("users", f"{name} public-key {label}", value, key.quote(CONFIG))
    for kind in ("radius", "tacacs"):
        for path in (("login", kind, "server"), ("login", f"{kind}-server")):
            for name, server in system.named(*path):
                if "disable" not in server.below:
                    value = " ".join(server.said(_SECRET | {"timeout"}))
                    found.add("aaa_servers", f"{kind} {name}", value, server.quote(CONFIG))


def _services(root: Branch, found: Traits) -> None:
    for name, service in root.named("service"):
        if name in _NO_LISTENERS or "disable" in service.below:
            continue
        ports = [f"{key} {each}" for key in _PORTS for each in sorted(service.at(key).below)]
        for port in ports or [""]:
            found.add("services", f"{name} {port}".strip(), "", service.quote(CONFIG))
        listens = service.all("listen-address")
        if listens:
            found.add("protections", f"{name} listen-address", listens, service.quote(CONFIG))
        for key, value in service.named("access-control", "allow"):
            said = " ".join(sorted(value.below))
            found.add("protections", f"{name} allow {key}", said, value.quote(CONFIG))
        if "disable-password-authentication" in service.below:
            found.add("protections", f"{name} disable-password-authentication", "",
                      service.quote(CONFIG))  # fmt: skip


def _guards(root: Branch, found: Traits) -> None:
    """Add the rule sets that hold for the router itself.

    EdgeOS and VyOS 1.2 to 1.3 hang a named set on an interface (``firewall local name X``);
    VyOS 1.4 and later have one input filter a family.
    """
    sets: dict[tuple[str, str], None] = {}
    for where, kind, name, at in _hung(root.at("interfaces"), "", 0):
        found.add("protections", f"{where} firewall local {kind}", name, at.quote(CONFIG))
        sets[(kind, name)] = None
    for kind, name in sets:
        _rules(name, root.at("firewall", kind, name), root, found)
    for family in ("ipv4", "ipv6"):
        filtered = root.at("firewall", family, "input", "filter")
        if filtered.below:
            _rules(f"{family} input", filtered, root, found)


def _hung(branch: Branch, where: str, depth: int) -> Iterator[tuple[str, str, str, Branch]]:
    """Yield (interface, kind, rule set, where) of every ``firewall local`` below interfaces."""
    for word, child in branch.below.items():
        if word == "firewall":
            for kind in _RULES:
                for name, at in child.named("local", kind):
                    yield where, kind, name, at
        elif depth < 6:  # noqa: PLR2004  # interfaces ethernet eth0 vif-s 5 vif-c 6
            # The sort of an interface (ethernet) is no part of its name.
            yield from _hung(child, f"{where} {word}".strip() if depth else "", depth + 1)


def _rules(title: str, rules: Branch, root: Branch, found: Traits) -> None:
    default = rules.first("default-action")
    if default in _CLOSED:
        quote = rules.at("default-action").quote(CONFIG)
        found.add("protections", f"{title} default-action", default, quote)
    without = frozenset(("action", "description", "log", "jump-target"))
    for _, rule in rules.named("rule"):
        action = rule.first("action")
        if "disable" in rule.below:
            continue
        said = " ".join(rule.said(without)) or "any"
        if action == "accept":
            found.add("permits", f"{title} permit {said}", "", rule.quote(CONFIG))
            _group(rule, root, found)
        elif action in _CLOSED:
            found.add("protections", f"{title} {action} {said}", "", rule.quote(CONFIG))


def _group(rule: Branch, root: Branch, found: Traits) -> None:
    for kind, named in rule.named("source", "group"):
        for name in named.below:
            group = root.at("firewall", "group", kind, name)
            for key in ("address", "network"):
                for each, at in group.named(key):
                    found.add("permits", f"{kind} {name} permit {each}", "", at.quote(CONFIG))


def _nat(root: Branch, found: Traits) -> None:
    """Add the ports that lead elsewhere; a VyOS ``redirect`` ends on the router itself."""
    for _, rule in root.named("nat", "destination", "rule"):
        if "disable" not in rule.below:
            to = rule.at("translation")
            own = to.first("redirect", "port")
            port = own or ":".join(filter(None, (to.first("address"), to.first("port"))))
            _led(rule, "redirect" if own else "dst-nat", port, found)
    for _, rule in root.named("service", "nat", "rule"):
        if "disable" not in rule.below and rule.first("type") == "destination":
            to = rule.at("inside-address")
            address, port = to.first("address"), to.first("port")
            here = address.startswith("127.") or not address
            shown = port if here else ":".join(filter(None, (address, port)))
            _led(rule, "redirect" if here else "dst-nat", shown, found)


def _led(rule: Branch, kind: str, to: str, found: Traits) -> None:
    protocol = rule.first("protocol") or "ip"
    port = rule.first("destination", "port") or "any"
    name = f"nat {kind} {protocol} {port} to {to or 'any'}"
    found.add("services", name, rule.first("destination", "address"), rule.quote(CONFIG))


def _logs(root: Branch, found: Traits) -> None:
    for word, syslog in root.named("system", "syslog"):
        if word in {"host", "remote"}:
            for name, host in syslog.below.items():
                found.add("log_targets", name, ", ".join(host.said()), host.quote(CONFIG))
        else:
            value = ", ".join(syslog.said())
            found.add("log_settings", f"syslog {word}", value, syslog.quote(CONFIG))
    for top in ("flow-accounting", "sflow"):
        for path in (("system", top, "netflow", "server"), ("system", top, "server"),
                     ("system", top, "sflow", "server")):  # fmt: skip
            for name, server in root.named(*path):
                found.add("log_targets", f"flow {name}", " ".join(server.said()),
                          server.quote(CONFIG))  # fmt: skip
    for name, target in root.named("service", "snmp", "trap-target"):
        found.add("log_targets", f"snmp {name}", "", target.quote(CONFIG))


def _snmp(root: Branch, found: Traits) -> None:
    for name, community in root.named("service", "snmp", "community"):
        if community.first("authorization") == "rw":
            value = " ".join(community.said(frozenset(("authorization",))))
            found.add("snmp_writers", f"community {name}", value, community.quote(CONFIG))
    for kind in ("group", "user"):
        for name, each in root.named("service", "snmp", "v3", kind):
            if each.first("mode") == "rw":
                value = f"view {each.first('view')}" if each.first("view") else ""
                found.add("snmp_writers", f"{kind} {name} v3", value, each.quote(CONFIG))


def _runs(root: Branch, found: Traits) -> None:
    for path in (
        ("system", "task-scheduler", "task"),
        ("service", "event-handler", "event"),
        ("system", "event-handler", "event"),
    ):
        for name, task in root.named(*path):
            if "disable" not in task.below:
                shown = f"{path[1]} {path[2]} {name}"
                found.add("automation", shown, "; ".join(task.said()), task.quote(CONFIG))
    for name, box in root.named("container", "name"):
        if "disable" not in box.below:
            value = "; ".join(box.said(frozenset(("environment", "description"))))
            found.add("guests", f"container {name}", value, box.quote(CONFIG))

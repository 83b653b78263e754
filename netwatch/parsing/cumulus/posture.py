"""How a Cumulus switch lets people in and what it tells, from NVUE's ``nv set`` commands.

Paths are those of NVIDIA's NVUE command reference (5.x).
"""

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.paths import words_of
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits
from netwatch.parsing.word_tree import Branch

_FIELDS = all_but("snmp_writers", "log_settings", "automation", "guests", "intercepts")
_TOPS = ("nv set system ", "nv set service ", "nv set acl ")
_ON = frozenset(("on", "enabled"))
_SECRET = frozenset(("secret", "password", "hashed-password", "host"))
_DEPTH = 24


def read_posture(text: str) -> Posture | None:
    """Return the posture; None for any other form than NVUE commands of a whole system."""
    root = Branch()
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line.startswith(_TOPS):
            root.grow(words_of(line[7:4000])[:_DEPTH], number, line)
    system = root.at("system")
    if not system.below:
        return None
    found = Traits(*_FIELDS)
    _people(system.at("aaa"), found)
    _services(root, found)
    _logs(root, found)
    _guards(root, found)
    return found.posture()


def _people(aaa: Branch, found: Traits) -> None:
    for name, user in aaa.named("user"):
        role, off = user.first("role"), user.first("enable") == "off"
        if not off and user.first("state") != "disabled":
            found.add("users", name, f"role {role}" if role else "", user.quote(CONFIG))
    for kind in ("tacacs", "radius", "ldap"):
        for name, server in aaa.named(kind, "server"):
            to = server.first("host") or name
            found.add("aaa_servers", f"{kind} {to}", " ".join(server.said(_SECRET)),
                      server.quote(CONFIG))  # fmt: skip
        enabled = aaa.at(kind).first("enable") or aaa.at(kind).first("state")
        if enabled:
            quote = aaa.at(kind).quote(CONFIG)
            found.add("aaa_methods", f"{kind} state", enabled, quote)
    order = aaa.at("authentication-order")
    if order.below:
        said = " ".join(each.first() for _, each in sorted(order.below.items()))
        found.add("aaa_methods", "authentication-order", said, order.quote(CONFIG))


def _services(root: Branch, found: Traits) -> None:
    server = root.at("system", "ssh-server")
    if server.first("state") != "disabled":
        ports = sorted(server.at("port").below) or [""]
        for port in ports:
            found.add("services", f"ssh port {port}" if port else "ssh", "", server.quote(CONFIG))
    for key in ("permit-root-login", "allow-users", "deny-users"):
        said = server.all(key)
        if said and said != "enabled":
            quote = server.at(key).quote(CONFIG)
            found.add("protections", f"ssh {key}", said, quote)
    for name in ("api", "telemetry", "gnmi-server"):
        if root.at("system", name).first("state") in _ON:
            found.add("services", name, "", root.at("system", name).quote(CONFIG))
    for path in (("service", "snmp-server"), ("system", "snmp-server")):
        snmp = root.at(*path)
        if any(each.endswith((" on", "enabled")) for each in snmp.said()):
            found.add("services", "snmp-server", "", snmp.quote(CONFIG))


def _logs(root: Branch, found: Traits) -> None:
    for _, instance in root.named("service", "syslog"):
        for name, server in instance.named("server"):
            found.add("log_targets", name, " ".join(server.said()), server.quote(CONFIG))
    for name, server in root.named("system", "syslog", "server"):
        found.add("log_targets", name, " ".join(server.said()), server.quote(CONFIG))
    for name, server in root.named("system", "sflow", "collector"):
        found.add("log_targets", f"flow {name}", " ".join(server.said()), server.quote(CONFIG))


def _guards(root: Branch, found: Traits) -> None:
    for name, applied in root.named("system", "control-plane", "acl"):
        said = " ".join(applied.said())
        found.add("protections", f"control-plane acl {name}", said, applied.quote(CONFIG))
        for _, rule in root.named("acl", name, "rule"):
            action = rule.first("action")
            match = " ".join(rule.at("match").said()) or "any"
            if action in {"permit", "deny"}:
                field = "permits" if action == "permit" else "protections"
                found.add(field, f"acl {name} {action} {match}", "", rule.quote(CONFIG))

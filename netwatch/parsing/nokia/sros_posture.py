"""How an SR OS router lets people in, what it serves and what it tells, in either CLI's words.

Sources: configurations published by others in the classic form and in MD-CLI's, Nokia's YANG
modules (``nokia-conf-system``, ``-log``, ``-cflowd``, ``-esa``) and its system management guides.
A filter counts where it is switched on, anything else unless it is switched off. What a lawful
interception taps is told to a user of that kind alone; ordinary users see who may set it up.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.nokia.sros_logs import logs
from netwatch.parsing.nokia.sros_text import Step
from netwatch.parsing.nokia.sros_tree import branches, is_on, lists, said
from netwatch.parsing.posture.fields import CONFIGURED
from netwatch.parsing.posture.management import fingerprint
from netwatch.parsing.posture.traits import Traits, digest
from netwatch.parsing.word_tree import Branch

_TOPS = frozenset(("system", "log", "cflowd", "li", "esa", "python"))
_SERVERS = frozenset(("telnet-server", "telnet6-server", "ftp-server"))
_WRITES = frozenset(("rw", "rwa", "mgmt"))
_VIEWS = frozenset(("read", "write", "notify", "prefix-match", "context"))
_ACTIONS = {
    "accept": "permit",
    "permit": "permit",
    "deny": "deny",
    "deny-host-unreachable": "deny",
    "drop": "deny",
    "reject": "deny",
}
_FILTERS = ("ip-filter", "ipv6-filter", "mac-filter")
_ASIDE = frozenset(("action", "description", "log", "log-events"))
_TOLD_APART = frozenset(("secret", "description", "password"))
_PORTS = frozenset(("port", "auth-port", "acct-port", "authentication-port", "accounting-port"))
_EXEC = ("boot-good-exec", "boot-bad-exec")


def read_posture(steps: Iterable[Step]) -> Posture | None:
    """Return the posture; None for a part that holds no ``system security``."""
    root = branches(steps, _TOPS)
    system = root.at("system")
    security = system.at("security")
    if not security.below:
        return None
    found = Traits(*CONFIGURED)
    _people(security, found)
    _servers(security, found)
    _services(system, security, found)
    _guards(security, found)
    _snmp(security.at("snmp"), found)
    logs(root, found)
    _runs(root, found)
    for number, extension in root.named("esa"):
        value = "; ".join(said(extension, _TOLD_APART))
        found.add("guests", f"esa {number}", value, extension.quote(CONFIG))
    for name, tap in root.named("li", "li-source"):
        found.add("intercepts", f"li-source {name}", "; ".join(said(tap)), tap.quote(CONFIG))
    return found.posture()


def _people(security: Branch, found: Traits) -> None:
    named = (
        *security.named("user"),
        *security.named("user-params", "local-user", "user"),
    )
    for name, user in named:
        access = _ways(user.at("access"))
        members = lists(user.at("console", "member"))
        words = [f"access {' '.join(access)}"] if access else []
        words += [f"member {each}" for each in members]
        found.add("users", name, " ".join(words), user.quote(CONFIG))
        for path in _leaf_paths(user.at("public-keys")):
            if "key-value" in path[:-1]:
                at = path.index("key-value")
                key = " ".join(each for each in path[:at] if each != "create")
                found.add("users", f"{name} {key}", digest(path[at + 1]), user.quote(CONFIG))
        if "li" in access:
            found.add("intercepts", f"user {name} access li", "", user.quote(CONFIG))
    profiles = (*security.named("profile"), *security.named("aaa", "local-profiles", "profile"))
    for name, profile in profiles:
        if "li" in profile.below and profile.first("li") != "false":
            found.add("intercepts", f"profile {name} li", "", profile.quote(CONFIG))


def _ways(access: Branch) -> list[str]:
    """Return by which ways a user may come: words of one line, or leaves that are true."""
    found: set[str] = set()
    for path in _leaf_paths(access):
        if path[-1] in ("true", "false"):
            found.update(path[:-1] if path[-1] == "true" else ())
        elif path[0] != "no":
            found.update(path)
    return sorted(found)


def _leaf_paths(branch: Branch) -> Iterator[list[str]]:
    return (each.split() for each in branch.said())


def _servers(security: Branch, found: Traits) -> None:
    orders = (
        security.at("password", "authentication-order"),
        security.at("user-params", "authentication-order"),
    )
    for order in orders:
        if order.below:
            found.add("aaa_methods", "authentication-order", _order(order), order.quote(CONFIG))
    for kind, name in (("tacplus", "tacacs"), ("radius", "radius"), ("ldap", "ldap")):
        for home in (security.at(kind), security.at("aaa", "remote-servers", kind)):
            if is_on(home) is False:
                continue
            for number, server in home.named("server"):
                if is_on(server) is not False:
                    _server(name, number, server, found)
            for word in ("accounting", "authorization"):
                if word in home.below:
                    value = "; ".join(said(home.at(word)))
                    at = home.at(word)
                    found.add("aaa_methods", f"{kind} {word}", value, at.quote(CONFIG))


def _order(order: Branch) -> str:
    """Return whom a login asks in turn; MD-CLI calls them ``order`` and puts them in brackets."""
    parts = sorted(said(order), key=lambda each: not each.startswith("order "))
    words = [word.strip('[]"') for each in parts for word in each.split()]
    return " ".join(word for word in words if word and word not in ("order", "true"))


def _server(kind: str, number: str, server: Branch, found: Traits) -> None:
    address = server.first("address")
    ports = {
        f"{word} {value}"
        for path in _leaf_paths(server)
        for word, value in pairwise(path)
        if word in _PORTS and value.isdecimal()
    }
    said_ports = " ".join(sorted(ports))
    found.add("aaa_servers", f"{kind} {address or number}", said_ports, server.quote(CONFIG))


def _services(system: Branch, security: Branch, found: Traits) -> None:
    for word in _SERVERS:
        if word in security.below and security.first(word) != "false":
            at = security.at(word)
            found.add("services", word, "", at.quote(CONFIG))
    shell = security.at("ssh")
    off = "server-shutdown" in shell.below or shell.first("server-admin-state") == "disable"
    if not off:
        found.add("services", "ssh server", "")
    interfaces = system.at("management-interface")
    for word, where in (
        ("netconf", system.at("netconf")),
        ("netconf", interfaces.at("netconf", "listen")),
        ("netconf", interfaces.at("netconf")),
        ("grpc", system.at("grpc")),
        ("snmp", system.at("snmp")),
        ("snmp", interfaces.at("snmp")),
    ):
        if is_on(where):
            value = "allow-unsecure-connection" if _unsecured(where) else ""
            found.add("services", word, value, where.quote(CONFIG))


def _unsecured(service: Branch) -> bool:
    return "allow-unsecure-connection" in service.below


def _guards(security: Branch, found: Traits) -> None:
    for word in ("management-access-filter", "cpm-filter"):
        guard = security.at(word)
        for kind in _FILTERS:
            home = guard.at(kind)
            if is_on(home):
                title = f"{word} {kind}"
                default = _ACTIONS.get(_default(guard, home), "permit")
                found.add("protections", title, "on", home.quote(CONFIG))
                if default == "deny":
                    found.add("protections", f"{title} default-action", "deny", home.quote(CONFIG))
                _entries(title, home, found)


def _default(guard: Branch, home: Branch) -> str:
    """Return what happens to the rest: one filter says it for itself, or above for all."""
    return home.first("default-action") or guard.first("default-action")


def _entries(title: str, home: Branch, found: Traits) -> None:
    for _, entry in home.named("entry"):
        whom = _whom(entry)
        action = _ACTIONS.get(entry.first("action"))
        if action == "permit":
            found.add("permits", f"{title} permit {whom}", "", entry.quote(CONFIG))
        elif action == "deny":
            found.add("protections", f"{title} deny {whom}", "", entry.quote(CONFIG))


def _whom(entry: Branch) -> str:
    """Return what an entry matches, in the words that both CLIs share."""
    parts = (each.removeprefix("match ") for each in said(entry, _ASIDE))
    shown = (each.replace("src-ip address ", "src-ip ") for each in parts)
    return " ".join(each.replace("src-ip ", "source ") for each in sorted(shown)) or "any"


def _snmp(snmp: Branch, found: Traits) -> None:
    for name, community in snmp.named("community"):
        words = {word for path in _leaf_paths(community) for word in path}
        if words & _WRITES:
            shown = f"community {fingerprint(name)}"
            value = " ".join(sorted(words & _WRITES))
            found.add("snmp_writers", shown, value, community.quote(CONFIG))
    groups: dict[str, tuple[str, Branch]] = {}
    for name, group in (*snmp.named("access", "group"), *snmp.named("access")):
        for path in _leaf_paths(group) if name != "group" else ():
            if "write" in path[:-1]:
                own = [each for each in path[: path.index("write")] if each not in _VIEWS]
                view = path[path.index("write") + 1]
                key = " ".join(("group", name, *own[: _before_view(own)]))
                groups.setdefault(key, (f"view {view}", group))
    for key, (value, group) in groups.items():
        found.add("snmp_writers", key, value, group.quote(CONFIG))


def _before_view(words: list[str]) -> int:
    """Return how many words name the level: what follows it are names of views."""
    levels = ("no-auth-no-privacy", "auth-no-privacy", "privacy")
    return next((at + 1 for at, word in enumerate(words) if word in levels), len(words))


def _runs(root: Branch, found: Traits) -> None:
    system = root.at("system")
    tasks = (
        ("script-control script", system.at("script-control", "script")),
        ("script-control script-policy", system.at("script-control", "script-policy")),
        ("cron schedule", system.at("cron", "schedule")),
        ("event-handler", root.at("log", "event-handling", "handler")),
        ("event-trigger", root.at("log", "event-trigger", "event")),
        ("event-trigger", root.at("log", "event-trigger")),
        ("python-script", root.at("python", "python-script")),
        ("command-alias", _aliases(system)),
    )
    for title, home in tasks:
        for name, task in home.below.items():
            inner = next(iter(task.at("owner").below.values()), task)
            if name != "event" and is_on(task) is not False and is_on(inner) is not False:
                value = "; ".join(said(task, _TOLD_APART))
                found.add("automation", f"{title} {name}", value, task.quote(CONFIG))
    for word in _EXEC:
        if system.first(word):
            at = system.at(word)
            found.add("automation", word, system.first(word), at.quote(CONFIG))


def _aliases(system: Branch) -> Branch:
    shell = system.at("management-interface", "cli", "md-cli", "environment")
    return shell.at("command-alias", "alias")

"""How a PAN-OS firewall lets people in, what it serves and what it tells.

Paths are those of the PAN-OS CLI and XML references: the management interface serves SSH and
HTTPS unless ``disable-ssh``, and no Telnet or HTTP unless ``disable-telnet no``.
"""

from collections.abc import Iterable, Iterator

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.paloalto.config import Path
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits, digest
from netwatch.parsing.word_tree import Branch

HINTS = ("mgt-config", "deviceconfig", "-profile", "log-settings")
_FIELDS = all_but("snmp_writers", "automation", "guests", "intercepts")
_TOPS = frozenset(
    ("mgt-config", "deviceconfig", "interface-management-profile", "server-profile",
     "authentication-profile", "log-settings")
)  # fmt: skip
_SEARCHED = 8
_DEPTH = 24
_SERVERS = {"tacplus": "tacacs", "radius": "radius", "ldap": "ldap", "kerberos": "kerberos"}
_DEFAULTS = {"ssh": True, "https": True, "telnet": False, "http": False, "snmp": False}
_SECRET = frozenset(("secret", "bind-password", "password", "key"))
_LOGGED = frozenset(("config", "system", "userid", "hipmatch", "globalprotect", "correlation"))


class Watch:
    """Statements that tell of posture, shown one by one."""

    def __init__(self) -> None:
        self._root = Branch()

    def all(self, statements: Iterable[Path]) -> Iterator[Path]:
        """Yield ``statements`` as they are, keeping what tells of posture."""
        for path in statements:
            words = path.words
            for at, word in enumerate(words[:_SEARCHED]):
                if word in _TOPS:
                    self._root.grow(words[at : at + _DEPTH], path.number, path.text)
                    break
            yield path

    def posture(self) -> Posture | None:
        """Return the posture; None for a part without the device's own settings."""
        root = self._root
        if "deviceconfig" not in root.below:
            return None
        found = Traits(*_FIELDS)
        _people(root, found)
        _management(root.at("deviceconfig", "system"), found)
        for name, profile in root.named("interface-management-profile"):
            _profile(f"interface-management-profile {name}", profile, found)
        _servers(root, found)
        _logs(root, found)
        return found.posture()


def _people(root: Branch, found: Traits) -> None:
    for name, user in root.named("mgt-config", "users"):
        roles = user.at("permissions", "role-based").said()
        value = " ".join(each.removesuffix(" yes") for each in roles)
        found.add("users", name, value, user.quote(CONFIG))
        key = user.first("public-key")
        if key:
            quote = user.at("public-key").quote(CONFIG)
            found.add("users", f"{name} public-key {digest(key)}", "", quote)


def _management(system: Branch, found: Traits) -> None:
    said = system.at("service")
    names = {word.removeprefix("disable-") for word in said.below if word.startswith("disable-")}
    for name in sorted({*_DEFAULTS, *names}):
        told = said.first(f"disable-{name}")
        on = told == "no" if told else _DEFAULTS.get(name, False)
        if on and name != "icmp":
            quote = said.at(f"disable-{name}").quote(CONFIG)
            found.add("services", name, "", *((quote,) if told else ()))
    _allowed("", system, found)
    for name, server in system.named("panorama", "local-panorama"):
        for address in server.below:
            found.add("services", f"panorama {address}", name, server.quote(CONFIG))
    profile = system.first("authentication-profile")
    if profile:
        quote = system.at("authentication-profile").quote(CONFIG)
        found.add("aaa_methods", "authentication-profile", profile, quote)


def _profile(where: str, profile: Branch, found: Traits) -> None:
    for name, state in profile.below.items():
        if "yes" in state.below and name != "ping":
            found.add("services", f"{name} in {where}", "", state.quote(CONFIG))
    _allowed(where, profile, found)


def _allowed(where: str, branch: Branch, found: Traits) -> None:
    """Add the addresses that may use what is served; without any, everybody may."""
    allowed = branch.at("permitted-ip")
    name = f"{where} permitted-ip".strip()
    for address, entry in allowed.below.items():
        found.add("permits", f"{name} permit {address}", "", entry.quote(CONFIG))
    if allowed.below:
        found.add("protections", name, "set", allowed.quote(CONFIG))


def _servers(root: Branch, found: Traits) -> None:
    for kind, title in _SERVERS.items():
        for profile, inside in root.named("server-profile", kind):
            for name, server in inside.named("server"):
                to = server.first("address") or server.first("ip-address") or name
                port = server.first("port")
                value = f"{profile}{port and f' port {port}'}"
                found.add("aaa_servers", f"{title} {to}", value, server.quote(CONFIG))
    for name, way in root.named("authentication-profile"):
        value = "; ".join(way.at("method").said(_SECRET))
        found.add("aaa_methods", f"authentication-profile {name}", value, way.quote(CONFIG))


def _logs(root: Branch, found: Traits) -> None:
    for kind in ("syslog", "snmptrap", "http"):
        for profile, inside in root.named("log-settings", kind):
            for version in (inside, *(each for _, each in inside.named("version"))):
                for name, server in version.named("server"):
                    to = server.first("server") or server.first("manager") or name
                    said = " ".join(
                        f"{key} {server.first(key)}"
                        for key in ("transport", "port", "facility")
                        if server.first(key)
                    )
                    value = f"{kind} {profile} {said}".strip()
                    found.add("log_targets", to, value, server.quote(CONFIG))
    for kind, inside in root.named("log-settings"):
        if kind in _LOGGED:
            for name, match in inside.named("match-list"):
                shown = f"log-settings {kind} match-list {name}"
                found.add("log_settings", shown, "; ".join(match.said()), match.quote(CONFIG))

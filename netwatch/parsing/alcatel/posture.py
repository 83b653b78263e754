"""How an OmniSwitch lets people in, what it serves and what it tells: AOS 6, 7 and 8.

Sources: Alcatel-Lucent's network security guide and training papers, and configurations that public
tools write (``ip service telnet admin-state disable`` and AOS 6's ``no ip service telnet``). Which
services a release serves without a word about them is not read: it differs by release. Nor are the
policies that guard the switch itself, and packages. Accounts are kept apart from the configuration
on most releases: without one in the text, neither users nor who writes by SNMP were observed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture, Trait
from netwatch.parsing.paths import words_of
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.management import fingerprint
from netwatch.parsing.posture.traits import Traits, quoted

_FIELDS = all_but("permits", "snmp_writers", "guests", "intercepts")
_FIRST = ("aaa ", "no aaa ", "user ", "ip service ", "no ip service ", "snmp ", "swlog", "no swlog",
          "command-log ", "sflow receiver ", "event-action ")  # fmt: skip
_SERVER = re.compile(r"(radius|tacacs\+|ldap)-server")
_SERVICES = frozenset(
    ("all", "ftp", "ssh", "telnet", "http", "https", "snmp", "udp-relay", "network-time",
     "avlan-http", "avlan-secure-http", "avlan-telnet", "secure-http", "radius", "tftp")
)  # fmt: skip
_OWN_OUTPUTS = frozenset(("flash", "console"))
_PORTS = ("port", "auth-port", "acct-port", "vrf-name")
_RIGHTS = ("read-write", "read-only")
_MAX_LINES = 20_000

Words = tuple[str, ...]


@dataclass(slots=True)
class _Reader:
    found: Traits = field(default_factory=lambda: Traits(*_FIELDS))
    rights: dict[str, set[str]] = field(default_factory=dict)
    maps: list[tuple[str, str, Evidence]] = field(default_factory=list)

    def take(self, words: Words, quote: Evidence) -> None:
        """Read one statement."""
        refused = words[0] == "no"
        rest = words[1:] if refused else words
        match rest[0]:
            case "aaa":
                self._aaa(rest[1:], quote, refused=refused)
            case "user":
                self._user(rest[1:], quote)
            case "ip":
                self._service(rest[2:], quote, refused=refused)
            case "snmp":
                self._snmp(rest[1:], quote)
            case "swlog":
                self._log(rest[1:], quote, refused=refused)
            case "command-log":
                self.found.add("log_settings", "command-log", " ".join(rest[1:]), quote)
            case "sflow":
                self._flow(rest, quote)
            case "event-action":
                self.found.add("automation", " ".join(rest[:3]), " ".join(rest[3:]), quote)

    def _aaa(self, words: Words, quote: Evidence, *, refused: bool) -> None:
        server = _SERVER.fullmatch(words[0]) if words else None
        if server and not refused:
            kind = server[1].rstrip("+")
            for address in _hosts(words):
                value = " ".join(f"{key} {each}" for key, each in _named(words, _PORTS))
                self.found.add("aaa_servers", f"{kind} {address}", value, quote)
        elif words[:1] in (("authentication",), ("accounting",)) and len(words) > 1:
            name = " ".join(words[:2])
            methods = "none" if refused else " ".join(words[2:])
            self.found.add("aaa_methods", name, methods, quote)

    def _user(self, words: Words, quote: Evidence) -> None:
        if not words or words[0].startswith(("password-", "lockout-")):
            return
        name = words[0]
        held = self.rights.setdefault(name, set())
        for right, families in _rights(words[1:]):
            held.add(right)
            self.found.add("users", name, f"{right}{families}", quote)
        if not held:
            self.found.add("users", name, "", quote)

    def _service(self, words: Words, quote: Evidence, *, refused: bool) -> None:
        named = [each for each in words if each in _SERVICES]
        off = refused or words[-2:] == ("admin-state", "disable") or words[-1:] == ("disable",)
        port = next((each for key, each in _named(words, ("port",)) if each.isdecimal()), "")
        for each in named:
            if off:
                self.found.add("protections", f"no ip service {each}", "on", quote)
            elif port:
                self.found.add("services", f"{each} port {port}", "", quote)
            else:
                self.found.add("services", f"ip service {each}", "", quote)

    def _snmp(self, words: Words, quote: Evidence) -> None:
        if words[:1] == ("security",) and len(words) > 1:
            level = " ".join(words[1:]).replace("-", " ")
            if level != "no security":
                self.found.add("protections", "snmp security", level, quote)
        elif words[:1] == ("station",) and len(words) > 1 and words[-1] != "disable":
            value = " ".join(each for each in words[2:] if each != "enable")
            self.found.add("log_targets", f"snmp {words[1]}", value, quote)
        elif words[:1] in (("community-map",), ("community",)) and "user" in words[2:-1]:
            at = words.index("user", 2)
            if words[-1] not in ("off", "disable"):
                self.maps.append((words[at - 1], words[at + 1], quote))

    def _log(self, words: Words, quote: Evidence, *, refused: bool) -> None:
        if words[:2] == ("output", "socket") and len(words) > 2:  # noqa: PLR2004  # an address
            who = words[3] if words[2] == "ipaddr" and len(words) > 3 else words[2]  # noqa: PLR2004
            if not refused:
                rest = [each for each in words[3:] if each not in (who, "ipaddr")]
                self.found.add("log_targets", who, " ".join(("udp 514", *rest)), quote)
        elif words[:1] == ("output",) and words[1:2] and words[1] in _OWN_OUTPUTS:
            state = "off" if refused else "on"
            self.found.add("log_settings", f"swlog output {words[1]}", state, quote)
        elif not words or words in (("enable",), ("disable",)):
            off = refused or words == ("disable",)
            self.found.add("log_settings", "swlog", "off" if off else "on", quote)
        elif words[0] == "appid" and "level" in words[:-1]:
            at = words.index("level")
            self.found.add("log_settings", f"swlog {' '.join(words[:at])}", words[at + 1], quote)

    def _flow(self, words: Words, quote: Evidence) -> None:
        for _, address in _named(words, ("address",)):
            port = next((each for _, each in _named(words, ("udp-port",))), "6343")
            if address not in ("0.0.0.0", "::"):  # noqa: S104  # "no receiver"
                self.found.add("log_targets", f"flow {address}", f"udp {port}", quote)

    def posture(self) -> Posture:
        """Return what was read; accounts count as observed where the text holds one."""
        found = self.found.posture()
        if not self.rights:
            return replace(found, users=None)
        return replace(found, snmp_writers=self._snmp_writers())

    def _snmp_writers(self) -> tuple[Trait, ...] | None:
        """Return the community maps that may write, None when a map's user is not in the text."""
        writers = Traits("snmp_writers")
        for community, user, quote in self.maps:
            if user not in self.rights:
                return None
            if "read-write" in self.rights[user]:
                name = f"community {fingerprint(community)}"
                writers.add("snmp_writers", name, f"user {user}", quote)
        return writers.of("snmp_writers")


def read_posture(text: str) -> Posture:
    """Return the posture that ``show configuration snapshot`` describes."""
    reader = _Reader()
    for number, line in _spoken(text):
        words = words_of(line)
        if len(words) > 1 or words[:1] == ("swlog",):
            reader.take(words, quoted(CONFIG, number, line))
    return reader.posture()


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that may tell of it, with their number."""
    taken = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if line.startswith(_FIRST):
            yield number, line
            taken += 1
            if taken == _MAX_LINES:
                return


def _named(words: Words, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the value behind each of ``keys``, unless it follows a secret's word."""
    for at, word in enumerate(words[:-1]):
        if word in keys and words[at - 1] not in ("key", "hash-key", "password"):
            yield word, words[at + 1]


def _hosts(words: Words) -> Iterator[str]:
    """Yield the addresses behind ``host``: the server and its backup."""
    if "host" in words:
        at = words.index("host") + 1
        for each in words[at : at + 2]:
            if re.fullmatch(r"[0-9a-fA-F.:]{3,45}", each):
                yield each


def _rights(words: Words) -> Iterator[tuple[str, str]]:
    """Yield what an account may do: a right and the families of commands it is for."""
    places = [at for at, word in enumerate(words) if word in _RIGHTS]
    for at, end in zip(places, [*places[1:], len(words)], strict=False):
        families = [each for each in words[at + 1 : end] if each not in ("no", "auth", "none")]
        if families:
            yield words[at], "-all" if families[0] == "all" else f" {' '.join(families)}"

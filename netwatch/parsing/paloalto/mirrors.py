"""Decryption mirrors and packet brokers of a PAN-OS configuration.

A decryption profile names an interface that gets the clear text of what decryption rules with
that profile decrypt; ``setting ssl-decrypt allow-forward-decrypted-content`` is the gate (PAN-OS
administration guides, pan-os-python). The rendering of the profile's interface line and the
broker's paths are from memory.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import CONFIG
from netwatch.parsing.draft import Draft
from netwatch.parsing.paloalto.config import Path

MENTION = re.compile(
    r"decrypt-mirror|mirror|allow-forward-decrypted-content|packet-broker|forwarded-only",
    re.IGNORECASE,
)
_PORT = re.compile(r"(?:ethernet\d{1,2}/\d{1,3}|ae\d{1,3})(?:\.\d{1,5})?")
_BASES = ("rulebase", "pre-rulebase", "post-rulebase")
_FREE_TEXT = frozenset(
    ("description", "comment", "tag", "login-banner", "display-name", "group-tag", "hostname")
)
# What follows one of these is the name of an object.
_NAMED = frozenset(
    (
        "address", "address-group", "service", "service-group", "zone", "rules", "profile-group",
        "application", "application-group", "users", "server", "entry", "virtual-router", "vsys",
        "device-group", "template", "external-list", "schedule", "region", "group",
        "monitor-profile", "interface-management-profile", "log-settings", "syslog", "snmptrap",
        "email",
    )
)  # fmt: skip
_SHORT = 2
_MOST_GATES = 64
_RULE_WORDS = 4
_GATE = "allow-forward-decrypted-content"
_KEPT = 500
HINTS = ("decrypt", "broker", "mirror", "deviceconfig", "forwarded")
_USES = ("profile", "packet-broker-profile")
_RULES_OF = {"decryption": "decryption", "packet-broker": "network-packet-broker"}


@dataclass(slots=True)
class _Rule:
    """A decryption or broker rule: what it says and the lines that say it."""

    name: str
    values: dict[str, list[str]] = field(default_factory=dict)
    quotes: list[Evidence] = field(default_factory=list)

    def says(self, key: str) -> str:
        return self.values.get(key, [""])[-1]

    @property
    def active(self) -> bool:
        return self.says("disabled") != "yes" and self.says("action") in {
            "decrypt", "decrypt-and-forward", "", "forward",
        }  # fmt: skip


@dataclass(slots=True)
class _Profile:
    """A decryption or broker profile: where it lives, its interfaces, its lines."""

    name: str
    place: str
    ports: list[str] = field(default_factory=list)
    forwarded_only: str = ""
    quotes: list[Evidence] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """Everything one pass over the statements finds."""

    ports: dict[str, Evidence] = field(default_factory=dict)
    profiles: dict[tuple[str, str, str], _Profile] = field(default_factory=dict)
    rules: dict[tuple[str, str, str], _Rule] = field(default_factory=dict)
    gates: dict[str, tuple[str, Evidence]] = field(default_factory=dict)
    unread: list[Evidence] = field(default_factory=list)
    hostname: str | None = None
    whole: bool = False

    def take(self, statements: Iterable[Path]) -> None:
        """Read every statement once."""
        for path in statements:
            words = path.words
            self.whole = self.whole or "deviceconfig" in words[:4]
            if "hostname" in words[-2:] and "deviceconfig" in words:
                self.hostname = words[-1] if words[-1] != "hostname" else self.hostname
            if not self._read(path) and _mentions(path):
                self.unread.append(_quote(path))

    def _read(self, path: Path) -> bool:
        words = path.words
        return (
            self._port(path, words)
            or self._rule(path, words)
            or self._profile(path, words)
            or self._gate(path, words)
        )

    def _port(self, path: Path, words: tuple[str, ...]) -> bool:
        if "decrypt-mirror" not in words[1:]:
            return False
        at = words.index("decrypt-mirror", 1)
        if not _PORT.fullmatch(words[at - 1]):
            return False
        self.ports.setdefault(words[at - 1], _quote(path))
        return True

    def _rule(self, path: Path, words: tuple[str, ...]) -> bool:
        at = next((words.index(each) for each in _BASES if each in words), -1)
        if at < 0 or words[at + 2 : at + 3] != ("rules",) or len(words) < at + _RULE_WORDS:
            return False
        kind, name = words[at + 1], words[at + 3]
        if kind not in {"decryption", "network-packet-broker"}:
            return False
        rule = self.rules.setdefault((kind, _place(words), name), _Rule(name))
        if len(words) > at + 4:
            key = "packet-broker-profile" if words[-2] == "packet-broker-profile" else words[at + 4]
            rule.values.setdefault(key, []).append(words[-1])
            if words[at + 4] in {"action", "profile", "disabled", "packet-broker-profile"}:
                rule.quotes.append(_quote(path))
        return True

    def _profile(self, path: Path, words: tuple[str, ...]) -> bool:
        if "profiles" not in words:
            return False
        at = words.index("profiles")
        kind = words[at + 1] if len(words) > at + 2 else ""
        if kind not in {"decryption", "packet-broker"}:
            return False
        key = (kind, _place(words), words[at + 2])
        profile = self.profiles.setdefault(key, _Profile(words[at + 2], _place(words)))
        rest = words[at + 3 :]
        if rest[:1] == ("interface",) or (kind == "packet-broker" and _PORT.fullmatch(words[-1])):
            profile.ports += [words[-1]] if len(rest) > 1 else []
        elif rest[:1] == ("forwarded-only",):
            profile.forwarded_only = rest[-1]
        else:
            return kind == "packet-broker" or not _mentions(path)
        profile.quotes.append(_quote(path))
        return True

    def _gate(self, path: Path, words: tuple[str, ...]) -> bool:
        if _GATE not in words:
            return False
        self.gates[_place(words)] = (words[-1], _quote(path))
        return True

    def mirrors(self) -> tuple[Mirror, ...]:
        """Return the mirrors, and the mirror interfaces that no profile uses."""
        used: set[str] = set()
        index = self._index()
        found = []
        for (kind, _, _), profile in self.profiles.items():
            if profile.ports:
                used.update(profile.ports)
                found.append(self._mirror(kind, profile, index).mirror())
        for name, quote in self.ports.items():
            if name not in used:
                draft = Draft(f"interface/{name}", enabled=False)
                draft.destinations.append(Destination(DestinationKind.INTERFACE, name))
                draft.evidence.append(quote)
                found.append(draft.mirror())
        return tuple(found)

    def _mirror(
        self, kind: str, profile: _Profile, index: dict[tuple[str, str, str], list[_Rule]]
    ) -> Draft:
        broker = kind == "packet-broker"
        name = f"packet-broker/{profile.name}" if broker else profile.name
        draft = Draft(f"{profile.place}/{name}" if profile.place else name, MirrorKind.FLOW)
        draft.confidence = Confidence.LOW if broker else Confidence.MEDIUM
        draft.evidence += profile.quotes
        draft.destinations += [
            Destination(DestinationKind.INTERFACE, each) for each in dict.fromkeys(profile.ports)
        ]
        draft.evidence += [self.ports[each] for each in profile.ports if each in self.ports]
        if profile.forwarded_only == "yes":
            draft.filters.append(Filter("acl", "forwarded-only"))
        rules = index.get((_RULES_OF[kind], profile.place or "*", profile.name), [])
        for each in rules:
            on = tuple(dict.fromkeys(each.values.get("from", ())))
            draft.sources.append(Source(SourceKind.FILTER, each.name, Direction.BOTH, on=on))
            draft.evidence += each.quotes
        draft.enabled = bool(rules) and self._open(draft, profile.place)
        return draft

    def _index(self) -> dict[tuple[str, str, str], list[_Rule]]:
        """Return the active rules by (kind, place, profile); place ``*`` holds those of all."""
        found: dict[tuple[str, str, str], list[_Rule]] = {}
        for (kind, place, _), rule in self.rules.items():
            if rule.active:
                for name in dict.fromkeys(
                    each for key in _USES for each in rule.values.get(key, ())
                ):
                    found.setdefault((kind, place, name), []).append(rule)
                    found.setdefault((kind, "*", name), []).append(rule)
        return found

    def _open(self, draft: Draft, place: str) -> bool:
        """Tell whether decrypted content may leave: `no` unless said, in a whole configuration."""
        known = [self.gates[each] for each in ("", place) if each in self.gates]
        if not place:
            known = list(self.gates.values())[:_MOST_GATES]
        draft.evidence += [quote for _, quote in known]
        if known:
            return any(value == "yes" for value, _ in known)
        return not self.whole


def _place(words: tuple[str, ...]) -> str:
    """Return the vsys or device group a statement belongs to; empty for shared or none named."""
    for key in ("vsys", "device-group", "template"):
        if key in words[:-1]:
            return words[words.index(key) + 1]
    return ""


def _mentions(path: Path) -> bool:
    """Tell whether a key speaks of mirroring; names of objects and free text do not count."""
    if not MENTION.search(path.text[:_KEPT]) or _FREE_TEXT & set(path.words):
        return False
    keys = path.words[:-1] if len(path.words) > _SHORT else path.words
    return any(
        MENTION.search(key) and (at == 0 or keys[at - 1] not in _NAMED)
        for at, key in enumerate(keys)
    )


def _quote(path: Path) -> Evidence:
    return Evidence(CONFIG, path.number, path.text[:_KEPT])

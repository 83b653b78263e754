"""Clone pools, iRules that clone, and port mirrors of a BIG-IP.

``clone-pools`` of a virtual server copies one or both sides of its traffic to the members of a
pool; one pool may stand there twice with different contexts (public configurations). The layout
inside ``net port-mirror`` and iRules' ``clone pool`` are from memory.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Dormant,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.model.platform import CONFIG
from netwatch.parsing.draft import Draft
from netwatch.parsing.f5.config import Statement

_SIDES = {"clientside": Direction.RX, "serverside": Direction.TX}
_CLONE = re.compile(r"^\s*clone +pool +(\S{1,200})|[;{]\s*clone +pool +(\S{1,200})", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"\btcpdump\b|\bclone-pools\b|\bport-mirror\b|\bclone +pool\b", re.IGNORECASE
)
# Not `mirror enabled`: that keeps a standby unit's connection table warm and copies no packet.
_MENTION = re.compile(r"clone-pool|port-mirror|\btcpdump\b|\bmirror-to\b")
_ENDING = re.compile(r"[:.](?:\d{1,5}|any|[a-z][a-z0-9-]{0,30})$")
_IDLE = (("none",), ("0",), ("disabled",))
_FREE_TEXT = ("description ", "#", "app-service ")
_KEPT = 500
_MOST_MEMBERS = 1024
_MOST_RESOLVED = 65_536


@dataclass(slots=True)
class _Pool:
    members: dict[str, str] = field(default_factory=dict)
    quotes: list[Evidence] = field(default_factory=list)


@dataclass(slots=True)
class _Virtual:
    clones: list[tuple[str, str, Evidence]] = field(default_factory=list)
    address: str = ""
    disabled: bool = False
    rules: list[str] = field(default_factory=list)
    quotes: list[Evidence] = field(default_factory=list)


@dataclass(slots=True)
class _PortMirror:
    quotes: list[Evidence]
    sources: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Gathered:
    """Everything one pass over the statements finds."""

    pools: dict[str, _Pool] = field(default_factory=dict)
    virtuals: dict[str, _Virtual] = field(default_factory=dict)
    ports: dict[str, _PortMirror] = field(default_factory=dict)
    cloning: dict[str, list[tuple[str, Evidence]]] = field(default_factory=dict)
    tunnels: dict[str, dict[str, str]] = field(default_factory=dict)
    tunnel_quotes: dict[str, list[Evidence]] = field(default_factory=dict)
    dormant: list[Dormant] = field(default_factory=list)
    unread: list[Evidence] = field(default_factory=list)
    hostname: str | None = None
    room: int = _MOST_RESOLVED

    def take(self, found: Iterable[Statement]) -> None:
        """Read every statement once."""
        for each in found:
            head = each.blocks[0] if each.blocks else " ".join(each.words)
            kind, _, name = head.rpartition(" ")
            if each.body:
                self._script(kind, name, each)
            elif kind == "ltm virtual":
                self._virtual(self.virtuals.setdefault(name, _Virtual()), each)
            elif kind == "ltm pool":
                self._pool(self.pools.setdefault(_key(name), _Pool()), each)
            elif kind == "net port-mirror":
                self._port(name, each)
            elif kind == "net tunnels tunnel":
                self._tunnel(name, each)
            elif head == "sys global-settings" and each.words[:1] == ("hostname",):
                self.hostname = each.words[-1]
            elif _odd(each):
                self.unread.append(_quote(each))

    def _virtual(self, virtual: _Virtual, each: Statement) -> None:
        inner, words = each.blocks[1:], each.words
        if inner[:1] == ("clone-pools",):
            if len(inner) > 1:
                context = words[-1] if words[:1] == ("context",) else ""
                virtual.clones.append((inner[1], context, _quote(each)))
            else:
                virtual.clones += [(word, "", _quote(each)) for word in words]
        elif words == ("clone-pools", "none"):
            virtual.clones.clear()
        elif inner[:1] == ("rules",):
            virtual.rules += words
        elif not inner and words[:1] == ("destination",):
            virtual.address = words[-1]
            virtual.quotes.append(_quote(each))
        elif not inner and words == ("disabled",):
            virtual.disabled = True
            virtual.quotes.append(_quote(each))
        elif _odd(each):
            self.unread.append(_quote(each))

    def _pool(self, pool: _Pool, each: Statement) -> None:
        inner = each.blocks[1:]
        if inner[:1] != ("members",) or len(pool.members) >= _MOST_MEMBERS:
            return
        if len(inner) > 1:
            pool.members.setdefault(inner[1], "")
            known = pool.members[inner[1]]
            if each.words[:1] == ("address",) and len(each.words) > 1 and not known:
                pool.members[inner[1]] = each.words[1]
                pool.quotes.append(_quote(each))
        else:
            for word in each.words:
                if word not in pool.members and word != "none":
                    pool.members[word] = ""
                    pool.quotes.append(_quote(each))

    def _port(self, name: str, each: Statement) -> None:
        mirror = self.ports.setdefault(name, _PortMirror([]))
        mirror.quotes.append(_quote(each))
        inner = each.blocks[1:]
        if inner[:1] == ("interfaces",):
            mirror.sources |= dict.fromkeys(inner[1:2] or each.words)

    def _tunnel(self, name: str, each: Statement) -> None:
        values = self.tunnels.setdefault(name, {})
        if len(each.words) > 1:
            values[each.words[0]] = each.words[1]
        self.tunnel_quotes.setdefault(name, []).append(_quote(each))

    def _script(self, kind: str, name: str, each: Statement) -> None:
        irule = kind == "ltm rule"
        for count, line in enumerate(each.body, 1):
            if line.lstrip().startswith("#"):
                continue
            text = line.strip()[:_KEPT]
            found = _CLONE.search(line[:_KEPT]) if irule else None
            if found:
                pool = (found[1] or found[2]).rstrip("};")
                quote = Evidence(CONFIG, each.number + count, text)
                self.cloning.setdefault(name, []).append((pool, quote))
            elif _SCRIPTED.search(text):
                self.dormant.append(Dormant(f"{kind} {name}", each.number + count, text))

    def mirrors(self) -> tuple[Mirror, ...]:
        """Return the mirrors of virtual servers, iRules and ports."""
        used: dict[str, list[str]] = {}
        for name, virtual in self.virtuals.items():
            for rule in virtual.rules:
                used.setdefault(_key(rule), []).append(name)
        cloned = (
            self._cloned(name, each).mirror() for name, each in self.virtuals.items() if each.clones
        )
        ruled = (
            self._ruled(name, used.get(_key(name), []), each).mirror()
            for name, each in self.cloning.items()
        )
        return (*cloned, *ruled, *(_ported(name, each) for name, each in self.ports.items()))

    def _cloned(self, name: str, virtual: _Virtual) -> Draft:
        draft = Draft(name, MirrorKind.FLOW, enabled=not virtual.disabled)
        on = (virtual.address,) if virtual.address else ()
        sides: dict[str, set[str]] = {}
        for pool, context, quote in virtual.clones:
            sides.setdefault(pool, set()).add(context)
            way = _SIDES.get(context, Direction.BOTH)
            draft.sources.append(Source(SourceKind.FILTER, name, way, on=on))
            draft.evidence.append(quote)
        for pool, contexts in sides.items():
            one_way = len(sides) > 1 and len(contexts) == 1
            self._send(draft, pool, _SIDES.get(next(iter(contexts))) if one_way else None)
        draft.evidence += virtual.quotes
        return draft

    def _ruled(self, name: str, users: list[str], clones: list[tuple[str, Evidence]]) -> Draft:
        """Return the mirror of an iRule; attached to no virtual server it is inert."""
        draft = Draft(f"rule/{name}", MirrorKind.FLOW, enabled=bool(users))
        draft.confidence = Confidence.LOW
        draft.sources.append(Source(SourceKind.FILTER, name, Direction.BOTH, on=tuple(users)))
        for pool in dict.fromkeys(pool for pool, _ in clones):
            self._send(draft, pool, None)
        draft.evidence += [quote for _, quote in clones]
        return draft

    def _send(self, draft: Draft, pool: str, way: Direction | None) -> None:
        """Resolve a pool to its members; a pool that is not there is an unknown receiver."""
        known = self.pools.get(_key(pool))
        if known is None or not known.members or len(known.members) > self.room:
            draft.destinations.append(Destination(DestinationKind.UNKNOWN, pool, direction=way))
            return
        self.room -= len(known.members)
        for member, address in known.members.items():
            value = address or _ENDING.sub("", _key(member))
            host = not re.fullmatch(r"[0-9a-fA-F.:%]{2,64}", value)
            kind = DestinationKind.HOST if host else DestinationKind.IP
            draft.destinations.append(
                Destination(kind, value, direction=way, resolved_from=f"pool {pool}")
            )
        draft.evidence += known.quotes

    def ways(self) -> Iterator[Tunnel]:
        """Yield the tunnels."""
        for name, values in self.tunnels.items():
            yield Tunnel(
                name=name,
                mode=_key(values.get("profile", "")) or None,
                local=values.get("local-address"),
                remote=_far(values.get("remote-address")),
                key=values.get("key"),
                evidence=tuple(self.tunnel_quotes[name]),
            )


def _far(address: str | None) -> str | None:
    return None if address in {None, "any", "any6", "::"} else address


def _ported(name: str, mirror: _PortMirror) -> Mirror:
    draft = Draft(f"port-mirror/{name}", confidence=Confidence.LOW)
    draft.sources += [Source(SourceKind.INTERFACE, each, Direction.BOTH) for each in mirror.sources]
    draft.destinations.append(Destination(DestinationKind.INTERFACE, name))
    draft.evidence += mirror.quotes
    return draft.mirror()


def _key(name: str) -> str:
    """Return ``ids_pool`` for ``/Common/ids_pool``; other partitions keep their path."""
    return name.removeprefix("/Common/")


def _odd(each: Statement) -> bool:
    if each.text.startswith(_FREE_TEXT) or each.words[1:] in _IDLE:
        return False
    keys = " ".join((*each.blocks[1:], *each.words[:1])) if each.blocks else each.text
    # A text that starts in the middle of an object has a block's word at its margin.
    kind = each.blocks[0].rpartition(" ")[0] or each.blocks[0] if each.blocks else ""
    return bool(_MENTION.search(keys) or _MENTION.search(kind))


def _quote(each: Statement) -> Evidence:
    return Evidence(CONFIG, each.number, each.text[:_KEPT])

"""A RouterOS export read for mirrors: one pass, each statement shown to the reader of its menu."""

import re
from dataclasses import dataclass
from functools import lru_cache

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant, Mirror, Tunnel
from netwatch.model.posture import Posture
from netwatch.parsing.mikrotik import scripts, sniffers, switches, tunnels
from netwatch.parsing.mikrotik.export import VERBS, Statement, cut_short, heads, statement
from netwatch.parsing.mikrotik.posture import Watch

_LIST_MEMBER = "interface list member"
_HINTS = ("sniff", "mirror", "calea", "tzsp", "copy-to-cpu", "torch", "streaming-")
_KEY = re.compile(r"sniff|mirror|calea|tzsp|copy-to-cpu|streaming-", re.IGNORECASE)
_IDLE = frozenset(("", "no", "none", "0", "default", "false"))
_RULE_KEYS = frozenset(("sniff-target", "sniff-target-port", "sniff-id"))
_GRANTS = frozenset(("user group", "system device-mode"))
_HEADER = {
    "serial": re.compile(r"^# serial number = (\S{1,64})", re.MULTILINE),
    "model": re.compile(r"^# model = (\S.{0,80}?)[ \t]*$", re.MULTILINE),
}
_HEAD_CHARS = 4000
_WHOLE = re.compile(r"^# .{0,80}\bby RouterOS ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Export:
    """What an export says; ``serial`` and ``model`` come from the comments at its top.

    ``groups`` are the user groups it adds, and what each may do.
    """

    mirrors: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]
    unread: tuple[Evidence, ...]
    posture: Posture
    groups: dict[str, str]
    hostname: str | None = None
    serial: str | None = None
    model: str | None = None
    warnings: tuple[str, ...] = ()


def read_export(text: str) -> Export:
    """Return the mirrors, tunnels and hidden mirrors of an export in any of its layouts."""
    gathered, watch = _Gathered(), Watch()
    for menu, number, line in heads(text):
        mirroring = menu in _WANTED or _hinted(line) or _is_hint(menu)
        company = watch.wants(menu, number, line)
        if mirroring or company:
            each = statement(menu, number, line)
            if mirroring:
                gathered.take(each)
            if company:
                watch.take(each)
    top = text[:_HEAD_CHARS]
    facts = {key: found[1] for key, each in _HEADER.items() if (found := each.search(top))}
    return Export(
        mirrors=gathered.mirrors(),
        tunnels=tuple(gathered.tunnels),
        dormant=tuple(gathered.dormant),
        unread=tuple(gathered.unread),
        posture=watch.posture(whole=_WHOLE.search(top) is not None),
        groups=watch.groups,
        hostname=gathered.hostname,
        serial=facts.get("serial"),
        model=facts.get("model"),
        warnings=("the export ends in the middle of a statement",) if cut_short(text) else (),
    )


def _hinted(text: str) -> bool:
    low = text.lower()
    for each in _HINTS:  # noqa: SIM110  # any() costs three times as much, and this is every line
        if each in low:
            return True
    return False


@lru_cache(maxsize=512)
def _is_hint(menu: str) -> bool:
    return _hinted(menu)


_WANTED = (
    switches.MENUS
    | tunnels.MENUS
    | frozenset(sniffers.SNIFFER_MENUS)
    | {_LIST_MEMBER, "system identity"}
)


class _Gathered:
    """Statements by what they are, until the whole export is known."""

    def __init__(self) -> None:
        self.switch: list[Statement] = []
        self.rules: list[Statement] = []
        self.sniffers: dict[str, list[Statement]] = {}
        self.lists = sniffers.Lists()
        self.tunnels: list[Tunnel] = []
        self.dormant: list[Dormant] = []
        self.unread: list[Evidence] = []
        self.hostname: str | None = None

    def take(self, each: Statement) -> None:
        """File one statement, and whatever of it mentions mirroring and nobody reads."""
        if each.verb not in VERBS:
            if scripts.MENTION.search(each.text):
                self.unread.append(sniffers.quote(each))
            return
        self._file(each)
        hidden = tuple(scripts.dormant(each))
        self.dormant += hidden
        if not hidden and each.menu not in _GRANTS and _strange(each):
            self.unread.append(sniffers.quote(each))

    def _file(self, each: Statement) -> None:
        if each.menu in switches.MENUS:
            self.switch.append(each)
        elif each.menu in sniffers.SNIFFER_MENUS:
            self.sniffers.setdefault(sniffers.SNIFFER_MENUS[each.menu], []).append(each)
        elif each.menu in sniffers.RULE_MENUS and _copies(each):
            self.rules.append(each)
        elif each.menu == _LIST_MEMBER:
            self.lists.add(each)
        elif each.menu in tunnels.MENUS and (found := tunnels.tunnel(each)):
            self.tunnels.append(found)
        elif each.menu == "system identity":
            self.hostname = each.get("name") or self.hostname

    def mirrors(self) -> tuple[Mirror, ...]:
        """Return the mirrors of all menus, once the interface lists are complete."""
        counts: dict[str, int] = {}
        found = list(switches.mirrors(self.switch))
        for each in self.rules:
            space = sniffers.RULE_MENUS[each.menu]
            counts[space] = counts.get(space, 0) + 1
            found.append(sniffers.rule(each, f"{space}/{counts[space]}", self.lists))
        for session, statements in self.sniffers.items():
            mirror = sniffers.sniffer(statements, session)
            found += [mirror] if mirror else []
        return tuple(found)


def _copies(each: Statement) -> bool:
    calea = "calea" in each.menu and each.verb == "add"
    return sniffers.sniffing(each) or (calea and bool(each.get("sniff-target")))


def _strange(each: Statement) -> bool:
    """Tell whether a statement mentions mirroring in a place no reader of ours knows."""
    if each.menu in sniffers.SNIFFER_MENUS or (each.menu in sniffers.RULE_MENUS and _copies(each)):
        return False
    known = switches.KEYS if each.menu.startswith(switches.SWITCH) else _RULE_KEYS
    odd = any(
        _KEY.search(key) and key not in known and value not in _IDLE
        for key, value in each.values.items()
    )
    return odd or bool(_KEY.search(each.menu)) or bool(_KEY.search(each.values.get("action", "")))

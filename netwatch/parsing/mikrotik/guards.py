"""Who may speak to a RouterOS device itself: the input chain of its packet filter."""

import re

from netwatch.parsing.mikrotik.export import Statement, statement
from netwatch.parsing.mikrotik.sniffers import quote
from netwatch.parsing.posture.traits import Traits

_MENUS = {"ip firewall filter": "", "ipv6 firewall filter": "ipv6 "}
_LISTS = {"ip firewall address-list": "", "ipv6 firewall address-list": "ipv6 "}
ASIDE = frozenset((*_MENUS, *_LISTS))
_CHAIN = re.compile(r"\bchain=\"?([^\s\"]{1,80})")
_LIST = re.compile(r"\blist=\"?([^\s\"]{1,80})")
# Nothing sent to the device itself comes by these.
_PASSING = frozenset(("forward", "output"))
_NOT_A_MATCH = frozenset(
    ("action", "chain", "comment", "disabled", "log", "log-prefix", "jump-target", "place-before",
     "reject-with")
)  # fmt: skip
_SOURCES = ("src-address", "src-address-list")
_CLOSED = frozenset(("drop", "reject", "tarpit"))
_MEMBERS = 5000
_CHAINS = 64

_Raw = tuple[str, int, str]


class Chains:
    """Filter rules by chain and address lists by name, unparsed until it is known who is used."""

    def __init__(self, found: Traits) -> None:
        self._found = found
        self._rules: dict[str, list[_Raw]] = {}
        self._members: dict[str, list[_Raw]] = {}
        self._used: dict[str, None] = {}

    def aside(self, menu: str, number: int, line: str) -> None:
        """Put aside a statement of one of the menus ``ASIDE``."""
        space = _MENUS.get(menu)
        home, word = (self._members, _LIST) if space is None else (self._rules, _CHAIN)
        if line.startswith("add "):
            # A comment may hold such a word too: which is the right one, parsing tells.
            for name in set(word.findall(line)) - _PASSING:
                known = home.setdefault((space or _LISTS.get(menu, "")) + name, [])
                known.append((menu, number, line))

    def settle(self) -> None:
        """Add the rules of both input chains, of the chains they jump to, and the lists used."""
        waiting, seen = ["input", "ipv6 input"], set[str]()
        while waiting and len(seen) < _CHAINS:
            chain = waiting.pop()
            if chain in seen:
                continue
            seen.add(chain)
            for raw in self._rules.get(chain, ()):
                each = statement(*raw)
                if chain.removeprefix("ipv6 ") == each.get("chain"):
                    waiting += self._rule(chain, each)
        for name in self._used:
            for raw in self._members.get(name, ())[:_MEMBERS]:
                each = statement(*raw)
                listed = name.removeprefix("ipv6 ") == each.get("list")
                if listed and not each.says("disabled"):
                    shown = f"address-list {name} permit {each.get('address')}"
                    self._found.add("permits", shown, "", quote(each))

    def _rule(self, chain: str, each: Statement) -> list[str]:
        """Add one rule; return the chain it jumps to."""
        action = each.values.get("action", "accept")
        if each.says("disabled"):
            return []
        space = "ipv6 " if chain.startswith("ipv6 ") else ""
        if action == "jump":
            return [space + each.get("jump-target")]
        if action == "accept":
            self._found.add("permits", f"{chain} permit {_match(each)}", "", quote(each))
        elif action in _CLOSED:
            self._found.add("protections", f"{chain} {action} {_match(each)}", "", quote(each))
        listed = each.get("src-address-list")
        if listed and (action == "accept") != listed.startswith("!"):
            self._used[space + listed.removeprefix("!")] = None
        return []


def _match(each: Statement) -> str:
    keys = [key for key in _SOURCES if key in each.values]
    keys += sorted(set(each.values) - _NOT_A_MATCH - set(keys))
    return " ".join(f"{key} {each.values[key]}" for key in keys if each.values[key]) or "any"

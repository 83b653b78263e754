"""Who may speak to a Junos device itself: the filters on its loopback and management ports."""

from collections.abc import Callable, Iterator

from netwatch.model.evidence import Evidence
from netwatch.parsing.junos.tree import Node
from netwatch.parsing.posture.traits import Traits

Quote = Callable[[set[int]], tuple[Evidence, ...]]

# lo0 carries what is sent to the routing engine; the others are management Ethernet ports.
_OWN = frozenset(("lo0", "fxp0", "em0", "em1", "me0", "vme", "mgmt0"))
_FAMILIES = frozenset(("inet", "inet6"))
_SOURCES = ("source-address", "address", "source-prefix-list", "prefix-list")
_LISTS = frozenset(("source-prefix-list", "prefix-list", "destination-prefix-list"))
_CLOSED = frozenset(("discard", "reject"))
_NESTING = 8
_PIECES = 400


def guards(root: Node, found: Traits, quote: Quote) -> None:
    """Add what guards the routing engine to ``found``: filters, their permits and denials.

    A term that names no action accepts (Junos routing policy guide, "filter terms").
    """
    named = {}
    for where, family, node in _applied(root):
        found.add("protections", f"{where} filter input {node.word}", family, *quote({node.number}))
        named[(family, node.word)] = node
    lists: set[str] = set()
    for family, name in named:
        _filter(root, family, name, _Said(found, quote, name, lists), set())
    for each in sorted(lists):
        _prefixes(root, each, found, quote)


class _Said:
    """Where the terms of one filter are put, and the prefix lists they name."""

    def __init__(self, found: Traits, quote: Quote, title: str, lists: set[str]) -> None:
        self.found = found
        self.quote = quote
        self.title = title
        self.lists = lists

    def term(self, node: Node) -> None:
        actions = {each.word for each in node.named("then") if not each.off}
        if "next" in actions:
            return
        verb = next((each for each in sorted(actions & _CLOSED)), "permit")
        sources, rest = self._conditions(node)
        for source in sources or ["any"]:
            text = " ".join(filter(None, (self.title, verb, source, rest)))
            field = "permits" if verb == "permit" else "protections"
            self.found.add(field, text, "", *self.quote({node.number}))

    def _conditions(self, term: Node) -> tuple[list[str], str]:
        """Return the sources one by one, and every other condition on one line."""
        sources, rest = [], []
        for condition in term.named("from"):
            if condition.off:
                continue
            key, given = condition.word, [each for each in condition.named() if not each.off]
            if key in _LISTS:
                self.lists.update(each.word for each in given)
            spared = sorted(each.word for each in given if "except" in each.children)
            plain = sorted(each.word for each in given if "except" not in each.children)
            if key in _SOURCES:
                sources += [f"{key} {each}" for each in plain[:_PIECES]]
                plain = []
            said = " ".join((key, *plain[:_PIECES]))
            rest += [said] if plain or not given else []
            rest += [f"{key} {each} except" for each in spared[:_PIECES]]
        return sources, " ".join(sorted(rest))


def _applied(root: Node) -> Iterator[tuple[str, str, Node]]:
    for interface in root.named("interfaces"):
        name = interface.word.rpartition(":")[2]
        if interface.off or name not in _OWN:
            continue
        for unit in interface.named("unit"):
            for family in unit.named("family"):
                if family.word in _FAMILIES and not (unit.off or family.off):
                    for way in ("input", "input-list"):
                        for each in family.named("filter", way):
                            if not each.off:
                                yield f"{interface.word}.{unit.word}", family.word, each


def _filter(root: Node, family: str, name: str, said: _Said, seen: set[str]) -> None:
    node = root.at("firewall", "family", family, "filter", name)
    if node is None and family == "inet":
        node = root.at("firewall", "filter", name)
    if node is None or node.off or name in seen or len(seen) >= _NESTING:
        return
    seen.add(name)
    for term in node.named("term"):
        if term.off:
            continue
        inner = [each.word for each in term.named("filter")]
        for each in inner:
            _filter(root, family, each, said, seen)
        if not inner:
            said.term(term)


def _prefixes(root: Node, name: str, found: Traits, quote: Quote) -> None:
    for each in root.named("policy-options", "prefix-list", name):
        if each.off:
            continue
        text = " ".join((each.word, *(below.word for below in each.named())))
        found.add("permits", f"prefix-list {name} permit {text}", "", *quote({each.number}))

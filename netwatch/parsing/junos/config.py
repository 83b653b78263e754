"""One Junos configuration read for mirroring, in brace or ``set`` form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant, Mirror, Tunnel
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.braces import expand, word_set
from netwatch.parsing.junos.inherit import inherit
from netwatch.parsing.junos.mirrors import Around, Quote, mirrors, not_understood
from netwatch.parsing.junos.posture import read_posture
from netwatch.parsing.junos.tree import Mention, Node, Tree, build, plain
from netwatch.parsing.junos.tunnels import tunnels

_EVIDENCE = 200
_TEXT = 300
_KEYWORD = re.compile(
    r"(?:[a-z0-9]+-){0,4}(?:mirror(?:ing|ed)?|analyzers?)(?:-[a-z0-9]+){0,4}"
    r"|(?:radius-)?flow-tap|dynamic-flow-capture"  # lawful interception
)
# Words after which a name of the operator's own choice stands: a VLAN called `mirror`.
_NAMING = word_set(
    "address address-set analyzer annotate application application-set applications "
    "apply-groups apply-groups-except apply-macro apply-path bridge-domain bridge-domains "
    "class classifiers community count count-name destination-address description "
    "domain-name file filter forwarding-class from-zone group groups host host-name import "
    "export input input-list input-chain instance interface interface-range interface-set "
    "interfaces l3-interface logical-systems match member members name neighbor "
    "next-hop-group output output-list output-chain permissions policer policy policy-statement "
    "port-mirror-instance prefix-list routing-instance routing-instances rule rule-set "
    "scheduler scheduler-map security-zone source-address source-prefix-list "
    "destination-prefix-list tenants term to-zone user view vlan vlans vlan-name "
    "mirror-filter contact location"
)


@dataclass(frozen=True, slots=True)
class ConfigReading:
    """What a configuration says; ``posture`` is None for a part that cannot tell."""

    mirrors: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]
    unread: tuple[Evidence, ...]
    warnings: tuple[str, ...]
    host_name: str | None
    posture: Posture | None


def read_config(text: str) -> ConfigReading:
    """Return the mirrors, tunnels, automation and unread lines of ``text``; never raises.

    Groups are merged where they are applied. A session kept in a group that is applied nowhere
    has ``enabled`` None; where ``apply-groups-except`` or a deactivation holds it off, False.
    """
    tree = build(text)
    quote = _quoting(tree.lines)
    refused = inherit(tree)
    scopes = tuple(_scopes(tree, quote))
    staged = tuple(_staged(tree, quote, refused))
    found = [each for root, around in scopes for each in mirrors(root, around)]
    known = {each.id for each in found}
    for group, root, around, enabled in staged:
        for each in mirrors(root, around):
            name = each.id if each.id not in known else f"groups/{group}/{each.id}"
            found.append(replace(each, id=name, enabled=enabled))
            known.add(name)
    dormant, unread = _rest(tree, [root for root, _ in scopes], staged, quote)
    return ConfigReading(
        mirrors=tuple(found),
        tunnels=tuple(each for _, around in scopes for each in around.tunnels.values()),
        dormant=dormant,
        unread=unread,
        warnings=tuple(tree.warnings),
        host_name=tree.host_name,
        posture=read_posture(tree.root, quote),
    )


_Staged = tuple[str, Node, Around, bool | None]


def _quoting(lines: list[str]) -> Quote:
    def quote(numbers: set[int]) -> tuple[Evidence, ...]:
        real = sorted(each for each in numbers if each > 0)[:_EVIDENCE]
        return tuple(Evidence(CONFIG, each, lines[each - 1].strip()[:_TEXT]) for each in real)

    return quote


def _scopes(tree: Tree, quote: Quote) -> Iterator[tuple[Node, Around]]:
    """Yield the configuration itself and each logical system, with what its sessions lean on."""
    alone = tree.roots == {"firewall"}
    yield tree.root, Around(tunnels(tree.root, quote), quote, alone)
    for kind in ("logical-systems", "tenants"):
        for node in tree.root.named(kind):
            yield node, Around(tunnels(node, quote), quote, prefix=f"{kind}/{node.word}/")


def _staged(tree: Tree, quote: Quote, refused: frozenset[str]) -> Iterator[_Staged]:
    for group in tree.root.named("groups"):
        spare = _unused(group)
        if spare is not None:
            held = group.off or group.word in refused
            yield group.word, spare, Around(tunnels(spare, quote), quote), False if held else None


def _unused(node: Node) -> Node | None:
    """Return a copy of the parts of a group that were inherited nowhere, None without any."""
    kept = {}
    for word, child in node.children.items():
        spare = _unused(child)
        if spare is not None and word[:1] != "<":
            kept[word] = spare
    if node.used and not kept:
        return None
    made = Node(node.word, node.number, node.depth, node.shape)
    made.children, made.off = kept, node.off
    return made


def _rest(
    tree: Tree, roots: list[Node], staged: tuple[_Staged, ...], quote: Quote
) -> tuple[tuple[Dormant, ...], tuple[Evidence, ...]]:
    """Sort the lines that mention mirroring and are no session into automation and unread."""
    spare = {group: root for group, root, _, _ in staged}
    strange = {node.number for root in (*roots, *spare.values()) for node in not_understood(root)}
    dormant = []
    for each in tree.mentions:
        via = _automation(each.path)
        if via is not None:
            text = tree.lines[each.number - 1].strip()[:_TEXT]
            dormant.append(Dormant(via, each.number, text))
        elif _speaks(each.path) and not _understood(each, tree.root, spare):
            strange.add(each.number)
    return tuple(dict.fromkeys(dormant)), quote(strange)


def _automation(path: tuple[str, ...]) -> str | None:
    """Name the automation a statement belongs to, None where it is plain configuration."""
    words = path[2:] if path[:1] == ("groups",) else path
    if "apply-macro" in words[:-1]:
        return f"apply-macro {plain(words[words.index('apply-macro') + 1])}"
    top = words[:1] == ("event-options",) or words[:2] == ("system", "scripts")
    if not top or "description" in words[-2:-1]:
        return None
    for kind in ("policy", "file", "event-script"):
        if kind in words[:-1]:
            return " ".join(plain(each) for each in words[: words.index(kind) + 2])
    return words[0]


def _speaks(path: tuple[str, ...]) -> bool:
    """Tell whether a statement speaks of mirroring, and not only carries a name like it."""
    return any(
        _KEYWORD.fullmatch(word) is not None and (not at or path[at - 1] not in _NAMING)
        for at, word in enumerate(path)
    )


def _understood(mention: Mention, root: Node, spare: dict[str, Node]) -> bool:
    words = [plain(each) for each in expand(list(mention.path))[0]]
    if words[:1] == ["groups"] and len(words) > 1:
        group = root.at("groups", words[1])
        inside = words[2:]
        return bool(
            _reads(root, inside)
            or (words[1] in spare and _reads(spare[words[1]], inside))
            or (group is not None and _uses(group, inside))
        )
    return _reads(root, words)


def _reads(root: Node, words: list[str]) -> bool:
    """Tell whether ``words`` lead into a subtree that a reader took."""
    node: Node | None = root
    for word in words:
        node = node.children.get(word) if node else None
        if node is not None and node.read:
            return True
    return False


def _uses(group: Node, words: list[str]) -> bool:
    node = group.at(*words)
    return node is not None and node.used

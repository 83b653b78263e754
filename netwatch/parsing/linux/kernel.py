"""The copying rules of a live Linux kernel: traffic control, nftables and iptables together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror, MirrorKind
from netwatch.model.state import Answers
from netwatch.parsing.linux import iptables as linux_iptables
from netwatch.parsing.linux import nft as linux_nft
from netwatch.parsing.linux import rules as linux_rules
from netwatch.parsing.linux import tc as linux_tc
from netwatch.parsing.linux import tc_mirror as linux_tc_mirror
from netwatch.parsing.linux.saved import strange_targets

QDISC = "tc-qdisc"
FILTER = "tc-filter"
ACTION = "tc-action"
FDB = "fdb"
NFT = "nft"
FIREWALLS = ("iptables", "ip6tables", "iptables-legacy", "ip6tables-legacy")
TOOLS = "tools"
USER = "user"

_FILTER_OF = re.compile(r"tc -j filter show dev (?P<dev>\S+)(?: (?P<hook>ingress|egress))?")
# Readable by root alone; another user's refusal is no failure of this visit.
_ROOT_ONLY = frozenset((NFT, *FIREWALLS))
_BINARIES = {
    "tc": QDISC,
    "nft": NFT,
    **{f"{name}-save": name for name in FIREWALLS},
    "bridge": FDB,
    "dpkg-query": "packages",
    "rpm": "packages",
}


@dataclass(frozen=True, slots=True)
class Kernel:
    """What the kernel's tables say; None where they were not wholly observed."""

    filters: tuple[linux_tc.Filter, ...]
    mirrors: tuple[Mirror, ...] | None
    unread: tuple[Evidence, ...]
    warnings: tuple[str, ...]


def tools(answers: Answers) -> frozenset[str] | None:
    """Return the names that ``which`` found, None when it was not answered."""
    text = answers.get(TOOLS)
    if text is None:
        return None
    paths = (line.strip() for line in text.split("\n"))
    return frozenset(path.rpartition("/")[2] for path in paths if path.startswith("/"))


def missing(answers: Answers) -> tuple[str, ...]:
    """Return the topics that this host could have answered and did not.

    A tool that ``which`` found must answer, or its rules would look removed. Without root the
    packet filter is never readable, which is a warning and no hole in this visit.
    """
    found = tools(answers)
    if found is None:
        return () if QDISC in answers else (QDISC,)
    is_root = (answers.get(USER) or "0").strip() == "0"
    topics = {topic for name, topic in _BINARIES.items() if name in found}
    return tuple(
        sorted(
            each for each in topics if each not in answers and (is_root or each not in _ROOT_ONLY)
        )
    )


def read_kernel(answers: Answers) -> Kernel:
    """Return the copying rules of the host that ``answers`` come from."""
    listed = _filters(answers)
    rules, odd = _rules(answers)
    holes = [each for each in missing(answers) if each == QDISC or each in _ROOT_ONLY]
    unseen = _unseen(answers, listed)
    warnings = _warnings(answers, holes, unseen)
    filters = tuple(each for found in listed.values() for each in found or ())
    mirrors = (*linux_tc_mirror.mirrors(filters, FILTER), *rules)
    return Kernel(
        filters=filters,
        mirrors=None if holes or unseen or not _asked(answers) else mirrors,
        unread=(*linux_tc_mirror.opaque(filters, FILTER), *odd, *_unaskable(answers)),
        warnings=warnings,
    )


def _asked(answers: Answers) -> bool:
    return any(topic in answers for topic in (QDISC, *_ROOT_ONLY))


def _filters(
    answers: Answers,
) -> Mapping[tuple[str, str], tuple[linux_tc.Filter, ...] | None]:
    found = {}
    for command, text in answers.all(FILTER):
        if about := _FILTER_OF.fullmatch(command):
            place = about["dev"], about["hook"] or "root"
            found[place] = linux_tc.read_filters(text, *place)
    return found


def _unseen(
    answers: Answers, listed: Mapping[tuple[str, str], tuple[linux_tc.Filter, ...] | None]
) -> tuple[tuple[str, str], ...]:
    """Return the places that may carry filters and whose listing was not answered or not read."""
    if QDISC not in answers:
        return ()
    qdiscs = linux_tc.read_qdiscs(answers[QDISC])
    if qdiscs is None:
        return (("any device", "any direction"),)
    return tuple(place for place in linux_tc.hooks(qdiscs) if listed.get(place) is None)


def _unaskable(answers: Answers) -> tuple[Evidence, ...]:
    qdiscs = linux_tc.read_qdiscs(answers.get(QDISC)) or ()
    names = dict.fromkeys(device for device, _ in linux_tc.hooks(qdiscs))
    return tuple(
        Evidence(QDISC, None, f"filters of device {name!r} cannot be asked for: unsafe name")
        for name in names
        if not linux_tc.is_safe(name)
    )


def _warnings(
    answers: Answers, holes: Iterable[str], unseen: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    found = [f"{each} was not answered: copying rules may be unseen" for each in holes]
    found += [f"filters of {device} {hook} were not read" for device, hook in unseen]
    present = tools(answers)
    if (answers.get(USER) or "0").strip() != "0":
        found.append("not root: rules of nft and iptables (dup, TEE) cannot be seen")
    if present is not None and "tc" not in present and QDISC not in answers:
        found.append("no tc on this host: mirred filters cannot be seen")
    return tuple(found)


def _rules(answers: Answers) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    walls = [
        mirror
        for space in FIREWALLS
        for mirror in linux_rules.mirrors(
            linux_iptables.read_rules(answers.get(space) or "", space), space
        )
    ]
    native = linux_nft.read_rules(answers.get(NFT) or "")
    known = {_place(each.id): each for each in walls if "legacy" not in each.id.split("/", 1)[0]}
    found = [
        each
        for each in linux_rules.mirrors(native, NFT)
        if not _is_translated(each, known.get(_place(each.id)))
    ]
    odd = [each for space in FIREWALLS for each in strange_targets(answers.get(space) or "", space)]
    odd += [Evidence(NFT, each.number, each.text) for each in native if each.is_odd]
    odd += _legacy(answers)
    return (*walls, *found), tuple(odd)


def _place(mirror_id: str) -> tuple[str, str]:
    """Return (family, table/chain/number): nft shows the rules of iptables-nft a second time."""
    space, _, rest = mirror_id.partition("/")
    if space == "nft":
        family, _, rest = rest.partition("/")
        return family, rest
    return "ip6" if space == "ip6tables" else "ip", rest


def _is_translated(native: Mirror, wall: Mirror | None) -> bool:
    same = wall is not None and wall.destinations == native.destinations
    return same and native.kind in (MirrorKind.TEE, MirrorKind.CAPTURE)


def _legacy(answers: Answers) -> list[Evidence]:
    # iptables-save says so itself when the older tables hold rules it does not show.
    answered = {each.removesuffix("-legacy") for each in FIREWALLS if each in answers}
    return [
        Evidence(each, None, f"{each}-legacy tables are present and were not shown")
        for each in sorted(answered)
        if f"{each}-legacy" not in answers
        and f"{each}-legacy tables present" in answers.get(each, "")
    ]

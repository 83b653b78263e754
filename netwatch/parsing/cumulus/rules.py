"""Rules in ``/etc/cumulus/acl/policy.d`` and as ``cl-acltool -L all`` shows them installed.

``--dport`` before ``-j SPAN`` is a port of TCP or UDP, behind it the analyser's port (NVIDIA's
SPAN and ERSPAN guide).
"""

import re
from itertools import pairwise

from netwatch.model.mirror import Direction, Mirror
from netwatch.parsing.cumulus.session import WAYS, Draft

_SECTION = re.compile(r"^\s*\[(?P<name>iptables|ip6tables|ebtables)\]")
_CHAIN = re.compile(r"^Chain (?P<name>\S{1,64})")
_NVUE = re.compile(
    r"rule_id:(?P<rule>[^,\s]{1,32}),acl_name:(?P<acl>[^,\s]{1,64}),dir:(?P<way>\w{1,16})"
    r",interface_id:(?P<port>[^,\s]{1,64})"
)
_SHOWN = re.compile(
    r"^\s*\S+\s+\S+\s+(?P<form>E?R?SPAN)\s+(?P<proto>\S+)\s+\S+\s+(?P<inward>\S+)\s+"
    r"(?P<outward>\S+)\s+(?P<from>\S+)\s+(?P<to>\S+)(?P<rest>.*)$"
)
_OPTION = re.compile(r"\b(?P<name>dport|src-ip|dst-ip|dest-ip):(?P<value>\S+)")
_IN = ("-i", "--in-interface")
_OUT = ("-o", "--out-interface")
_ANY = frozenset(("any", "*", "anywhere", "0.0.0.0/0", "all", "::/0"))
_MAX_LINE = 2000


def written(text: str, source: str) -> tuple[tuple[Mirror, ...], frozenset[int]]:
    """Return the copying rules of rule files, and the lines that were read for them."""
    if "SPAN" not in text:
        return (), frozenset()
    space, counts, drafts = "iptables", dict[str, int](), dict[str, Draft]()
    for number, line in enumerate(text.split("\n"), 1):
        if section := _SECTION.match(line):
            space = section["name"]
            continue
        words = line[:_MAX_LINE].split()
        if "-j" not in words or words[0] not in ("-A", "-I") or len(words) < 2:  # noqa: PLR2004
            continue
        jump = words.index("-j")
        if words[jump + 1 : jump + 2] not in (["SPAN"], ["ERSPAN"]):
            continue
        chain = words[1] if space == "iptables" else f"{space}/{words[1]}"
        draft = _placed(line, chain, counts, drafts)
        _read_match(draft, words[2:jump])
        _read_target(draft, words[jump + 1 :])
        draft.quote(source, number, line)
    return _made(drafts)


def installed(text: str, source: str) -> tuple[tuple[Mirror, ...], frozenset[int]]:
    """Return the copying rules in the listing of what the hardware was given."""
    chain, counts, drafts = "FORWARD", dict[str, int](), dict[str, Draft]()
    for number, line in enumerate(text.split("\n"), 1):
        if head := _CHAIN.match(line):
            chain = head["name"]
        elif "SPAN" in line and (row := _SHOWN.match(line[:_MAX_LINE])):
            draft = _placed(line, chain, counts, drafts)
            _read_row(draft, row)
            draft.quote(source, number, line)
    return _made(drafts)


def _made(drafts: dict[str, Draft]) -> tuple[tuple[Mirror, ...], frozenset[int]]:
    lines = frozenset(line for each in drafts.values() for line in each.evidence)
    return tuple(each.mirror() for each in drafts.values()), lines


def _placed(line: str, chain: str, counts: dict[str, int], drafts: dict[str, Draft]) -> Draft:
    """Return the draft of a rule; those NVUE made carry its name, others are counted."""
    if made := _NVUE.search(line[:_MAX_LINE]):
        name = f"{made['acl']}/{made['rule']}"
        draft = drafts.setdefault(f"acl/{name}", Draft(f"acl/{name}", rule=name))
        draft.direction = WAYS.get(made["way"])
        return draft
    counts[chain] = counts.get(chain, 0) + 1
    place = f"acl/{chain}/{counts[chain]}"
    return drafts.setdefault(place, Draft(place))


def _read_match(draft: Draft, words: list[str]) -> None:
    rest: list[str] = []
    at = 0
    while at < len(words):
        word, value = words[at], words[at + 1] if at + 1 < len(words) else ""
        if word in (*_IN, *_OUT) and value and rest[-1:] != ["!"]:
            way = Direction.RX if word in _IN else Direction.TX
            draft.direction = _joined(draft.direction, way)
            draft.ports.extend(each for each in value.split(","))
            at += 2
        elif word == "--comment" or (word == "-m" and value == "comment"):
            at += 2
        else:
            rest.append(word)
            at += 1
    _narrow(draft, rest)


def _narrow(draft: Draft, rest: list[str]) -> None:
    if rest and draft.rule is None:
        draft.rule = " ".join(rest)
    if not draft.ports:
        draft.ports.append("any")
    draft.direction = draft.direction or Direction.BOTH


def _joined(one: Direction | None, other: Direction) -> Direction:
    return other if one in (None, other) else Direction.BOTH


def _read_target(draft: Draft, words: list[str]) -> None:
    draft.kind = words[0].lower()
    for name, value in pairwise(words[1:]):
        _read_option(draft, name.lstrip("-"), value)


def _read_option(draft: Draft, name: str, value: str) -> None:
    if name == "dport":
        draft.receivers.append(value)
    elif name == "src-ip":
        draft.origin = value
    elif name in ("dst-ip", "dest-ip"):
        draft.remotes.append(value)


def _read_row(draft: Draft, row: re.Match[str]) -> None:
    for column, way in (("inward", Direction.RX), ("outward", Direction.TX)):
        if row[column] not in _ANY:
            draft.direction = _joined(draft.direction, way)
            draft.ports.extend(each for each in row[column].split(","))
    rest, options = row["rest"], list(_OPTION.finditer(row["rest"]))
    # The analyser's port comes last; a `dpt:` before it belongs to the match.
    for each in options:
        _read_option(draft, each["name"], each["value"])
    draft.kind = row["form"].lower()
    plain = _OPTION.sub("", re.sub(r"/\*.{0,400}?\*/", "", rest)).replace("ERSPAN", "")
    narrowed = [row[each] for each in ("proto", "from", "to") if row[each] not in _ANY]
    _narrow(draft, [*narrowed, *plain.split()])

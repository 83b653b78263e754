"""Port-mirror sessions of NVUE, NCLU and ``port-mirror.conf``.

Forms from NVIDIA's SPAN and ERSPAN guide and command reference. NVUE renders its sessions into
the switch daemon's file, so the same number in both is one session; a number that the file
gives another meaning is a session of its own, ``switchd/1``.
"""

import re
from collections import Counter

from netwatch.model.mirror import Mirror
from netwatch.parsing.cumulus.session import WAYS, Bound, Draft, quoted
from netwatch.parsing.cumulus.settings import PROMPT, Setting, settings, under
from netwatch.parsing.switch.lists import Lists

_NCLU = re.compile(
    rf"^{PROMPT}net (?P<verb>add|del) port-mirror session (?P<id>\d{{1,4}})"
    r"(?: (?P<rest>\S[^\n]{0,400}))?$"
)
_NCLU_ALL = re.compile(rf"^{PROMPT}net del (?:all|port-mirror)\s*$")
_FILE = re.compile(r"^\s*mirror\.session\.(?P<id>\w{1,8})\.(?P<key>\w{1,16})\s*=\s*(?P<value>.*)$")
_HEAD = re.compile(r"^\s*(?:\[session_\w{1,8}\]|session-id\s*=)")
_OPENER = re.compile(r"^\s*\"?(?:port-mirror|span|erspan)\"?:\s*\{?\s*$")
_ADDRESSES = re.compile(r"(\S+)\s+(\S+)")
_FORMS = ("span", "erspan")
# Each rule quotes the lines that bind its ACL: more than a switch has ports would be hostile.
_MAX_QUOTED = 256

_Held = dict[str, list[tuple[str, int]]]
"""(interface, line) pairs by direction."""


def declared(text: str, source: str) -> tuple[tuple[Mirror, ...], frozenset[int]]:
    """Return the sessions in ``text`` and the lines that were read for them or their removal."""
    lists, lines = Lists(), text.split("\n")
    found, ended = settings(text)
    drafts, idle = _nvue(found, lists, lines, source)
    rules, binding = _nvue_rules(found, lists, lines, source)
    drafts += rules
    nclu, removed = _nclu(lines, lists, source)
    kept = {each.id: each for each in (*drafts, *nclu)}
    mirrors = {name: each.mirror() for name, each in kept.items()}
    for each in _file(lines, lists, source):
        made = each.mirror()
        twin = mirrors.get(each.id)
        if twin is not None and _same(twin, made):
            continue
        if twin is not None:
            each.id = f"switchd/{each.id}"
            made = each.mirror()
        kept[each.id], mirrors[each.id] = each, made
    read = {line for each in kept.values() for line in each.evidence}
    read |= ended | idle | removed | binding
    return tuple(mirrors.values()), frozenset(read | _frames(text, lines, read))


def _same(one: Mirror, other: Mirror) -> bool:
    ends = one.sources == other.sources and one.destinations == other.destinations
    return ends and one.enabled == other.enabled


def _frames(text: str, lines: list[str], read: set[int]) -> set[int]:
    """Return the lines of the file's frame, and those that only open what was read."""
    if "mirror" not in text:
        return set()
    return {
        number
        for number, line in enumerate(lines, 1)
        if _HEAD.match(line)
        or _FILE.match(line)
        or (_OPENER.match(line) and any(number + step in read for step in range(1, 16)))
    }


def _nvue(
    found: tuple[Setting, ...], lists: Lists, lines: list[str], source: str
) -> tuple[list[Draft], set[int]]:
    drafts: dict[tuple[str, str], Draft] = {}
    for each in _sessions(found):
        number, form, *words = each.words
        if form not in _FORMS:
            continue
        draft = drafts.setdefault((number, form), Draft(number, form))
        if _apply(draft, words, lists):
            draft.quote(source, each.line, lines[each.line - 1])
    return _used(drafts)


def _sessions(found: tuple[Setting, ...]) -> list[Setting]:
    roots = (("system", "port-mirror", "session"), ("port-mirror", "session"), ("session",), ())
    return [
        each
        for root in roots
        for each in under(found, *root)
        if len(each.words) > 1 and each.words[0].isdigit()
    ]


def _used(drafts: dict[tuple[str, str], Draft]) -> tuple[list[Draft], set[int]]:
    """Return the drafts that say anything, and the lines of the forms that are not used."""
    used = [each for each in drafts.values() if not each.is_empty]
    idle = {line for each in drafts.values() if each.is_empty for line in each.evidence}
    counts = Counter(each.id for each in used)
    for each in used:
        if counts[each.id] > 1:
            each.id = f"{each.id}/{each.kind}"
    return used, idle


def _apply(draft: Draft, words: list[str], lists: Lists) -> bool:
    """Add the words after ``span`` or ``erspan``; tell whether all were understood."""
    at = 0
    while at < len(words):
        word, value = words[at], words[at + 1] if at + 1 < len(words) else ""
        at += 2
        if word == "direction" and value in WAYS:
            draft.direction = WAYS[value]
        elif word == "source-port":
            draft.ports.extend(lists.interfaces(value) if value else ())
        elif word == "destination" and value not in ("source-ip", "dest-ip"):
            draft.receivers.extend([value] if value else ())
        elif word == "destination":
            at -= 1
        elif word == "source-ip":
            draft.origin = value or draft.origin
        elif word == "dest-ip":
            draft.remotes.extend([value] if value else ())
        elif word in ("enable", "state"):
            draft.switch(value)
        else:
            return word == "truncate"
    return True


def _nvue_rules(
    found: tuple[Setting, ...], lists: Lists, lines: list[str], source: str
) -> tuple[list[Draft], set[int]]:
    """Return a draft for each ACL rule that copies, for each direction it is bound in.

    With them come the lines that bind their ACLs.
    """
    rules: dict[tuple[str, str], list[tuple[list[str], int]]] = {}
    for each in under(found, "acl"):
        match each.words:
            case (name, "rule", number, "action", form, *rest) if form in _FORMS:
                rules.setdefault((name, number), []).append(([form, *rest], each.line))
    if not rules:
        return [], set()
    copying = {name for name, _ in rules}
    held = {name: each for name, each in _bindings(found, lists).items() if name in copying}
    bound = {name: _bound(each, lines, source) for name, each in held.items()}
    drafts = []
    for (name, number), actions in rules.items():
        places = bound.get(name, {})
        for way, place in places.items() or ((None, Bound()),):
            suffix = f"/{way}" if len(places) > 1 else ""
            draft = Draft(f"acl/{name}/{number}{suffix}", rule=f"{name}/{number}", bound=place)
            draft.direction = WAYS[way or "inbound"]
            for words, line in actions:
                _act(draft, words)
                draft.quote(source, line, lines[line - 1])
            drafts.append(draft)
    return drafts, {line for each in held.values() for pairs in each.values() for _, line in pairs}


def _bound(held: _Held, lines: list[str], source: str) -> dict[str, Bound]:
    """Return the bindings of one ACL by direction; every rule of it shares them."""
    return {
        way: Bound(
            tuple(dict.fromkeys(port for port, _ in pairs)),
            tuple(
                quoted(source, line, lines[line - 1])
                for line in list(dict.fromkeys(line for _, line in pairs))[:_MAX_QUOTED]
            ),
        )
        for way, pairs in held.items()
    }


def _act(draft: Draft, words: list[str]) -> None:
    form, *rest = words
    draft.kind = form
    match rest:
        case ["source-ip", address]:
            draft.origin = address
        case ["dest-ip", address]:
            draft.remotes.append(address)
        case [port] if form == "span":
            draft.receivers.append(port)


def _bindings(found: tuple[Setting, ...], lists: Lists) -> dict[str, _Held]:
    """Return, for each ACL and direction, the (interface, line) pairs it is bound to."""
    bound: dict[str, _Held] = {}
    for each in under(found, "interface"):
        match each.words:
            case (ports, "acl", name, way, *_) if way in WAYS:
                held = bound.setdefault(name, {}).setdefault(way, [])
                held.extend((port, each.line) for port in lists.interfaces(ports))
    return bound


def _nclu(lines: list[str], lists: Lists, source: str) -> tuple[list[Draft], set[int]]:
    """Return the sessions that stand at the end, and the lines that ended others."""
    drafts: dict[str, Draft] = {}
    ended: set[int] = set()
    for number, line in enumerate(lines, 1):
        if "net " not in line:
            continue
        command = _NCLU.match(line.rstrip()[:600])
        if command and command["verb"] == "add":
            draft = drafts.setdefault(command["id"], Draft(command["id"]))
            if _read_nclu(draft, (command["rest"] or "").split(), lists):
                draft.quote(source, number, line)
        elif command or _NCLU_ALL.match(line):
            gone = [command["id"]] if command else [*drafts]
            removed = [drafts.pop(each) for each in gone if each in drafts]
            ended |= {number, *(quoted for each in removed for quoted in each.evidence)}
    return list(drafts.values()), ended


def _read_nclu(draft: Draft, words: list[str], lists: Lists) -> bool:
    pairs = iter(words)
    for word in pairs:
        if word in WAYS:
            draft.direction = WAYS[word]
        elif word in _FORMS:
            draft.kind = word
        elif word == "src-port":
            draft.ports.extend(lists.interfaces(next(pairs, "")))
        elif word in ("dst-port", "dest-port"):
            draft.receivers.append(next(pairs, ""))
        elif word == "src-ip":
            draft.origin = next(pairs, None)
        elif word in ("dst-ip", "dest-ip"):
            draft.remotes.append(next(pairs, ""))
        else:
            return False
    return True


def _file(lines: list[str], lists: Lists, source: str) -> list[Draft]:
    drafts: dict[str, Draft] = {}
    for number, line in enumerate(lines, 1):
        pair = _FILE.match(line) if "mirror.session." in line else None
        if pair is None or pair["id"] == "all":
            continue
        draft = drafts.setdefault(pair["id"], Draft(pair["id"]))
        draft.quote(source, number, line)
        value = pair["value"].strip()
        match pair["key"]:
            case "direction":
                draft.direction = WAYS.get(value)
            case "src":
                draft.ports.extend(lists.interfaces(value))
            case "type":
                draft.kind = value
                draft.switch(value)
            case "dest":
                _read_ends(draft, value)
    return list(drafts.values())


def _read_ends(draft: Draft, value: str) -> None:
    if pair := _ADDRESSES.fullmatch(value):
        draft.origin, remote = pair[1], pair[2]
        draft.remotes.append(remote)
    elif value:
        draft.receivers.append(value)

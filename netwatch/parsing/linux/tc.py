"""Linux traffic control: filters and their actions, from ``tc -j filter show`` or its text form.

Facts seen in real output (iproute2 6.1, kernel 6.18): an ``ingress`` qdisc answers the egress
question with its ingress filters; u32 filters of one preference are listed in both directions.
"""

import re
from dataclasses import dataclass, replace

from netwatch.parsing.linux.json import Node, rows

_VOLATILE = frozenset((
    "actions", "bkt", "fh", "flowid", "handle", "ht_divisor", "in_hw", "in_hw_count", "key_ht",
    "match", "not_in_hw", "order", "police", "rule_hit", "skip_hw", "skip_sw", "terminal",
))  # fmt: skip
MAX_LISTED = 512
_MAX_ACTIONS = 64


@dataclass(frozen=True, slots=True)
class Action:
    """One action: ``verb`` is mirred's (``mirror``, ``redirect``), ``index`` the kernel's handle.

    ``direction`` tells whether the copy leaves by ``device`` (egress) or seems to arrive there.
    ``remote`` is the far end that a tunnel_key action sets for external tunnels.
    """

    kind: str
    verb: str = ""
    direction: str = ""
    device: str = ""
    index: str = ""
    remote: str = ""

    @property
    def is_copy(self) -> bool:
        """Whether this action duplicates the packet; ``redirect`` only moves it."""
        return self.kind == "mirred" and self.verb == "mirror"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter with actions. ``match`` is empty when it takes every packet of ``protocol``."""

    device: str
    hook: str
    pref: str
    protocol: str
    kind: str
    handle: str
    match: str
    actions: tuple[Action, ...]
    chain: str = "0"
    number: int | None = None
    text: str = ""

    @property
    def line(self) -> str:
        """The filter as one stable line in tc's own words, without volatile numbers."""
        chain = f" chain {self.chain}" if self.chain not in ("", "0") else ""
        words = f"{self.device} {self.hook} protocol {self.protocol} pref {self.pref}{chain}"
        actions = "".join(f" action {_words(each)}" for each in self.actions)
        return f"{words} {self.kind}{' ' if self.match else ''}{self.match}{actions}"


def _words(action: Action) -> str:
    if action.kind == "mirred":
        return f"mirred {action.direction} {action.verb} dev {action.device}"
    return f"tunnel_key remote {action.remote}" if action.remote else action.kind


@dataclass(frozen=True, slots=True)
class Qdisc:
    """One queueing discipline: where filters can hang."""

    device: str
    kind: str
    root: bool
    handle: str


def read_qdiscs(text: str | None) -> tuple[Qdisc, ...] | None:
    """Return what ``tc -j qdisc show`` lists; None when it was not answered or not read."""
    nodes = rows(text)
    if nodes is None:
        return None
    return tuple(
        Qdisc(
            each.get("dev").text,
            each.get("kind").text,
            each.get("root").text == "true",
            each.get("handle").text,
        )
        for each in nodes
        if each.get("dev").text
    )


def hooks(qdiscs: tuple[Qdisc, ...]) -> tuple[tuple[str, str], ...]:
    """Return the (device, hook) pairs that may carry filters; hook is ingress, egress or root.

    The kernel's default qdiscs have the handle ``0:``, to which no filter can be attached.
    """
    found: list[tuple[str, str]] = []
    for each in qdiscs:
        if each.kind in ("clsact", "ingress"):
            found.append((each.device, "ingress"))
        if each.kind == "clsact":
            found.append((each.device, "egress"))
        if each.root and each.handle not in ("0:", ""):
            found.append((each.device, "root"))
    return tuple(dict.fromkeys(found))


def read_filters(text: str, device: str, hook: str) -> tuple[Filter, ...] | None:
    """Return the filters of one ``tc -j filter show`` that do something; None when unreadable."""
    nodes = rows(text)
    if nodes is None:
        return None
    found = (_filter(each, device, hook) for each in nodes)
    return tuple(each for each in found if each.actions or (each.kind == "bpf" and each.handle))


def _filter(node: Node, device: str, hook: str) -> Filter:
    options = node.get("options")
    handle = options.get("fh").text or options.get("handle").text or node.get("handle").text
    return Filter(
        device=device,
        hook=hook,
        pref=node.get("pref").text,
        protocol=node.get("protocol").text or "all",
        kind=node.get("kind").text,
        handle=handle,
        match=_match(options),
        actions=_actions(options.get("actions")),
        chain=node.get("chain").text,
    )


def _match(options: Node) -> str:
    words = [
        f"match {each.get('value').text}/{each.get('mask').text} at {each.get('off').text}"
        for each in options.all("match")
        if each.get("mask").text.strip("0")
    ]
    for name, value in (*options.fields, *options.get("keys").fields):
        text = value.text
        if name not in _VOLATILE and text:
            words.append(name if text == "true" else f"{name} {text}")
    return " ".join(words)


def _actions(node: Node) -> tuple[Action, ...]:
    return tuple(
        Action(
            kind=each.get("kind").text,
            verb=each.get("mirred_action").text,
            direction=each.get("direction").text,
            device=each.get("to_dev").text,
            index=each.get("index").text,
            remote=each.get("dst_ip").text,
        )
        for each in node.items
    )


def read_bound_copies(text: str | None) -> tuple[Action, ...] | None:
    """Return the mirror actions of ``tc -j actions ls action mirred`` that a filter uses."""
    nodes = rows(text)
    if nodes is None:
        return None
    listed = [each for node in nodes for each in node.get("actions").items]
    bound = [each for each in listed if each.get("bind").text not in ("", "0")]
    found = (_actions(Node([each.value]))[0] for each in bound)
    return tuple(each for each in found if each.is_copy)


_SHOW = re.compile(r"\btc\b[^\n]{0,40}? filter (?:show|ls|list)\b(?P<rest>[^\n]*)")
_MIRRED = re.compile(
    r"\baction order \d+: mirred \((?P<way>Egress|Ingress) (?P<verb>Mirror|Redirect)"
    r" to device (?P<dev>[^\n]{1,64}?)\)(?: \w{1,20})?\s*$"
)
_OTHER = re.compile(r"\baction order \d+: +(?P<kind>[a-z_]+)")
_LIST_ACTIONS = re.compile(r"\btc\b[^\n]{0,40}? actions? (?:ls|list|show)\b")
_INDEX = re.compile(r"^\s*index (?P<index>\d+) ref \d+")
_U32 = re.compile(r"^\s*match (?P<value>[0-9a-f]{8})/(?P<mask>[0-9a-f]{8}) at (?P<off>\S+)")
_SAFE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.:@+=-]{0,63}")
_HOOKS = {"ingress": "ingress", "egress": "egress", "ffff:": "ingress", "ffff:fff2": "ingress",
          "ffff:fff3": "egress"}  # fmt: skip


def read_text(text: str) -> tuple[Filter, ...]:
    """Return the filters of a saved ``tc filter show``, each with its 1-based line.

    The text names its device only when several were listed; else the command line above it does
    (``tc filter show dev eth1 ingress``). Without either the device is ``""``.
    """
    if "filter " not in text:
        return ()
    device, hook = "", "ingress"
    found: list[Filter] = []
    for number, line in enumerate(text.split("\n"), 1):
        if " filter " in line and (shown := _SHOW.search(line)):
            words = shown["rest"].split()
            device, hook = _after(words, "dev"), _hook(words, "root")
        elif line.startswith("filter "):
            found.append(_header(line, number, device, hook))
        elif found and line[:1] in (" ", "\t"):
            found[-1] = _continued(found[-1], line)
    return tuple(each for each in found if each.actions or each.kind == "bpf")


def _after(words: list[str], name: str) -> str:
    return words[words.index(name) + 1] if name in words[:-1] else ""


def _hook(words: list[str], default: str) -> str:
    return next((_HOOKS[each] for each in words if each in _HOOKS), default)


def _header(line: str, number: int, device: str, hook: str) -> Filter:
    words = line.split()
    pref = _after(words, "pref")
    kind = words[words.index("pref") + 2 :] if pref else []
    header = Filter(
        device=_after(words, "dev") or device,
        hook=_hook(words, hook),
        pref=pref,
        protocol=_after(words, "protocol") or "all",
        kind=kind[0] if kind else "",
        handle=_after(words, "fh") or _after(words, "handle"),
        match="",
        actions=(),
        chain=_after(words, "chain") or "0",
        number=number,
        text=line.strip(),
    )
    return _continued(header, line)


def _continued(into: Filter, line: str) -> Filter:
    if len(into.actions) == _MAX_ACTIONS:
        return into
    if "action order " in line and (action := _action(line)):
        return replace(into, actions=(*into.actions, action))
    if (index := _INDEX.match(line)) and into.actions:
        last = replace(into.actions[-1], index=index["index"])
        return replace(into, actions=(*into.actions[:-1], last))
    if (u32 := _U32.match(line)) and u32["mask"].strip("0") and len(into.match) < MAX_LISTED:
        word = f"match {u32['value']}/{u32['mask']} at {u32['off']}"
        return replace(into, match=f"{into.match} {word}".strip())
    if not into.actions and line[:1] in (" ", "\t"):
        return _narrowed(into, line.strip())
    return into


def _action(line: str) -> Action | None:
    if mirred := _MIRRED.search(line):
        return Action("mirred", mirred["verb"].lower(), mirred["way"].lower(), mirred["dev"])
    other = _OTHER.search(line)
    return Action(other["kind"]) if other else None


def _narrowed(into: Filter, word: str) -> Filter:
    # flower prints its keys one a line, indented, before the actions.
    if into.kind != "flower" or word.split(" ", 1)[0] in _VOLATILE or len(into.match) > MAX_LISTED:
        return into
    return replace(into, match=f"{into.match} {word}".strip())


def is_listing(line: str) -> bool:
    """Tell whether ``line`` is one that a tc listing or its command line consists of."""
    if "action" not in line:
        return line.startswith("filter ") or _SHOW.search(line) is not None
    kinds = (_MIRRED, _OTHER, _SHOW, _LIST_ACTIONS)
    return line.startswith("filter ") or any(each.search(line) for each in kinds)


def is_safe(device: str) -> bool:
    """Tell whether a device's name may stand in a command as it is."""
    return _SAFE.fullmatch(device) is not None

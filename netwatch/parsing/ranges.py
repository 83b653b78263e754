"""Interface and VLAN lists as devices write them, expanded one by one and never without bound."""

import re
from dataclasses import dataclass

MAX_SPAN = 4096
MAX_ITEMS = 16_384

_DASH = re.compile(r"(?<=\d) ?- ?(?=[A-Za-z0-9])")
_SPAN = re.compile(r"([^-]*(?:-[^\d-][^-]*)*\d)-([A-Za-z0-9/.: -]+)")
_DIGITS = 9
_LAST = re.compile(rf"(?<!\d)\d{{1,{_DIGITS}}}$")
_HEAD = re.compile(r"[A-Za-z][A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class Expansion:
    """The names of a list in order, as written; what could not be expanded is kept and named."""

    names: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def expand(text: str, limit: int = MAX_ITEMS) -> Expansion:
    """Expand a list of interfaces or VLANs of the Cisco family.

    Reads ``Gi1/0/1 - 4 , Gi1/0/10`` (IOS), ``Gi1/0/1-2,Gi1/0/4`` (show output), ``Po46-50``,
    ``Ethernet1/10-12`` (NX-OS), ``Ethernet3-5,8`` (EOS), ``10 , 20 - 22`` (VLANs) and lists
    parted by blanks. The right side of a dash is the last component only, or the whole name
    with the same stem. A range of more than ``limit`` or ``MAX_SPAN`` names stays as written.
    """
    tokens = _tokens(text.split())
    if len(tokens) == 1 and "-" not in tokens[0]:
        return Expansion((tokens[0],))
    names: list[str] = []
    warnings: list[str] = []
    head = ""
    for token in tokens:
        full = token
        if token[0].isdigit() and head:
            full = _continued(head, token)
        span = _span(full, limit - len(names))
        if span is None:
            warnings.append(f"range {full[:60]!r} is not expanded")
            span = (full,)
        names.extend(span)
        if _HEAD.match(full):
            head = span[-1]
    return Expansion(tuple(names), tuple(warnings))


def _tokens(words: list[str]) -> list[str]:
    if len(words) == 1:
        return [each for each in words[0].split(",") if each]
    text = " ".join(words)
    tokens: list[str] = []
    for piece in (_DASH.sub("-", text) if "-" in text else text).split(","):
        words = piece.split()
        at = 0
        while at < len(words):
            word = words[at]
            following = words[at + 1] if at + 1 < len(words) else ""
            if _HEAD.fullmatch(word) and following[:1].isdigit():
                word = f"{word} {following}"
                at += 1
            tokens.append(word)
            at += 1
    return tokens


def _continued(previous: str, token: str) -> str:
    """Give ``8`` the name in front of it: after ``Ethernet5`` it is ``Ethernet8``."""
    if "/" in token:
        head = _HEAD.match(previous)
        blank = " " if head and previous[head.end() : head.end() + 1] == " " else ""
        return f"{head[0] if head else ''}{blank}{token}"
    return _LAST.sub("", previous) + token


def _span(token: str, room: int) -> tuple[str, ...] | None:
    """Return the names ``token`` stands for, None when it is a range that cannot be expanded."""
    match = _SPAN.fullmatch(token) if "-" in token else None
    if not match:
        return (token,)
    left, right = match[1], match[2]
    first = _LAST.search(left, max(0, len(left) - _DIGITS))
    last = _LAST.search(right, max(0, len(right) - _DIGITS))
    if not first or not last:
        return None
    stem = left[: first.start()]
    if right[: last.start()] and not _ends_with(stem, right[: last.start()]):
        return None
    low, high = int(first[0]), int(last[0])
    if high < low or high - low >= MAX_SPAN or high - low >= room:
        return None
    return tuple(f"{stem}{number}" for number in range(low, high + 1))


def _ends_with(stem: str, tail: str) -> bool:
    return stem.replace(" ", "").lower().endswith(tail.replace(" ", "").lower())

"""The supervisors and route processors that Cisco's ``show inventory`` lists -> members."""

import re

from netwatch.model.image import Member

_MAX = 32
_PART = re.compile(
    r'NAME: {0,4}"([^"\n]{1,120})", {0,4}DESCR: {0,4}"([^"\n]{0,200})"\s{0,20}\n\s{0,20}'
    r"PID: {0,4}([^\s,]{1,40}) {0,40}, {0,4}VID: {0,4}[^,\n]{0,20},? {0,4}SN: {0,4}(\w{4,40})"
)
_CONTROLS = re.compile(r"\b(?:supervisor|route processor)\b|^sup ?\d", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\bFEX\b|fabric extender|power supply|\bfan\b", re.IGNORECASE)


def supervisors(text: str | None) -> tuple[Member, ...]:
    """Return each part that boots the system, by its name; () when none is listed.

    A fabric extender speaks of its parent's supervisor and is none.
    """
    found: dict[str, Member] = {}
    for name, description, product, serial in _PART.findall(text or ""):
        said = f"{name} {description}"
        if _CONTROLS.search(said) and not _ELSEWHERE.search(said):
            found.setdefault(serial, Member(name=name, model=product, serial=serial))
    return tuple(found.values())[:_MAX]

"""Tunnel interfaces as AOS-CX, AOS-S, Comware and VRP write them.

Every line stands under the interface: ``mode`` may stand in its head (Comware 7, AOS-CX), the far
end is ``destination A``, ``destination ip A`` or ``tunnel destination A`` (vendor guides).
"""

import re
from collections.abc import Sequence

from netwatch.model.mirror import Tunnel
from netwatch.parsing.stanzas import Block, Line, quote_of

_HEAD = re.compile(r"interface (tunnel ?\d[\d/]{0,20})(?: mode (\S.{0,60}))?$", re.IGNORECASE)
_SETTINGS = {
    "mode": re.compile(r"(?:tunnel )?mode (\S.{0,60})$|tunnel-protocol (\S.{0,60})$"),
    "local": re.compile(r"(?:tunnel )?source (?:ip(?:v6)? )?(?!vpn-instance)(\S{1,64})"),
    "remote": re.compile(
        r"(?:tunnel )?destination (?:ip(?:v6)? )?(?:vpn-instance \S{1,64} )?(\S{1,64})"
    ),
    "vrf": re.compile(
        r"(?:destination vpn-instance|tunnel vpn-instance|vrf attach|tunnel vrf) (\S{1,64})"
    ),
    "key": re.compile(r"gre key (?:plain |cipher )?(\S{1,100})|key (\d{1,10})$"),
}


def tunnels(blocks: Sequence[Block]) -> tuple[Tunnel, ...]:
    """Return every tunnel interface; ``local`` is as written, an address or an interface."""
    return tuple(_tunnel(head, block) for block in blocks if (head := _HEAD.match(block.text)))


def _tunnel(head: re.Match[str], block: Block) -> Tunnel:
    found: dict[str, str] = {"mode": head[2]} if head[2] else {}
    evidence = [quote_of(block)]
    for line in block.children:
        settings = _settings(line)
        if settings:
            found.update(settings)
            evidence.append(quote_of(line))
    return Tunnel(
        name=head[1],
        mode=found.get("mode"),
        local=found.get("local"),
        remote=found.get("remote"),
        vrf=found.get("vrf"),
        key=found.get("key"),
        evidence=tuple(evidence),
    )


def _settings(line: Line) -> dict[str, str]:
    found = ((name, pattern.match(line.text)) for name, pattern in _SETTINGS.items())
    return {name: next(each for each in match.groups() if each) for name, match in found if match}

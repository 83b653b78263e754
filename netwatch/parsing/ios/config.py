"""An IOS or IOS XE configuration -> everything netwatch reads from it."""

from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant, Mirror, Tunnel
from netwatch.model.posture import Posture
from netwatch.parsing import stanzas
from netwatch.parsing.ios import mentions as ios_mentions
from netwatch.parsing.ios import posture as ios_posture
from netwatch.parsing.ios.export import captures, exports
from netwatch.parsing.ios.sessions import named_sessions, sessions
from netwatch.parsing.ios.tunnels import resolve, tunnels


@dataclass(frozen=True, slots=True)
class Configuration:
    """What one running-config says; every part observed, since the text is complete."""

    hostname: str | None
    declared: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]
    unread: tuple[Evidence, ...]
    warnings: tuple[str, ...]
    posture: Posture


def read(text: str) -> Configuration:
    """Return the mirrors, tunnels, automation, posture and unread lines of a running-config."""
    found = stanzas.split(text)
    roads = tunnels(found.blocks)
    hostname = next((b.text.split(None, 1)[1] for b in found.blocks if _names(b.text)), None)
    posture = ios_posture.read(found.blocks)
    has_head = not found.blocks or bool(found.blocks[0].text)
    if has_head and not ios_mentions.MENTION.search(text):
        return Configuration(hostname, (), roads, (), (), found.warnings, posture)
    parts = [reader(found.blocks) for reader in (sessions, named_sessions, exports, captures)]
    lines: set[int] = set().union(*(each.lines for each in parts))
    unread = [line for each in parts for line in each.unread]
    lines.update(each.line for each in unread if each.line is not None)
    unread.extend(ios_mentions.unread(found.blocks, lines))
    return Configuration(
        hostname=hostname,
        declared=resolve((mirror for each in parts for mirror in each.mirrors), roads),
        tunnels=roads,
        dormant=ios_mentions.dormant(found.blocks),
        unread=tuple(sorted(unread, key=lambda each: each.line or 0)),
        warnings=(*found.warnings, *(line for each in parts for line in each.warnings)),
        posture=posture,
    )


def _names(text: str) -> bool:
    words = text.split()
    return len(words) == 2 and words[0].lower() == "hostname"  # noqa: PLR2004

"""The lines a finding shows: never none, never an unbounded number."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from netwatch.judgement.describe import cut, destinations_text, session_text, sources_text
from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Destination, Mirror, Tunnel

MAX_QUOTES = 100
MAX_QUOTE = 500


def quoted(lines: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return ``lines`` without repetition, cut to a size that a report can carry."""
    kept: dict[Evidence, None] = {}
    for each in lines:
        kept.setdefault(_short(each))
        if len(kept) > MAX_QUOTES:
            break
    shown = tuple(kept)[:MAX_QUOTES]
    if len(kept) > MAX_QUOTES:
        return (*shown, Evidence(shown[-1].source, None, "… and more lines like these"))
    return shown


def _short(line: Evidence) -> Evidence:
    return replace(line, text=line.text[:MAX_QUOTE]) if len(line.text) > MAX_QUOTE else line


def session_quotes(mirror: Mirror) -> tuple[Evidence, ...]:
    """Return the lines a session was read from, or its meaning when no line was kept."""
    if mirror.evidence:
        return quoted(mirror.evidence)
    text = f"{sources_text(mirror.sources)} -> {destinations_text(mirror.destinations)}"
    return (Evidence("mirrors", None, f"{session_text(mirror)}: {text}"),)


def previous(lines: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return ``lines`` marked as what the device said at the visit before."""
    return tuple(replace(each, source=f"previous {each.source}") for each in lines)


def mentioning(lines: Iterable[Evidence], *words: str) -> tuple[Evidence, ...]:
    """Return the lines that hold one of ``words``; an empty word is held by none."""
    asked = [each.casefold() for each in words if each]
    return tuple(line for line in lines if any(each in line.text.casefold() for each in asked))


def stated(lines: Iterable[Evidence], source: str, name: str, value: str) -> tuple[Evidence, ...]:
    """Return the lines that show ``value``, or the value itself when no line was kept."""
    found = quoted(mentioning(lines, value))
    return found or (Evidence(source, None, f"{name}: {cut(value, MAX_QUOTE)}"),)


def road(
    destination: Destination,
    tunnels: Iterable[Tunnel],
    interface_key: Callable[[str], str],
) -> tuple[Evidence, ...]:
    """Return the lines of the tunnel that leads to ``destination``; () when none does."""
    if destination.resolved_from is None:
        return ()
    through = interface_key(destination.resolved_from)
    found = [each for each in tunnels if interface_key(each.name) == through]
    return tuple(line for each in found for line in each.evidence)

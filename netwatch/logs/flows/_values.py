"""Values of flow records, whatever their spelling; nothing here raises for any text."""

from collections.abc import Callable
from typing import Any

from netwatch.judgement.flows.ports import protocol_name
from netwatch.model.flow import NormalFlow
from netwatch.parsing.timestamps import moment

_LONGEST_NUMBER = 18
_TOO_MANY = 10**18
_MOST_PORT = 65_535
_SECONDS = (946_684_800.0, 4_102_444_800.0)


def count(value: Any) -> int | None:  # noqa: ANN401  # any JSON
    """Return a number of bytes or packets, None for what is none (``-``, a negative, true)."""
    if isinstance(value, str):
        text = value.strip()
        return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _TOO_MANY:
        return None
    return int(value)


def port(value: Any) -> int:  # noqa: ANN401  # any JSON
    """Return a port, 0 for what is none."""
    found = count(value)
    return found if found is not None and found <= _MOST_PORT else 0


def seconds(value: Any) -> float | None:  # noqa: ANN401  # any JSON
    """Return a time as seconds since 1970: of a number, of its text, or of ISO 8601."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = 0.0
    if _SECONDS[0] <= number <= _SECONDS[1]:
        return number
    try:
        found = moment(str(value).strip()[:40].replace("/", "-"))
    except (ValueError, OverflowError):
        return None
    return found.timestamp() if found else None


def address(value: Any) -> str | None:  # noqa: ANN401  # any JSON
    """Return ``value`` when it can be an address."""
    if not isinstance(value, str) or not 2 <= len(value) <= 60:  # noqa: PLR2004  # IPv6 and zone
        return None
    return value if "." in value or ":" in value else None


def flow_of(value: Callable[[str], Any]) -> NormalFlow | None:
    """Return the flow whose fields ``value`` gives by name, None when it names no two addresses."""
    source, destination = address(value("source")), address(value("destination"))
    if source is None or destination is None:
        return None
    return NormalFlow(
        source=source,
        destination=destination,
        protocol=protocol_name(value("protocol") or "-"),
        source_port=port(value("source_port")),
        destination_port=port(value("destination_port")),
        at=seconds(value("at")),
        until=seconds(value("until")),
        bytes_out=count(value("bytes_out")),
        bytes_in=count(value("bytes_in")),
        packets_out=count(value("packets_out")),
        packets_in=count(value("packets_in")),
    )

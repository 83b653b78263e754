"""Traffic of the lab as the firewall on the way would log it: plain rows, no verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_HEADER = (
    "Start Time,Source address,Source Port,Destination address,Destination Port,IP Protocol,"
    "Bytes Sent,Bytes Received,Packets Sent,Packets Received"
)
_PORTLESS = frozenset({47})
_FIRST_SOURCE_PORT = 49152


@dataclass(frozen=True, slots=True)
class Sent:
    """What went from one address to another; ``protocol`` is IP's number, ``back`` in bytes."""

    source: str
    destination: str
    protocol: int = 17
    port: int = 0
    bytes: int = 0
    packets: int = 0
    back: int = 0
    minutes_ago: int = 50


def firewall_csv(traffic: Iterable[Sent], now: datetime) -> str:
    """Return ``traffic`` as the traffic log of a firewall, a header line and one line each."""
    lines = [_HEADER, *(_line(number, each, now) for number, each in enumerate(traffic))]
    return "".join(f"{each}\n" for each in lines)


def _line(number: int, sent: Sent, now: datetime) -> str:
    at = now - timedelta(minutes=sent.minutes_ago)
    source_port = 0 if sent.protocol in _PORTLESS else _FIRST_SOURCE_PORT + number
    cells = (
        f"{at:%Y-%m-%dT%H:%M:%SZ}", sent.source, source_port, sent.destination, sent.port,
        sent.protocol, sent.bytes, sent.back, sent.packets, 1 if sent.back else 0,
    )  # fmt: skip
    return ",".join(map(str, cells))

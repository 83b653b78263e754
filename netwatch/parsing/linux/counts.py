"""What the devices at a mirror's ends have carried: ``ip -j -s link show`` and Open vSwitch.

``stats64`` as seen in real output of iproute2 6.1; the columns ``statistics`` of Open vSwitch 3.1.
A device's ``rx`` are frames that entered the host, or its switch, by it.
"""

from collections.abc import Iterable, Iterator, Mapping

from netwatch.model.mirror import DestinationKind, Mirror, SourceKind
from netwatch.model.platform import Command, Noise
from netwatch.model.posture import Counter
from netwatch.model.volume import PortCount
from netwatch.parsing.interface_counts import COUNTS
from netwatch.parsing.linux.json import Node, rows
from netwatch.parsing.ovs.table import Row

COMMAND = Command("ip -j -s link show", COUNTS, optional=True, end=r"\A\s*\Z|\]\s*\Z")
VOLATILE = (Noise(r'("[a-z_0-9]{1,32}": ?)\d{1,20}', r"\g<1>0", topic=COUNTS),)
_MOST = 64
_DIGITS = 20


def kernel_counts(text: str | None) -> dict[str, PortCount] | None:
    """Return the count of every network device by name; None when it was not answered."""
    nodes = rows(text)
    if nodes is None:
        return None
    found = (_count(each.get("ifname").text, each.get("stats64")) for each in nodes)
    return {each.interface: each for each in found if each is not None}


def _count(name: str, stats: Node) -> PortCount | None:
    values = [
        _number(stats.get(way, what).text) for way in ("rx", "tx") for what in ("bytes", "packets")
    ]
    return _whole(name, values)


def switch_counts(interfaces: tuple[Row, ...] | None) -> dict[str, PortCount] | None:
    """Return the count of every port of the switch by name; None when they were not observed."""
    if interfaces is None:
        return None
    keys = ("rx_bytes", "rx_packets", "tx_bytes", "tx_packets")
    found = (
        _whole(each.text("name"), [_number(each.option("statistics", key) or "") for key in keys])
        for each in interfaces
    )
    return {each.interface: each for each in found if each is not None}


def _whole(name: str, values: list[int | None]) -> PortCount | None:
    known = [each for each in values if each is not None]
    return PortCount(name, *known) if name and len(known) == len(values) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def at_ends(
    mirrors: Iterable[Mirror], *counts: Mapping[str, PortCount] | None
) -> tuple[Counter, ...] | None:
    """Return the counts of the devices that ``mirrors`` copy from and to; the first told wins.

    None when nothing was counted. Others are left out: a host may have thousands.
    """
    if all(each is None for each in counts):
        return None
    names = tuple(dict.fromkeys(name for each in mirrors for name in _ends(each)))[:_MOST]
    found = (
        next((each[name] for each in counts if each is not None and name in each), None)
        for name in names
    )
    return tuple(counter for each in found if each is not None for counter in each.counters())


def _ends(mirror: Mirror) -> Iterator[str]:
    for source in mirror.sources:
        yield from (source.name,) if source.kind is SourceKind.INTERFACE else source.on
    for end in mirror.destinations:
        if end.kind is DestinationKind.INTERFACE:
            yield end.value

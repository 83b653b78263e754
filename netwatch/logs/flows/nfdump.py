"""NetFlow and IPFIX as nfdump writes them: ``-o csv`` of version 1.6 and 1.7, ``-o json``.

Times are of the machine that wrote them. ``in`` counts what went from the source to the
destination, ``out`` what came back (nfdump(1), "in packets"): not 0 where the exporter sends
records of both directions (IPFIX, RFC 5103) or where ``-b`` or ``-B`` made them. Such a record
may have nothing but the way back (softflowd names the lower address first).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from netwatch.logs.flows import _columns, _objects
from netwatch.model.flow import FlowFormat, FlowLayout, NormalFlow, Quick

_COLUMNS = {
    "at": ("ts", "firstseen"),
    "until": ("te", "lastseen"),
    "source": ("sa", "srcaddr"),
    "destination": ("da", "dstaddr"),
    "source_port": ("sp", "srcport"),
    "destination_port": ("dp", "dstport"),
    "protocol": ("pr", "proto"),
    "packets_out": ("ipkt", "packets"),
    "bytes_out": ("ibyt", "bytes"),
    "packets_in": ("opkt",),
    "bytes_in": ("obyt",),
}
_NAMES = {
    "at": ("t_first", "first"),
    "until": ("t_last", "last"),
    "source": ("src4_addr", "src6_addr"),
    "destination": ("dst4_addr", "dst6_addr"),
    "source_port": ("src_port",),
    "destination_port": ("dst_port",),
    "protocol": ("proto",),
    "packets_out": ("in_packets",),
    "bytes_out": ("in_bytes",),
    "packets_in": ("out_packets",),
    "bytes_in": ("out_bytes",),
}
_MARKS = ({"sa", "da", "ibyt"}, {"firstseen", "srcaddr", "dstaddr"})


def _claims(head: str) -> FlowLayout | None:
    first = head.lstrip("\ufeff").split("\n", 1)[0]
    header = [each.strip() for each in first.split(",")]
    names = {each.casefold() for each in header}
    columns = _columns.Columns("nfdump", _columns.places(header, _COLUMNS), ",")
    if columns.complete and any(each <= names for each in _MARKS):
        return _turning(_columns.layout(columns))
    if _objects.first_record(head, _is_flow) is None:
        return None
    return _turning(_objects.layout("nfdump", head, _NAMES))


def _turning(layout: FlowLayout) -> FlowLayout:
    """Return ``layout`` with records of the way back alone under the address that sent."""

    def flow(record: Any) -> NormalFlow | None:  # noqa: ANN401  # a line or an object
        found = layout.flow(record)
        return found and _turned(found)

    return replace(layout, flow=flow, rows=_rows(layout.rows, flow))


def _turned(flow: NormalFlow) -> NormalFlow:
    """Return ``flow`` from who sent; 0 back is not known, records of one direction say it too."""
    if not flow.bytes_in:
        return replace(flow, bytes_in=None, packets_in=None)
    if flow.bytes_out:
        return flow
    return replace(
        flow,
        source=flow.destination,
        destination=flow.source,
        source_port=flow.destination_port,
        destination_port=flow.source_port,
        bytes_out=flow.bytes_in,
        bytes_in=None,
        packets_out=flow.packets_in,
        packets_in=None,
    )


def _rows(
    rows: Callable[[Iterable[str]], Iterator[Quick]], flow: Callable[[Any], NormalFlow | None]
) -> Callable[[Iterable[str]], Iterator[Quick]]:
    def turned(pieces: Iterable[str]) -> Iterator[Quick]:
        for row in rows(pieces):
            sent, record = row[4], row[5]
            found = None if sent else flow(record)
            if found is None:
                yield row
            else:
                ends, port = (found.source, found.destination), str(found.destination_port)
                yield *ends, row[2], port, found.bytes_out or 0, record

    return turned


def _is_flow(record: Mapping[str, Any]) -> bool:
    return "in_bytes" in record and not {"src4_addr", "src6_addr"}.isdisjoint(record)


FORMAT = FlowFormat(
    name="nfdump", source="github.com/phaag/nfdump, output_csv.c and output_json.c", claims=_claims
)

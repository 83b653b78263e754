"""NetFlow and IPFIX as nfdump writes them: ``-o csv`` of version 1.6 and 1.7, ``-o json``.

Records are of one direction, times of the machine that wrote them.
"""

from collections.abc import Mapping
from typing import Any

from netwatch.logs.flows import _columns, _objects
from netwatch.model.flow import FlowFormat, FlowLayout

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
}
_MARKS = ({"sa", "da", "ibyt"}, {"firstseen", "srcaddr", "dstaddr"})


def _claims(head: str) -> FlowLayout | None:
    first = head.lstrip("\ufeff").split("\n", 1)[0]
    header = [each.strip() for each in first.split(",")]
    names = {each.casefold() for each in header}
    columns = _columns.Columns("nfdump", _columns.places(header, _COLUMNS), ",")
    if columns.complete and any(each <= names for each in _MARKS):
        return _columns.layout(columns)
    if _objects.first_record(head, _is_flow) is None:
        return None
    return _objects.layout("nfdump", head, _NAMES)


def _is_flow(record: Mapping[str, Any]) -> bool:
    return "in_bytes" in record and not {"src4_addr", "src6_addr"}.isdisjoint(record)


FORMAT = FlowFormat(
    name="nfdump", source="github.com/phaag/nfdump, output_csv.c and output_json.c", claims=_claims
)

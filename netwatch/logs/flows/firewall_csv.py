"""Traffic logs as CSV with a header, or as ``name=value`` lines (FortiOS).

PAN-OS exports ("Source address", "Bytes Sent", docs.paloaltonetworks.com, Traffic Log Fields),
FortiOS traffic logs (docs.fortinet.com, "Log message fields": srcip, dstip, sentbyte, rcvdbyte),
and any table whose columns have one of the common names.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from netwatch.logs.flows import _columns, _objects
from netwatch.logs.flows._firewall import NAMES
from netwatch.logs.flows._values import count, seconds
from netwatch.model.flow import FlowFormat, FlowLayout, NormalFlow, Quick

_PAIR = re.compile(r'\b([a-z_]{2,20})=(?:"([^"]{0,200})"|(\S{1,200}))')
_FORTIOS = re.compile(r"(?=.{0,2000}\bsrcip=)(?=.{0,2000}\bdstip=)(?=.{0,4000}\bsentbyte=)")
_LONGEST_LINE = 8192
_LINES_LOOKED_AT = 20


def _claims(head: str) -> FlowLayout | None:
    lines = head.lstrip("\ufeff").split("\n")[:_LINES_LOOKED_AT]
    if lines[0].lstrip()[:1] in {"{", "[", "#"}:
        return None
    for separator in (",", ";", "\t"):
        header = _header(lines[0], separator)
        columns = _columns.Columns(
            "firewall_csv", _columns.places(header, NAMES), separator, quoted=True
        )
        if columns.complete:
            return replace(_columns.layout(columns), whole=True)
    if any(_FORTIOS.search(each[:_LONGEST_LINE]) for each in lines):
        return FlowLayout("firewall_csv", "\n", _rows, _flow, _when, whole=True)
    return None


def _header(line: str, separator: str) -> list[str]:
    return [each.strip().strip('"') for each in line.split(separator)]


def _rows(pieces: Iterable[str]) -> Iterator[Quick]:
    for line in pieces:
        if "srcip=" not in line or len(line) > _LONGEST_LINE:
            continue
        values = {name: quoted or plain for name, quoted, plain in _PAIR.findall(line)}
        source, destination = values.get("srcip", ""), values.get("dstip", "")
        if source and destination:
            size = count(values.get("sentbyte")) or 0
            protocol, port = values.get("proto", "-"), values.get("dstport", "0")
            yield source, destination, protocol, port, size, values


def _flow(values: dict[str, str]) -> NormalFlow | None:
    return _objects.normal({**values, "timestamp": _when(values)}, {**NAMES, "at": ("timestamp",)})


def _when(values: dict[str, str]) -> float | None:
    """Return ``eventtime`` (in any fraction of seconds), else date and time as of UTC."""
    told = seconds(values.get("eventtime"))
    return told or seconds(f"{values.get('date', '')}T{values.get('time', '')}")


FORMAT = FlowFormat(
    name="firewall_csv",
    source="docs.paloaltonetworks.com, Traffic Log Fields; docs.fortinet.com, Log message fields",
    claims=_claims,
    generic=True,
)

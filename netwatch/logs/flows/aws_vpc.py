"""AWS VPC flow logs: version 2's fixed columns, or a header line with any.

docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html. They hold no mirrored traffic
(docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html); what they
show is a mirror's tunnel that an instance sends by itself.
"""

import re

from netwatch.logs.flows import _columns
from netwatch.model.flow import FlowFormat, FlowLayout

_NAMES = {
    "source": ("srcaddr", "pkt-srcaddr"),
    "destination": ("dstaddr", "pkt-dstaddr"),
    "source_port": ("srcport",),
    "destination_port": ("dstport",),
    "protocol": ("protocol",),
    "packets_out": ("packets",),
    "bytes_out": ("bytes",),
    "at": ("start",),
    "until": ("end",),
}
_DEFAULT = [
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport",
    "protocol", "packets", "bytes", "start", "end", "action", "log-status",
]  # fmt: skip
_MARKS = {"srcaddr", "pkt-srcaddr"}
_VERSION_2 = re.compile(
    r"2 (?:\d{12}|unknown) eni-\S{1,40} \S{1,45} \S{1,45} \S{1,5} \S{1,5} \S{1,3} \S{1,20} \S{1,20}"
    r" \d{9,11} \d{9,11} \S{1,8} (?:OK|NODATA|SKIPDATA)\r?$"
)


def _claims(head: str) -> FlowLayout | None:
    first = head.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    if _VERSION_2.match(first):
        return _columns.layout(_columns.Columns("aws_vpc", _columns.places(_DEFAULT, _NAMES), " "))
    for separator in (" ", ",", "\t"):
        header = first.split(separator)
        columns = _columns.Columns("aws_vpc", _columns.places(header, _NAMES), separator)
        if columns.complete and _MARKS & {*header}:
            return _columns.layout(columns)
    return None


FORMAT = FlowFormat(
    name="aws_vpc",
    source="docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html",
    claims=_claims,
)

"""Azure flow logs: network security groups' version 1 and 2, virtual networks' version 4.

learn.microsoft.com/azure/network-watcher, "NSG flow logs overview" and "Virtual network flow logs".
One document holds an hour; its flows are strings of values between commas, so the document is read
as the strings in it, one after the other, and never as a whole.
"""

import re
from collections.abc import Iterable, Iterator

from netwatch.judgement.flows.ports import protocol_name
from netwatch.logs.flows._values import address, count, port, seconds
from netwatch.model.flow import FlowFormat, FlowLayout, NormalFlow, Quick

_CATEGORY = re.compile(r'"(?:NetworkSecurityGroupFlowEvent|FlowLogFlowEvent)"', re.IGNORECASE)
_TUPLE = re.compile(r"\d{10,13},[0-9A-Fa-f.:]{2,45},[0-9A-Fa-f.:]{2,45},\d{1,5},\d{1,5},")
_MS = 1e11


def _claims(head: str) -> FlowLayout | None:
    if head.lstrip()[:1] not in {"{", "["} or "flowTuples" not in head:
        return None
    if not _CATEGORY.search(head):
        return None
    return FlowLayout(format="azure_flow", separator='"', rows=_rows, flow=_flow, when=_when)


def _rows(pieces: Iterable[str]) -> Iterator[Quick]:
    for text in pieces:
        if not _TUPLE.match(text):
            continue
        values = text.split(",", 20)
        sent = values[10] if len(values) > 10 else "0"  # noqa: PLR2004  # the tenth, in both versions
        yield values[1], values[2], values[5], values[4], count(sent) or 0, values


def _flow(values: list[str]) -> NormalFlow | None:
    source, destination = address(values[1]), address(values[2])
    if source is None or destination is None:
        return None
    counts = [count(each) for each in values[9:13]]
    counts += [None] * (4 - len(counts))
    at = _when(values)
    return NormalFlow(
        source=source,
        destination=destination,
        protocol=protocol_name(values[5]),
        source_port=port(values[3]),
        destination_port=port(values[4]),
        at=at,
        until=at,
        packets_out=counts[0],
        bytes_out=counts[1],
        packets_in=counts[2],
        bytes_in=counts[3],
    )


def _when(values: list[str]) -> float | None:
    number = count(values[0]) or 0
    return seconds(number / 1000 if number > _MS else number)


FORMAT = FlowFormat(
    name="azure_flow",
    source="learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview",
    claims=_claims,
)

"""Google Cloud VPC flow logs, as Cloud Logging exports them.

docs.cloud.google.com/vpc/docs/about-flow-logs-records. Packets are sampled, and the byte counts are
scaled up by Google. Both ends may report the same flow.
"""

from collections.abc import Mapping
from typing import Any

from netwatch.logs.flows import _objects
from netwatch.model.flow import FlowFormat, FlowLayout

_AT = ("jsonPayload.connection.", "connection.")


def _under(name: str) -> tuple[str, ...]:
    return tuple(f"{each}{name}" for each in _AT)


_NAMES = {
    "source": _under("src_ip"),
    "destination": _under("dest_ip"),
    "source_port": _under("src_port"),
    "destination_port": _under("dest_port"),
    "protocol": _under("protocol"),
    "bytes_out": ("jsonPayload.bytes_sent", "bytes_sent"),
    "packets_out": ("jsonPayload.packets_sent", "packets_sent"),
    "at": ("jsonPayload.start_time", "start_time", "timestamp"),
    "until": ("jsonPayload.end_time", "end_time"),
}


def _claims(head: str) -> FlowLayout | None:
    record = _objects.first_record(head, _is_flow)
    if record is None:
        return None
    return _objects.layout("gcp_vpc", head, _objects.chosen(record, _NAMES))


def _is_flow(record: Mapping[str, Any]) -> bool:
    return any(_objects.at_path(record, each) for each in _NAMES["source"])


FORMAT = FlowFormat(
    name="gcp_vpc",
    source="docs.cloud.google.com/vpc/docs/about-flow-logs-records",
    claims=_claims,
)

"""Zeek's tunnel.log: the ids of tunnels, and the one place where Zeek names GRE and ERSPAN.

A GRE tunnel has one entry for both directions and no bytes; VXLAN and Geneve have an entry for each
five-tuple, counted in conn.log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from netwatch.logs.flows import _columns, _objects
from netwatch.logs.flows.zeek_conn import header
from netwatch.model.flow import Encapsulation, FlowFormat, FlowLayout, NormalFlow

_NAMES = {
    "at": ("ts",),
    "source": ("id.orig_h",),
    "source_port": ("id.orig_p",),
    "destination": ("id.resp_h",),
    "destination_port": ("id.resp_p",),
    "protocol": ("tunnel_type",),
    "bytes_out": ("action",),
}
_MORE = {**_NAMES, "uid": ("uid",)}
_KINDS = {
    "gre": Encapsulation.GRE,
    "vxlan": Encapsulation.VXLAN,
    "geneve": Encapsulation.GENEVE,
}


def _claims(head: str) -> FlowLayout | None:
    fields = header(head)
    if fields:
        columns = _columns.Columns("zeek_tunnel", _columns.places(fields, _MORE), "\t")
        if not columns.complete:
            return None
        found = _columns.layout(columns, lambda values: _of_line(columns.places, values))
    else:
        if (
            _objects.first_record(head, lambda each: {"tunnel_type", "action"} <= each.keys())
            is None
        ):
            return None
        found = _objects.layout("zeek_tunnel", head, _NAMES, flow=_of_object)
    # Every entry is looked at: the table is as long as there are tunnels.
    return replace(found, inner=lambda _raw: True)


def _of_line(where: Mapping[str, int], values: Sequence[str]) -> NormalFlow | None:
    flow = _columns.normal(where, values)
    places = [where.get(each) for each in ("protocol", "bytes_out", "uid")]
    words = [values[each] if each is not None and each < len(values) else "" for each in places]
    return _tunnel(flow, *words)


def _of_object(record: Mapping[str, Any]) -> NormalFlow | None:
    words = [str(record.get(each, ""))[:64] for each in ("tunnel_type", "action", "uid")]
    return _tunnel(_objects.normal(record, _NAMES), *words)


def _tunnel(flow: NormalFlow | None, kind: str, action: str, uid: str) -> NormalFlow | None:
    wraps = _KINDS.get(kind.rpartition(":")[2].lower())
    if flow is None or wraps is None:
        return None
    gre = wraps is Encapsulation.GRE
    return replace(
        flow,
        protocol="gre" if gre else "udp",
        bytes_out=None,
        bytes_in=None,
        uid=uid or None,
        tunnel=wraps,
        both_ways=gre,
        # The end of a tunnel is a second entry for the same tunnel.
        tunnel_only=not gre or not action.upper().endswith("DISCOVER"),
    )


FORMAT = FlowFormat(
    name="zeek_tunnel",
    source="docs.zeek.org/en/master/scripts/base/frameworks/tunnels/main.zeek.html",
    claims=_claims,
)

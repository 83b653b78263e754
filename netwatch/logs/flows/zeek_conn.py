"""Zeek's conn.log, as columns under ``#fields`` in any order, or as JSON.

docs.zeek.org, base/protocols/conn: bytes are of the payload; what is unset (``-``) is taken from
the bytes with IP headers. ``tunnel_parents`` are the ids of the tunnels around a connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from netwatch.logs.flows import _columns, _objects
from netwatch.logs.flows._values import count, seconds
from netwatch.model.flow import FlowFormat, FlowLayout, NormalFlow

_NAMES = {
    "at": ("ts",),
    "source": ("id.orig_h",),
    "source_port": ("id.orig_p",),
    "destination": ("id.resp_h",),
    "destination_port": ("id.resp_p",),
    "protocol": ("proto",),
    "bytes_out": ("orig_bytes",),
    "bytes_in": ("resp_bytes",),
    "packets_out": ("orig_pkts",),
    "packets_in": ("resp_pkts",),
}
_MORE = {
    **_NAMES,
    "uid": ("uid",),
    "duration": ("duration",),
    "whole_out": ("orig_ip_bytes",),
    "whole_in": ("resp_ip_bytes",),
    "parents": ("tunnel_parents",),
}
_UNSET = {"-", "(empty)", ""}
_MOST_PARENTS = 16
_LONGEST_ID = 32
# What most lines end with: no tunnel, then the protocol's number where Zeek is new enough.
_NOT_INNER = tuple(
    f"\t{unset}\t{number}" for unset in ("-", "(empty)") for number in (6, 17, 1, 58)
)


def header(head: str) -> list[str]:
    """Return the names after ``#fields`` in a Zeek log, [] when there are none."""
    for line in head.splitlines():
        if line.startswith("#fields"):
            return line.split("\t")[1:]
        if not line.startswith("#"):
            break
    return []


def _claims(head: str) -> FlowLayout | None:
    fields = header(head)
    if fields:
        where = _columns.places(fields, _MORE)
        columns = _columns.Columns("zeek_conn", where, "\t")
        return replace(_of_lines(columns, len(fields)), whole=True) if columns.complete else None
    if _objects.first_record(head, _is_conn) is None:
        return None
    found = _objects.layout("zeek_conn", head, _NAMES, flow=_of_object, inner=_has_parents)
    return replace(found, whole=True)


def _is_conn(record: Mapping[str, Any]) -> bool:
    if "tunnel_type" in record:
        return False
    named = all(_objects.at_path(record, each) for each in ("id.orig_h", "id.resp_h", "proto"))
    return named and ("conn_state" in record or "orig_bytes" in record or "orig_pkts" in record)


def _of_lines(columns: _columns.Columns, width: int) -> FlowLayout:
    where = columns.places

    def flow(values: Sequence[str]) -> NormalFlow | None:
        def value(name: str) -> str | None:
            place = where.get(name)
            return values[place] if place is not None and place < len(values) else None

        parents = value("parents") or "-"
        inside = () if parents in _UNSET else _sorted(parents.split(","))
        return _whole(_columns.normal(where, values), value, inside)

    place = where.get("parents")
    if place is None:
        return _columns.layout(columns, flow)
    behind = width - place

    def inner(line: str) -> bool:
        if line.endswith(_NOT_INNER):
            return False
        values = line.rsplit("\t", behind)
        return len(values) > behind and values[1] not in _UNSET

    return _columns.layout(columns, flow, inner)


def _of_object(record: Mapping[str, Any]) -> NormalFlow | None:
    def value(name: str) -> Any:  # noqa: ANN401  # any JSON
        return record.get(_MORE[name][0])

    parents = value("parents")
    inside = parents if isinstance(parents, list) else []
    return _whole(_objects.normal(record, _NAMES), value, _sorted(inside))


def _sorted(parents: Sequence[object]) -> tuple[str, ...]:
    return tuple(sorted(str(each)[:_LONGEST_ID] for each in parents[:_MOST_PARENTS]))


def _has_parents(record: Mapping[str, Any]) -> bool:
    return bool(record.get("tunnel_parents"))


def _whole(flow: NormalFlow | None, value: Any, parents: tuple[str, ...]) -> NormalFlow | None:  # noqa: ANN401  # a look-up of text or of JSON
    if flow is None:
        return None
    uid, lasted = value("uid"), value("duration")
    try:
        seconds_long = float(lasted)
    except (TypeError, ValueError, OverflowError):
        seconds_long = 0.0
    until = seconds(flow.at + seconds_long) if flow.at is not None else None
    return replace(
        flow,
        until=until,
        uid=uid[:_LONGEST_ID] if isinstance(uid, str) and uid not in _UNSET else None,
        parents=parents,
        bytes_out=count(value("whole_out")) if flow.bytes_out is None else flow.bytes_out,
        bytes_in=count(value("whole_in")) if flow.bytes_in is None else flow.bytes_in,
    )


FORMAT = FlowFormat(
    name="zeek_conn",
    source="docs.zeek.org/en/master/logs/conn.html and the baselines in zeek/zeek, testing/btest",
    claims=_claims,
)

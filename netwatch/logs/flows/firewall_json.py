"""Flow records as JSON under any of the common names: firewalls, Suricata's eve.json, ECS."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from netwatch.logs.flows import _objects
from netwatch.logs.flows._firewall import NAMES
from netwatch.model.flow import FlowFormat, FlowLayout

_NEEDED = ("source", "destination", "protocol", "destination_port", "bytes_out")


def _claims(head: str) -> FlowLayout | None:
    record = _objects.first_record(head, lambda each: all(_named(each)[name] for name in _NEEDED))
    if record is None:
        return None
    return replace(_objects.layout("firewall_json", head, _named(record)), whole=True)


def _named(record: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the names that ``record`` uses; those it does not are looked for in no record."""
    return {
        value: tuple(each for each in spelled if _objects.at_path(record, each) is not None)
        for value, spelled in NAMES.items()
    }


FORMAT = FlowFormat(
    name="firewall_json",
    source="elastic.co/docs/reference/ecs; docs.suricata.io, Eve JSON Format, event type flow",
    claims=_claims,
    generic=True,
)

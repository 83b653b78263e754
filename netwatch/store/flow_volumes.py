"""How much flow records told of declared mirrors, one row a reading."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from netwatch.model.flow import Encapsulation, FlowVerdict
from netwatch.model.volume import SentVolume
from netwatch.store.contents import upsert
from netwatch.store.schema_service import FlowVolumeRow

KEPT = timedelta(days=30)
_MOST = 2000
_KEY = ("source", "destination", "protocol", "port", "first_at", "last_at")


def keep(connection: Connection, verdicts: Iterable[FlowVerdict], now: datetime) -> None:
    """Keep the volume of each pair that a session declares, and forget what is older than 30 days.

    Records of the same span were read before. Only what counts bytes and packets can be compared.
    """
    connection.execute(delete(FlowVolumeRow).where(FlowVolumeRow.last_at < now - KEPT))
    rows = [row for each in verdicts if (row := _row(each)) is not None]
    if rows:
        statement = upsert(connection, FlowVolumeRow).on_conflict_do_nothing(index_elements=_KEY)
        connection.execute(statement, rows)


def _row(verdict: FlowVerdict) -> dict[str, object] | None:
    counted = verdict.bytes is not None and verdict.packets is not None
    if not (verdict.device and verdict.sessions and verdict.first and verdict.last and counted):
        return None
    return {
        "source": verdict.source,
        "destination": verdict.destination,
        "protocol": verdict.protocol,
        "port": verdict.port,
        "first_at": verdict.first,
        "last_at": verdict.last,
        "device": verdict.device,
        "encapsulation": verdict.encapsulation.value if verdict.encapsulation else None,
        "bytes": verdict.bytes,
        "packets": verdict.packets,
    }


def recent(connection: Connection, device: str, since: datetime) -> tuple[SentVolume, ...]:
    """Return the readings that ended after ``since``, latest first, at most 2000."""
    row = FlowVolumeRow
    query = select(row.__table__).where(row.device == device, row.last_at > since)
    rows = connection.execute(query.order_by(row.last_at.desc()).limit(_MOST))
    return tuple(
        SentVolume(
            source=each.source,
            destination=each.destination,
            protocol=each.protocol,
            port=each.port,
            encapsulation=Encapsulation(each.encapsulation) if each.encapsulation else None,
            first=each.first_at,
            last=each.last_at,
            bytes=each.bytes,
            packets=each.packets,
        )
        for each in rows
    )

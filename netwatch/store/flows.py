"""Pairs of addresses that flow records told of, with their first and last packet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, tuple_

from netwatch.model.flow import FlowKind, FlowVerdict
from netwatch.model.volume import SentVolume
from netwatch.store import flow_volumes
from netwatch.store.contents import upsert
from netwatch.store.database import Database
from netwatch.store.schema_service import FlowPairRow

_BATCH = 200
_MOST = 1000
_MOST_OF_ALL = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFlow:
    """One pair as kept; ``session`` is the id of the mirror that declares it, or None."""

    source: str
    destination: str
    protocol: str
    port: int
    kind: str
    encapsulation: str | None
    device: str | None
    session: str | None
    first: datetime
    last: datetime
    bytes: int
    packets: int
    risk: int


class FlowLog:
    """What flow records told of every pair; reached as ``Store.flows``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, verdicts: Iterable[FlowVerdict], now: datetime) -> int:
        """Keep what ``verdicts`` tell, all or none, and return how many; raises StoreError.

        Bytes and packets add up, unless the time of the records lies within what was kept: then
        they were read before. A record without a time is of ``now``.
        """
        told = {each.key: each for each in verdicts}
        rows = {key: _row(each, now) for key, each in told.items()}
        if rows:
            with self._database.writing() as connection:
                flow_volumes.keep(connection, told.values(), now)
                for row in rows.values():
                    statement = upsert(connection, FlowPairRow).values(row)
                    kept, new = FlowPairRow, statement.excluded
                    again = and_(new.first_at >= kept.first_at, new.last_at <= kept.last_at)
                    changed = {
                        "first_at": case(
                            (new.first_at < kept.first_at, new.first_at), else_=kept.first_at
                        ),
                        "last_at": case(
                            (new.last_at > kept.last_at, new.last_at), else_=kept.last_at
                        ),
                        "bytes": case((again, kept.bytes), else_=kept.bytes + new.bytes),
                        "packets": case((again, kept.packets), else_=kept.packets + new.packets),
                        **{
                            name: new[name]
                            for name in ("kind", "encapsulation", "device", "session", "risk")
                        },
                    }
                    connection.execute(
                        statement.on_conflict_do_update(
                            index_elements=["source", "destination", "protocol", "port"],
                            set_=changed,
                        )
                    )
        return len(rows)

    def since(self) -> datetime | None:
        """Return the time of the earliest record ever kept, None when none was."""
        with self._database.reading() as connection:
            return connection.execute(select(func.min(FlowPairRow.first_at))).scalar()

    def span(self) -> tuple[datetime, datetime] | None:
        """Return the times of the earliest and the latest record ever kept, None when none was."""
        row = FlowPairRow
        with self._database.reading() as connection:
            query = select(func.min(row.first_at), func.max(row.last_at))
            first, last = connection.execute(query).one()
        return None if first is None else (first, last)

    def volumes(self, device: str, since: datetime) -> tuple[SentVolume, ...]:
        """Return each reading of a declared mirror's traffic that ended after ``since``."""
        with self._database.reading() as connection:
            return flow_volumes.recent(connection, device, since)

    def known(
        self, keys: Collection[tuple[str, str, str, int]]
    ) -> frozenset[tuple[str, str, str, int]]:
        """Return which of the pairs were kept before."""
        row, wanted = FlowPairRow, list(keys)
        found: set[tuple[str, str, str, int]] = set()
        columns = (row.source, row.destination, row.protocol, row.port)
        with self._database.reading() as connection:
            for begin in range(0, len(wanted), _BATCH):
                some = tuple_(*columns).in_(wanted[begin : begin + _BATCH])
                rows = connection.execute(select(*columns).where(some))
                found |= {(one, other, how, port) for one, other, how, port in rows}
        return frozenset(found)

    def any_kept(self) -> bool:
        """Tell whether anything was ever kept."""
        with self._database.reading() as connection:
            return connection.execute(select(FlowPairRow.port).limit(1)).first() is not None

    def recent(
        self, device: str, kinds: Collection[FlowKind], since: datetime
    ) -> tuple[SeenFlow, ...]:
        """Return what left ``device`` and was seen after ``since``, latest first, at most 1000."""
        row = FlowPairRow
        return self._seen(
            row.device == device,
            row.kind.in_([each.value for each in kinds]),
            row.last_at > since,
        )

    def of_device(self, device: str) -> tuple[SeenFlow, ...]:
        """Return what left ``device``, latest first, at most 1000 pairs."""
        return self._seen(FlowPairRow.device == device)

    def of_kinds(self, kinds: Collection[FlowKind]) -> tuple[SeenFlow, ...]:
        """Return what left any device and looks like ``kinds``, latest first, at most 20,000."""
        row = FlowPairRow
        told = row.kind.in_([each.value for each in kinds])
        return self._seen(row.device.is_not(None), told, most=_MOST_OF_ALL)

    def _seen(self, *wanted: ColumnElement[bool], most: int = _MOST) -> tuple[SeenFlow, ...]:
        row = FlowPairRow
        query = select(row.__table__).where(*wanted).order_by(row.last_at.desc()).limit(most)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            SeenFlow(
                source=each.source,
                destination=each.destination,
                protocol=each.protocol,
                port=each.port,
                kind=each.kind,
                encapsulation=each.encapsulation,
                device=each.device,
                session=each.session,
                first=each.first_at,
                last=each.last_at,
                bytes=each.bytes,
                packets=each.packets,
                risk=each.risk,
            )
            for each in rows
        )


def _row(verdict: FlowVerdict, now: datetime) -> dict[str, object]:
    first = verdict.first or now
    return {
        "source": verdict.source,
        "destination": verdict.destination,
        "protocol": verdict.protocol,
        "port": verdict.port,
        "kind": verdict.kind.value,
        "encapsulation": verdict.encapsulation.value if verdict.encapsulation else None,
        "device": verdict.device,
        "session": verdict.sessions[0] if verdict.sessions else None,
        "first_at": first,
        "last_at": verdict.last or first,
        "bytes": verdict.bytes or 0,
        "packets": verdict.packets or 0,
        "risk": verdict.risk,
    }

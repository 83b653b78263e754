"""Certificates from which trust starts, in the database: kept once each, with where from."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from netwatch.model.known_good import TrustRoot
from netwatch.store.contents import upsert
from netwatch.store.schema import TrustRootRow


def keep(connection: Connection, roots: Iterable[TrustRoot], at: datetime) -> int:
    """Keep ``roots`` and return how many are new."""
    before = _count(connection)
    for each in roots:
        statement = upsert(connection, TrustRootRow).values(
            fingerprint=each.fingerprint,
            subject=each.subject,
            pem=each.pem,
            source=each.source,
            imported_at=at,
        )
        connection.execute(statement.on_conflict_do_nothing(index_elements=["fingerprint"]))
    return _count(connection) - before


def kept(connection: Connection) -> tuple[TrustRoot, ...]:
    """Return every root in the order imported."""
    query = select(TrustRootRow.__table__).order_by(TrustRootRow.id)
    return tuple(
        TrustRoot(pem=row.pem, subject=row.subject, fingerprint=row.fingerprint, source=row.source)
        for row in connection.execute(query)
    )


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(TrustRootRow)).scalar_one()

"""The audit log: every act is a row that is only ever added."""

from sqlalchemy import Connection, Row, Select, insert, select

from netwatch.model.act import Act, Actor, ActOutcome, How
from netwatch.store.database import Database
from netwatch.store.finding_text import plain
from netwatch.store.people_values import ActFilter, ActPage, KeptAct
from netwatch.store.schema_people import ActRow

_LONGEST = 2000
_WORD = 200
_PAGE = 500


class Acts:
    """The acts of one store, oldest to latest. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, act: Act) -> None:
        """Keep one act."""
        with self._database.writing() as connection:
            write(connection, act)

    def page(self, wanted: ActFilter, *, before: int | None = None, limit: int = 50) -> ActPage:
        """Return up to ``limit`` acts older than the number ``before``, the latest first."""
        limit = max(1, min(limit, _PAGE))
        query = _matching(wanted).order_by(ActRow.id.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(ActRow.id < before)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        kept = tuple(_kept(each) for each in rows[:limit])
        return ActPage(acts=kept, older=kept[-1].number if len(rows) > limit else None)


def write(connection: Connection, act: Act) -> None:
    """Keep one act in the transaction that does what it tells of."""
    row = {
        "at": act.at,
        "who": _bounded(act.actor.name, _WORD),
        "how": act.actor.how.value,
        "address": _bounded(act.actor.address, _WORD),
        "act": act.act,
        "subject": _bounded(act.subject, _WORD),
        "detail": _bounded(act.detail, _LONGEST),
        "outcome": act.outcome.value,
    }
    connection.execute(insert(ActRow).values(row))


def _bounded(text: str, longest: int) -> str:
    text = plain(text)
    return text if len(text) <= longest else f"{text[: longest - 1]}\N{HORIZONTAL ELLIPSIS}"


def _matching(wanted: ActFilter) -> Select[ActRow]:
    query = select(ActRow)
    if wanted.who is not None:
        query = query.where(ActRow.who == plain(wanted.who))
    if wanted.act is not None:
        query = query.where(ActRow.act.startswith(plain(wanted.act), autoescape=True))
    if wanted.subject is not None:
        query = query.where(ActRow.subject == plain(wanted.subject))
    if wanted.outcome is not None:
        query = query.where(ActRow.outcome == wanted.outcome.value)
    if wanted.since is not None:
        query = query.where(ActRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(ActRow.at < wanted.until)
    return query


def _kept(row: Row[ActRow]) -> KeptAct:
    act = Act(
        at=row.at,
        actor=Actor(name=row.who, how=How(row.how), address=row.address),
        act=row.act,
        subject=row.subject,
        detail=row.detail,
        outcome=ActOutcome(row.outcome),
    )
    return KeptAct(number=row.id, act=act)

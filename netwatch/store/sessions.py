"""Who is signed in: one row a browser, found by the SHA-256 of what it brings."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, select, update

from netwatch.model.act import Act
from netwatch.store import acts
from netwatch.store.accounts import account_of, named, signed_in
from netwatch.store.database import Database
from netwatch.store.people_values import Account, PeopleError, Session
from netwatch.store.schema_people import AccountRow, SessionRow

_TOUCH_AFTER = timedelta(minutes=1)
_MOST = 50
"""Sessions one account can have; the one unused for longest makes room for another."""


class Sessions:
    """The sessions of one store. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, name: str, digest: bytes, *, expires: datetime, act: Act) -> Session:
        """Keep that somebody signed in, from the act's address, until ``expires``.

        Sessions that are over make room. Raises PeopleError when the account is disabled.
        """
        with self._database.writing() as connection:
            account = named(connection, name, locked=True)
            if account.disabled:
                raise PeopleError(f"the account {name} is disabled; an admin can enable it")
            connection.execute(delete(SessionRow).where(SessionRow.expires <= act.at))
            _make_room(connection, account.id)
            row = {
                "digest": digest,
                "account_id": account.id,
                "created": act.at,
                "last_used": act.at,
                "expires": expires,
                "address": act.actor.address,
            }
            connection.execute(insert(SessionRow).values(row))
            signed_in(connection, account.id, act.at)
            acts.write(connection, act)
            kept = connection.execute(select(SessionRow).where(SessionRow.digest == digest)).one()
            return _session(kept, account_of(named(connection, name)))

    def find(self, digest: bytes, now: datetime, idle: timedelta) -> Session | None:
        """Return the session behind ``digest`` and note its use; None when it is over.

        It is over at its end, when it was not used for ``idle``, and when its account is disabled.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                select(SessionRow).where(SessionRow.digest == digest)
            ).one_or_none()
            if row is None or row.expires <= now or row.last_used + idle <= now:
                return None
            account = _account(connection, row.account_id)
        if account.disabled:
            return None
        # A page of many requests is one use: every look would be a write otherwise.
        if now - row.last_used >= _TOUCH_AFTER:
            self._touch(row.id, now)
        return _session(row, account)

    def of(self, name: str, now: datetime, idle: timedelta) -> tuple[Session, ...]:
        """Return the sessions of an account that are not over, the latest used first."""
        with self._database.reading() as connection:
            account = named(connection, name)
            query = (
                select(SessionRow)
                .where(SessionRow.account_id == account.id)
                .where(SessionRow.expires > now, SessionRow.last_used > now - idle)
                .order_by(SessionRow.last_used.desc(), SessionRow.id.desc())
            )
            rows = connection.execute(query).all()
        return tuple(_session(each, account_of(account)) for each in rows)

    def end(self, digest: bytes, act: Act) -> None:
        """End one session; one that is over already is left at that."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(SessionRow).where(SessionRow.digest == digest))
            if gone.rowcount:
                acts.write(connection, act)

    def end_numbered(self, name: str, number: int, act: Act) -> None:
        """End one session of an account by its number. Raises PeopleError when it has none."""
        with self._database.writing() as connection:
            account = named(connection, name)
            gone = connection.execute(
                delete(SessionRow).where(
                    SessionRow.id == number, SessionRow.account_id == account.id
                )
            )
            if not gone.rowcount:
                raise PeopleError(f"{name} has no session {number}; it may have ended")
            acts.write(connection, act)

    def _touch(self, row_id: int, now: datetime) -> None:
        with self._database.writing() as connection:
            statement = update(SessionRow).where(
                SessionRow.id == row_id, SessionRow.last_used < now
            )
            connection.execute(statement.values(last_used=now))


def _make_room(connection: Connection, account_id: int) -> None:
    kept = (
        select(SessionRow.id)
        .where(SessionRow.account_id == account_id)
        .order_by(SessionRow.last_used.desc(), SessionRow.id.desc())
        .limit(_MOST - 1)
    )
    ids = connection.execute(kept).scalars().all()
    statement = delete(SessionRow).where(SessionRow.account_id == account_id)
    connection.execute(statement.where(SessionRow.id.not_in(ids)))


def _account(connection: Connection, account_id: int) -> Account:
    return account_of(
        connection.execute(select(AccountRow).where(AccountRow.id == account_id)).one()
    )


def _session(row: Row[SessionRow], account: Account) -> Session:
    return Session(
        number=row.id,
        account=account,
        created=row.created,
        last_used=row.last_used,
        expires=row.expires,
        address=row.address,
    )

"""One-time rights to set a password, found by the SHA-256 of the code people were given."""

from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from netwatch.model.act import Act
from netwatch.store import acts
from netwatch.store.accounts import account_of, accounts_by_id, end_sessions, named
from netwatch.store.database import Database
from netwatch.store.people_values import Account, Invitation, PeopleError
from netwatch.store.schema_people import AccountRow, InvitationRow

_OVER = (
    "this invitation was used, replaced or has run out: ask for another ('netwatch users reset')"
)


class Invitations:
    """The invitations of one store. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, digest: bytes, *, expires: datetime, act: Act) -> Invitation:
        """Keep an invitation for an account in place of earlier ones that were not used."""
        with self._database.writing() as connection:
            account = named(connection, name, locked=True)
            forget(connection, account.id)
            row = {
                "digest": digest,
                "account_id": account.id,
                "created": act.at,
                "expires": expires,
                "used": None,
            }
            connection.execute(insert(InvitationRow).values(row))
            acts.write(connection, act)
            return Invitation(account=account_of(account), expires=expires)

    def find(self, digest: bytes, now: datetime) -> Invitation | None:
        """Return the invitation behind ``digest``, None when it was used or is over."""
        with self._database.reading() as connection:
            row = _row(connection, digest)
            if row is None or row.used is not None or row.expires <= now:
                return None
            account = accounts_by_id(connection, {row.account_id})[row.account_id]
        return None if account.disabled else Invitation(account=account, expires=row.expires)

    def redeem(self, digest: bytes, password: str, act: Act) -> Account:
        """Set the hash of the account's password, once; its sessions end. Raises PeopleError."""
        with self._database.writing() as connection:
            # The update takes the row: of two who bring one code, the second finds it used.
            taken = connection.execute(
                update(InvitationRow)
                .where(InvitationRow.digest == digest, InvitationRow.used.is_(None))
                .where(InvitationRow.expires > act.at)
                .values(used=act.at)
            )
            row = _row(connection, digest)
            if not taken.rowcount or row is None:
                raise PeopleError(_OVER)
            account = accounts_by_id(connection, {row.account_id})[row.account_id]
            if account.disabled:
                raise PeopleError(_OVER)
            statement = update(AccountRow).where(AccountRow.id == row.account_id)
            connection.execute(statement.values(password=password))
            end_sessions(connection, row.account_id)
            acts.write(connection, act)
            return account_of(named(connection, account.name))


def forget(connection: Connection, account_id: int) -> None:
    """End the invitations of an account that were not used."""
    statement = delete(InvitationRow).where(InvitationRow.account_id == account_id)
    connection.execute(statement.where(InvitationRow.used.is_(None)))


def _row(connection: Connection, digest: bytes) -> Row[InvitationRow] | None:
    query = select(InvitationRow).where(InvitationRow.digest == digest)
    return connection.execute(query).one_or_none()

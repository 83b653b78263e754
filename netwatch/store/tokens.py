"""API tokens, found by the SHA-256 of what a program brings."""

from datetime import datetime, timedelta

from sqlalchemy import Row, func, insert, select, update

from netwatch.model.act import Act
from netwatch.model.person import Role
from netwatch.store import acts
from netwatch.store.accounts import account_of, accounts_by_id, limit_columns, limits_of, named
from netwatch.store.database import Database
from netwatch.store.finding_text import plain
from netwatch.store.people_values import Account, ApiToken, NewToken, PeopleError
from netwatch.store.schema_people import TokenRow

_TOUCH_AFTER = timedelta(minutes=1)
_MOST = 200
"""Tokens in force that one account can have."""


class Tokens:
    """The API tokens of one store. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewToken, digest: bytes, act: Act) -> ApiToken:
        """Keep a token. Raises PeopleError when its account is disabled or has too many."""
        with self._database.writing() as connection:
            account = named(connection, new.account, locked=True)
            if account.disabled:
                raise PeopleError(f"the account {new.account} is disabled; enable it first")
            in_force = select(func.count()).where(
                TokenRow.account_id == account.id,
                TokenRow.revoked.is_(None),
                TokenRow.expires > act.at,
            )
            if connection.execute(in_force).scalar_one() >= _MOST:
                raise PeopleError(f"{new.account} has {_MOST} tokens; revoke some first")
            row = {
                "digest": digest,
                "account_id": account.id,
                "name": plain(new.name),
                "role": new.role.value,
                "created": act.at,
                "expires": new.expires,
                **limit_columns(new.limits),
            }
            connection.execute(insert(TokenRow).values(row))
            acts.write(connection, act)
            kept = connection.execute(select(TokenRow).where(TokenRow.digest == digest)).one()
            return _token(kept, account_of(account))

    def find(self, digest: bytes, now: datetime) -> ApiToken | None:
        """Return the token behind ``digest`` and note its use.

        None when there is none, it ended or was revoked, or its account is disabled.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                select(TokenRow).where(TokenRow.digest == digest)
            ).one_or_none()
            if row is None or row.revoked is not None or row.expires <= now:
                return None
            account = accounts_by_id(connection, {row.account_id})[row.account_id]
        if account.disabled:
            return None
        if row.last_used is None or now - row.last_used >= _TOUCH_AFTER:
            with self._database.writing() as connection:
                statement = update(TokenRow).where(TokenRow.id == row.id)
                connection.execute(statement.values(last_used=now))
        return _token(row, account)

    def of(self, name: str) -> tuple[ApiToken, ...]:
        """Return the tokens of an account, the latest first."""
        with self._database.reading() as connection:
            account = named(connection, name)
            query = select(TokenRow).where(TokenRow.account_id == account.id)
            rows = connection.execute(query.order_by(TokenRow.id.desc())).all()
        return tuple(_token(each, account_of(account)) for each in rows)

    def all(self) -> tuple[ApiToken, ...]:
        """Return every token, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(TokenRow).order_by(TokenRow.id.desc())).all()
            accounts = accounts_by_id(connection, {each.account_id for each in rows})
        return tuple(_token(each, accounts[each.account_id]) for each in rows)

    def get(self, number: int) -> ApiToken:
        """Return a token by its number. Raises PeopleError when there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(TokenRow).where(TokenRow.id == number)).one_or_none()
            if row is None:
                raise _none(number)
            return _token(row, accounts_by_id(connection, {row.account_id})[row.account_id])

    def revoke(self, number: int, act: Act) -> None:
        """End a token. Raises PeopleError when there is none, or it was revoked before."""
        with self._database.writing() as connection:
            statement = update(TokenRow).where(TokenRow.id == number, TokenRow.revoked.is_(None))
            if not connection.execute(statement.values(revoked=act.at)).rowcount:
                raise _none(number)
            acts.write(connection, act)


def _none(number: int) -> PeopleError:
    return PeopleError(f"no token {number} in force: 'netwatch users token list' shows them")


def _token(row: Row[TokenRow], account: Account) -> ApiToken:
    return ApiToken(
        number=row.id,
        account=account,
        name=row.name,
        role=Role(row.role),
        limits=limits_of(row.sites, row.tags),
        created=row.created,
        expires=row.expires,
        last_used=row.last_used,
        revoked=row.revoked,
    )

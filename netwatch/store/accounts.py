"""Accounts in the database; whatever changes one writes the act that did so beside it."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from netwatch.model.act import Act
from netwatch.model.person import Limits, Origin, Role
from netwatch.store import acts
from netwatch.store.database import Database
from netwatch.store.finding_text import plain
from netwatch.store.people_values import Account, NewAccount, NoAccountError, PeopleError
from netwatch.store.schema_people import AccountRow, SessionRow


class Accounts:
    """The accounts of one store; every method raises StoreError, PeopleError for a bad step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self) -> bool:
        """Tell whether there is an account at all."""
        with self._database.reading() as connection:
            return connection.execute(select(AccountRow.id).limit(1)).first() is not None

    def all(self) -> tuple[Account, ...]:
        """Return every account by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(AccountRow).order_by(AccountRow.name)).all()
        return tuple(account_of(each) for each in rows)

    def find(self, name: str) -> Account | None:
        """Return the account called ``name``, None for none."""
        with self._database.reading() as connection:
            row = row_of(connection, name)
        return None if row is None else account_of(row)

    def get(self, name: str) -> Account:
        """Return the account called ``name``. Raises NoAccountError."""
        with self._database.reading() as connection:
            return account_of(named(connection, name))

    def vouched(self, origin: Origin, subject: str) -> Account | None:
        """Return the account of somebody another system vouches for, None for none."""
        query = select(AccountRow).where(
            AccountRow.origin == origin.value, AccountRow.subject == plain(subject)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else account_of(row)

    def add(self, new: NewAccount, act: Act) -> Account:
        """Keep a new account, which has no password yet. Raises PeopleError for a taken name."""
        row = {
            "name": new.name,
            "origin": new.origin.value,
            "subject": None if new.subject is None else plain(new.subject),
            "password": None,
            "role": new.role.value,
            "disabled": 0,
            "created": act.at,
            "last_sign_in": None,
            **limit_columns(new.limits),
        }
        with self._database.writing() as connection:
            if row_of(connection, new.name) is not None:
                raise _taken(new.name)
            try:
                connection.execute(insert(AccountRow).values(row))
            except IntegrityError:
                raise _taken(new.name) from None
            acts.write(connection, act)
            return account_of(named(connection, new.name))

    def password(self, name: str) -> str | None:
        """Return the argon2 hash of an account's password; None for none, or no account."""
        with self._database.reading() as connection:
            row = row_of(connection, name)
        return None if row is None else row.password

    def set_password(self, name: str, password: str, act: Act) -> None:
        """Keep the hash of a new password and end what was signed in with the old one."""
        with self._database.writing() as connection:
            row = named(connection, name, locked=True)
            _update(connection, row.id, {"password": password})
            end_sessions(connection, row.id)
            acts.write(connection, act)

    def rehash(self, name: str, old: str, new: str) -> None:
        """Keep another hash of the same password, unless it was changed meanwhile."""
        with self._database.writing() as connection:
            statement = update(AccountRow).values(password=new)
            connection.execute(statement.where(AccountRow.name == name, AccountRow.password == old))

    def set_role(self, name: str, role: Role, act: Act) -> None:
        """Give an account another role and end its sessions. Raises PeopleError."""
        with self._database.writing() as connection:
            row = named(connection, name, locked=True)
            if role is not Role.ADMIN:
                _keep_an_admin(connection, row)
            _update(connection, row.id, {"role": role.value})
            end_sessions(connection, row.id)
            acts.write(connection, act)

    def vouch(self, name: str, role: Role, act: Act) -> None:
        """Give an account the role its provider names now, though it was the last admin."""
        with self._database.writing() as connection:
            row = named(connection, name, locked=True)
            _update(connection, row.id, {"role": role.value})
            end_sessions(connection, row.id)
            acts.write(connection, act)

    def set_limits(self, name: str, limits: Limits, act: Act) -> None:
        """Say which part of the network an account sees, from its next request on."""
        with self._database.writing() as connection:
            row = named(connection, name, locked=True)
            _update(connection, row.id, limit_columns(limits))
            acts.write(connection, act)

    def disable(self, name: str, act: Act) -> None:
        """Let an account in no longer, by no way; its sessions end. Raises PeopleError."""
        with self._database.writing() as connection:
            row = named(connection, name, locked=True)
            _keep_an_admin(connection, row)
            _update(connection, row.id, {"disabled": 1})
            end_sessions(connection, row.id)
            acts.write(connection, act)

    def enable(self, name: str, act: Act) -> None:
        """Let a disabled account in again."""
        with self._database.writing() as connection:
            _update(connection, named(connection, name, locked=True).id, {"disabled": 0})
            acts.write(connection, act)


def row_of(connection: Connection, name: str) -> Row[AccountRow] | None:
    """Return the row of the account called ``name``."""
    query = select(AccountRow).where(AccountRow.name == plain(name))
    return connection.execute(query).one_or_none()


def named(connection: Connection, name: str, *, locked: bool = False) -> Row[AccountRow]:
    """Return the row of the account called ``name``. Raises NoAccountError."""
    query = select(AccountRow).where(AccountRow.name == plain(name))
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    if row is None:
        raise NoAccountError(f"no account {name!r}: 'netwatch users list' shows them")
    return row


def account_of(row: Row[AccountRow]) -> Account:
    """Return the account a row stands for."""
    return Account(
        name=row.name,
        role=Role(row.role),
        limits=limits_of(row.sites, row.tags),
        origin=Origin(row.origin),
        created=row.created,
        subject=row.subject,
        disabled=bool(row.disabled),
        has_password=row.password is not None,
        last_sign_in=row.last_sign_in,
    )


def accounts_by_id(connection: Connection, ids: set[int]) -> Mapping[int, Account]:
    """Return the accounts with these row ids."""
    query = select(AccountRow).where(AccountRow.id.in_(ids))
    return {each.id: account_of(each) for each in connection.execute(query)}


def limits_of(sites: str, tags: str) -> Limits:
    """Return what two columns say of limits."""
    return Limits(sites=frozenset(json.loads(sites)), tags=frozenset(json.loads(tags)))


def limit_columns(limits: Limits) -> dict[str, str]:
    """Return limits as their two columns."""
    return {
        "sites": json.dumps(sorted(map(plain, limits.sites))),
        "tags": json.dumps(sorted(map(plain, limits.tags))),
    }


def end_sessions(connection: Connection, account_id: int) -> None:
    """End every session of an account."""
    connection.execute(delete(SessionRow).where(SessionRow.account_id == account_id))


def signed_in(connection: Connection, account_id: int, at: datetime) -> None:
    """Note when somebody signed in last."""
    _update(connection, account_id, {"last_sign_in": at})


def _update(connection: Connection, account_id: int, values: Mapping[str, object]) -> None:
    connection.execute(update(AccountRow).where(AccountRow.id == account_id).values(**values))


def _keep_an_admin(connection: Connection, row: Row[AccountRow]) -> None:
    """Raise PeopleError when ``row`` is the only account left that can administer."""
    query = select(AccountRow.id).where(
        AccountRow.role == Role.ADMIN.value, AccountRow.disabled == 0
    )
    # FOR UPDATE (nothing in SQLite): of two admins who lower each other, one must wait and fail.
    admins = connection.execute(query.order_by(AccountRow.id).with_for_update()).scalars().all()
    if list(admins) == [row.id]:
        raise PeopleError(
            f"{row.name} is the only admin left: make somebody else admin first, or add one with "
            "'netwatch users add NAME --role admin'"
        )


def _taken(name: str) -> PeopleError:
    return PeopleError(f"there is an account {name!r} already: 'netwatch users list' shows it")

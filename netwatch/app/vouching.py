"""People whom a provider or a directory vouches for, as accounts of netwatch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from netwatch.app.accounts import AccountError, proper_name
from netwatch.app.workspace import Workspace
from netwatch.model.act import Act, Actor, How
from netwatch.model.errors import NetwatchError
from netwatch.model.person import Origin, Role
from netwatch.store.people_values import Account, NewAccount


class NotAdmittedError(NetwatchError):
    """Somebody is who they say, and has no place here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Somebody another system vouches for.

    ``subject`` never changes and names them to that system; ``name`` is what they are called here
    when they come first. ``role`` is what the system says, None when it says nothing of roles.
    """

    origin: Origin
    subject: str
    name: str
    role: Role | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMap:
    """How another system's words become roles; ``default`` is for whom no word counts.

    ``speaks`` tells whether that system decides roles at all; else the account keeps its own.
    """

    roles: Mapping[str, Role]
    default: Role | None
    speaks: bool

    def role(self, words: Iterable[str]) -> Role | None:
        """Return the greatest role that ``words`` give. Raises NotAdmittedError for none."""
        if not self.speaks:
            return None
        found = [self.roles[each] for each in words if each in self.roles]
        role = max(found, key=lambda each: each.rank, default=self.default)
        if role is None:
            raise NotAdmittedError("the provider gives no role that counts here")
        return role


def admitted(
    work: Workspace, vouched: Vouched, address: str, now: datetime, *, first: Role | None = None
) -> Account:
    """Return the account of somebody vouched for, made when they come first.

    ``first`` is the role of a new account where the other system says nothing of roles. Raises
    NotAdmittedError when there is no role, the name is another's, or the account is disabled.
    """
    accounts = work.store.people.accounts
    account = accounts.vouched(vouched.origin, vouched.subject)
    by = Actor(name=account.name if account else vouched.name, how=How.NONE, address=address)
    if account is None:
        return _new(work, vouched, vouched.role or first, by, now)
    if account.disabled:
        raise NotAdmittedError("the account is disabled")
    if vouched.role is None or vouched.role is account.role:
        return account
    said = f"{account.role.value} to {vouched.role.value}, as {vouched.origin.value} says"
    act = Act(at=now, actor=by, act="account role", subject=account.name, detail=said)
    accounts.vouch(account.name, vouched.role, act)
    return accounts.get(account.name)


def _new(work: Workspace, vouched: Vouched, role: Role | None, by: Actor, now: datetime) -> Account:
    if role is None:
        raise NotAdmittedError("there is no role for people who come first")
    try:
        name = proper_name(vouched.name)
    except AccountError as error:
        raise NotAdmittedError(f"the provider's name cannot be used: {error}") from None
    # Whoever has an account keeps it: a provider must not name its way into somebody else's.
    if work.store.people.accounts.find(name) is not None:
        raise NotAdmittedError(f"the name {name} is another account's already")
    new = NewAccount(name=name, role=role, origin=vouched.origin, subject=vouched.subject)
    said = f"role {role.value}, vouched for by {vouched.origin.value}"
    act = Act(at=now, actor=by, act="account add", subject=name, detail=said)
    return work.store.people.accounts.add(new, act)

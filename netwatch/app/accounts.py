"""What is done with accounts; what is done and the audit log's word of it are one transaction."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from netwatch.app.one_time import digest_of, fresh
from netwatch.app.workspace import Workspace
from netwatch.model.act import Act, Actor, How
from netwatch.model.errors import NetwatchError
from netwatch.model.person import Limits, Origin, Role
from netwatch.store.people_values import Account, Invitation, NewAccount

INVITED_FOR = timedelta(days=3)
# Names are compared, logged and written in addresses: no two may look alike.
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


class AccountError(NetwatchError):
    """An account cannot be dealt with as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An account whose password is set by whoever brings ``code``, once."""

    account: Account
    code: str = field(repr=False)
    expires: datetime


def proper_name(text: str) -> str:
    """Return a name as it is kept, in small letters. Raises AccountError."""
    name = text.strip().lower()
    if not _NAME.fullmatch(name):
        raise AccountError(
            "a name has up to 64 letters (a to z), digits and . _ @ + -, and begins with a letter "
            "or digit"
        )
    return name


def add(work: Workspace, new: NewAccount, by: Actor, now: datetime) -> Invited:
    """Keep a local account and return the invitation to set its password.

    Raises AccountError for the name, PeopleError when it is taken.
    """
    proper_name(new.name)
    said = f"role {new.role.value}, sees {limits_text(new.limits)}"
    act = Act(at=now, actor=by, act="account add", subject=new.name, detail=said)
    work.store.people.accounts.add(new, act)
    return _invite(work, new.name, by, now)


def reset(work: Workspace, name: str, by: Actor, now: datetime) -> Invited:
    """Return a new invitation to set the password of a local account; the old one still works.

    Raises AccountError, PeopleError.
    """
    account = work.store.people.accounts.get(name)
    if account.origin is not Origin.LOCAL:
        raise AccountError(f"{name} signs in by {account.origin.value}; there is no password here")
    if account.disabled:
        raise AccountError(f"{name} is disabled; enable the account first")
    return _invite(work, name, by, now)


def invitation(work: Workspace, code: str, now: datetime) -> Invitation | None:
    """Return the invitation behind ``code``, None when it was used, replaced or is over."""
    return work.store.people.invitations.find(digest_of(code), now)


def redeem(work: Workspace, code: str, password: str, address: str, now: datetime) -> Account:
    """Set the password of an invited account. Raises PasswordError, AccountError, PeopleError."""
    from netwatch.identity import passwords

    invited = invitation(work, code, now)
    if invited is None:
        raise AccountError("this invitation was used, replaced or has run out; ask for another")
    name = invited.account.name
    passwords.check(name, password)
    kept = passwords.hashed(password)
    by = Actor(name=name, how=How.NONE, address=address)
    act = Act(at=now, actor=by, act="account password", subject=name, detail="by invitation")
    return work.store.people.invitations.redeem(digest_of(code), kept, act)


def change_role(work: Workspace, name: str, role: Role, by: Actor, now: datetime) -> None:
    """Give an account another role; its sessions end. Raises AccountError, PeopleError."""
    before = work.store.people.accounts.get(name)
    said = f"{before.role.value} to {role.value}"
    act = Act(at=now, actor=by, act="account role", subject=name, detail=said)
    work.store.people.accounts.set_role(name, role, act)


def change_limits(work: Workspace, name: str, limits: Limits, by: Actor, now: datetime) -> None:
    """Say which devices an account sees, from now on. Raises PeopleError."""
    said = f"sees {limits_text(limits)}"
    act = Act(at=now, actor=by, act="account limits", subject=name, detail=said)
    work.store.people.accounts.set_limits(name, limits, act)


def disable(work: Workspace, name: str, by: Actor, now: datetime) -> None:
    """Let an account in no longer; its sessions end at once. Raises PeopleError."""
    act = Act(at=now, actor=by, act="account disable", subject=name)
    work.store.people.accounts.disable(name, act)


def enable(work: Workspace, name: str, by: Actor, now: datetime) -> None:
    """Let a disabled account in again. Raises PeopleError."""
    act = Act(at=now, actor=by, act="account enable", subject=name)
    work.store.people.accounts.enable(name, act)


def limits_text(limits: Limits) -> str:
    """Return in words which devices are seen: ``everything``, or ``site nyc, tag edge``."""
    sites = [f"site {each}" for each in sorted(limits.sites)]
    tags = [f"tag {each}" for each in sorted(limits.tags)]
    return ", ".join((*sites, *tags)) or "everything"


def _invite(work: Workspace, name: str, by: Actor, now: datetime) -> Invited:
    code = fresh()
    expires = now + INVITED_FOR
    act = Act(at=now, actor=by, act="account invite", subject=name)
    kept = work.store.people.invitations.add(name, code.digest, expires=expires, act=act)
    return Invited(account=kept.account, code=code.text, expires=expires)

"""Signing in and out. Whoever fails learns only that they did; the audit log learns why."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from netwatch.app.directory import in_directory
from netwatch.app.one_time import digest_of, fresh
from netwatch.app.throttle import address_tried, name_tried
from netwatch.app.vouching import NotAdmittedError, admitted
from netwatch.app.workspace import Workspace
from netwatch.identity import passwords
from netwatch.model.act import Act, Actor, ActOutcome, How
from netwatch.model.errors import NetwatchError
from netwatch.model.person import Origin
from netwatch.store.people_values import Account, Session

_WRONG = "the name or the password is wrong"
_NO_ACCOUNT = "no such account"


class SignInError(NetwatchError):
    """Somebody was not let in; the message never says which part was wrong."""


class ThrottledError(SignInError):
    """Too many attempts failed of late; ``wait_s`` says when the next may be made."""

    def __init__(self, wait: timedelta) -> None:
        self.wait_s = ceil(wait.total_seconds())
        super().__init__(f"too many attempts failed; try again in {self.wait_s} seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that was opened, and the text that names it to the browser alone."""

    session: Session
    secret: str = field(repr=False)


def sign_in(work: Workspace, name: str, password: str, address: str, now: datetime) -> SignedIn:
    """Open a session for whoever knows the password of ``name``, here or in the directory.

    Raises SignInError, ThrottledError, IdentityError, StoreError.
    """
    name = name.strip().lower()
    tried = (name_tried(name), address_tried(address))
    wait = work.store.people.sign_ins.attempt(tried, now)
    if wait:
        raise ThrottledError(wait)
    proven = _proven(work, name, password, address, now)
    if isinstance(proven, str):
        refused(work, "" if proven == _NO_ACCOUNT else name, address, proven, now)
        raise SignInError(_WRONG)
    work.store.people.sign_ins.succeeded(*tried)
    return open_session(work, proven, address, now)


def open_session(work: Workspace, account: Account, address: str, now: datetime) -> SignedIn:
    """Open a session for somebody who was proven. Raises PeopleError when they are disabled."""
    secret = fresh()
    by = Actor(name=account.name, how=How.SESSION, address=address)
    said = f"by {'password' if account.origin is Origin.LOCAL else account.origin.value}"
    act = Act(at=now, actor=by, act="session open", subject=account.name, detail=said)
    expires = now + work.settings.session_lifetime
    sessions = work.store.people.sessions
    return SignedIn(
        session=sessions.open(account.name, secret.digest, expires=expires, act=act),
        secret=secret.text,
    )


def session_of(work: Workspace, secret: str, now: datetime) -> Session | None:
    """Return the session a browser names, None when it is over."""
    return work.store.people.sessions.find(digest_of(secret), now, work.settings.session_idle)


def sign_out(work: Workspace, secret: str, by: Actor, now: datetime) -> None:
    """End the session a browser names."""
    act = Act(at=now, actor=by, act="session end", subject=by.name, detail="signed out")
    work.store.people.sessions.end(digest_of(secret), act)


def end_session(work: Workspace, name: str, number: int, by: Actor, now: datetime) -> None:
    """End one session of an account. Raises PeopleError when it has none of that number."""
    act = Act(at=now, actor=by, act="session end", subject=name, detail=f"session {number}")
    work.store.people.sessions.end_numbered(name, number, act)


def change_password(work: Workspace, by: Actor, old: str, new: str, now: datetime) -> None:
    """Give whoever asks another password; all of their sessions end.

    Raises SignInError when ``old`` is not the one they have, ThrottledError, PasswordError.
    """
    tried = (name_tried(by.name), address_tried(by.address))
    wait = work.store.people.sign_ins.attempt(tried, now)
    if wait:
        raise ThrottledError(wait)
    accounts = work.store.people.accounts
    if not passwords.verified(accounts.password(by.name), old):
        refused(work, by.name, by.address, "wrong password when changing it", now)
        raise SignInError("the present password is wrong")
    work.store.people.sign_ins.succeeded(*tried)
    passwords.check(by.name, new)
    act = Act(at=now, actor=by, act="account password", subject=by.name, detail="changed")
    accounts.set_password(by.name, passwords.hashed(new), act)


def refused(work: Workspace, name: str, address: str, why: str, now: datetime) -> None:
    """Keep in the audit log that somebody was not let in.

    ``name`` is "" where no account has it: people type passwords where the name belongs.
    """
    act = Act(
        at=now,
        actor=Actor(name=name, how=How.NONE, address=address),
        act="session open",
        subject=name,
        detail=why,
        outcome=ActOutcome.REFUSED,
    )
    work.store.people.acts.add(act)


def _proven(
    work: Workspace, name: str, password: str, address: str, now: datetime
) -> Account | str:
    """Return the account, or for the audit log why nobody is let in."""
    account = work.store.people.accounts.find(name)
    if work.settings.ldap_url and (account is None or account.origin is Origin.LDAP):
        return _vouched(work, name, password, address, now)
    kept = work.store.people.accounts.password(name)
    right = passwords.verified(kept, password)
    if account is None:
        return _NO_ACCOUNT
    if kept is None or not right or account.disabled:
        return "the account is disabled" if account.disabled else "wrong password"
    if passwords.is_outdated(kept):
        work.store.people.accounts.rehash(name, kept, passwords.hashed(password))
    return account


def _vouched(
    work: Workspace, name: str, password: str, address: str, now: datetime
) -> Account | str:
    try:
        vouched = in_directory(work, name, password)
        return _NO_ACCOUNT if vouched is None else admitted(work, vouched, address, now)
    except NotAdmittedError as error:
        return str(error)

"""Accounts, tokens and acts as documents."""

from collections.abc import Sequence
from datetime import datetime

from netwatch.app.accounts import Invited, limits_text
from netwatch.app.api_tokens import Created
from netwatch.model.document import Document, Table
from netwatch.shapes import Json, Shape, when
from netwatch.store.people_values import Account, ActPage, ApiToken, KeptAct

_ACCOUNTS = ("name", "role", "sees", "signs in by", "state", "last signed in")
_TOKENS = ("id", "account", "for", "role", "sees", "expires", "last used", "state")
_ACTS = ("id", "at", "who", "how", "from", "act", "subject", "outcome", "detail")


def accounts_view(accounts: Sequence[Account]) -> Document:
    """Return every account."""
    return Document(
        data=[account_shape(each) for each in accounts],
        tables=(Table("", _ACCOUNTS, tuple(_account_row(each) for each in accounts)),),
        notes=(f"{len(accounts)} accounts",),
    )


def invited_view(invited: Invited, address: str | None) -> Document:
    """Return where a new person sets the password; ``address`` is the console's, if known."""
    shape = invited_shape(invited, address)
    who = f"{invited.account.name} ({invited.account.role.value})"
    where = shape["link"] or f"open the console's address followed by {shape['path']}"
    return Document(
        data=shape,
        lines=(
            f"{who} sets the password here, once, until {when(invited.expires)}:",
            str(where),
        ),
    )


def invited_shape(invited: Invited, address: str | None) -> Shape:
    """Return an invitation as JSON: the one time its code can be seen."""
    path = f"/invitation?code={invited.code}"
    return {
        "schema": "netwatch/invited/1",
        "account": account_shape(invited.account),
        "path": path,
        "link": f"{address}{path}" if address else None,
        "expires": when(invited.expires),
    }


def created_view(created: Created) -> Document:
    """Return a new token with its text: the one time it can be seen."""
    return Document(
        data=created_shape(created),
        lines=(created.text,),
        notes=(f"shown this once; it ends {when(created.token.expires)}",),
    )


def created_shape(created: Created) -> Shape:
    """Return a new token with its text as JSON."""
    token = token_shape(created.token, created.token.created)
    return {"schema": "netwatch/token/1", "token": created.text, **token}


def tokens_view(tokens: Sequence[ApiToken], now: datetime) -> Document:
    """Return tokens, without what is secret of them."""
    rows = tuple(_token_row(each, now) for each in tokens)
    return Document(
        data=[token_shape(each, now) for each in tokens],
        tables=(Table("", _TOKENS, rows),),
        notes=(f"{len(tokens)} tokens",),
    )


def acts_view(page: ActPage) -> Document:
    """Return some acts of the audit log, latest first."""
    notes = () if page.older is None else (f"older ones: --before {page.older}",)
    return Document(
        data=[act_shape(each) for each in page.acts],
        tables=(Table("", _ACTS, tuple(_act_row(each) for each in page.acts)),),
        notes=(f"{len(page.acts)} acts", *notes),
    )


def account_shape(account: Account) -> Shape:
    """Return an account as JSON."""
    sites: list[Json] = [*sorted(account.limits.sites)]
    tags: list[Json] = [*sorted(account.limits.tags)]
    return {
        "name": account.name,
        "role": account.role.value,
        "sites": sites,
        "tags": tags,
        "origin": account.origin.value,
        "disabled": account.disabled,
        "has_password": account.has_password,
        "created": when(account.created),
        "last_sign_in": when(account.last_sign_in),
    }


def act_shape(kept: KeptAct) -> Shape:
    """Return an act as JSON."""
    act = kept.act
    return {
        "id": kept.number,
        "at": when(act.at),
        "who": act.actor.name,
        "how": act.actor.how.value,
        "address": act.actor.address,
        "act": act.act,
        "subject": act.subject,
        "detail": act.detail,
        "outcome": act.outcome.value,
    }


def account_state(account: Account) -> str:
    """Return in a word whether somebody can sign in."""
    if account.disabled:
        return "disabled"
    vouched = account.subject is not None
    return "active" if vouched or account.has_password else "invited"


def token_state(token: ApiToken, now: datetime) -> str:
    """Return in a word whether a token is in force."""
    if token.revoked is not None:
        return "revoked"
    return "over" if token.expires <= now else "in force"


def _account_row(account: Account) -> tuple[str, ...]:
    return (
        account.name,
        account.role.value,
        limits_text(account.limits),
        account.origin.value,
        account_state(account),
        when(account.last_sign_in) or "never",
    )


def token_shape(token: ApiToken, now: datetime) -> Shape:
    """Return a token as JSON, without its text."""
    sites: list[Json] = [*sorted(token.limits.sites)]
    tags: list[Json] = [*sorted(token.limits.tags)]
    return {
        "id": token.number,
        "account": token.account.name,
        "name": token.name,
        "role": token.role.value,
        "sites": sites,
        "tags": tags,
        "created": when(token.created),
        "expires": when(token.expires),
        "last_used": when(token.last_used),
        "state": token_state(token, now),
    }


def _token_row(token: ApiToken, now: datetime) -> tuple[str, ...]:
    return (
        str(token.number),
        token.account.name,
        token.name,
        token.role.value,
        limits_text(token.limits) if token.limits.is_limited else "as the account",
        when(token.expires) or "",
        when(token.last_used) or "never",
        token_state(token, now),
    )


def _act_row(kept: KeptAct) -> tuple[str, ...]:
    act = kept.act
    return (
        str(kept.number),
        when(act.at) or "",
        act.actor.name or "(nobody)",
        act.actor.how.value,
        act.actor.address or "here",
        act.act,
        act.subject,
        act.outcome.value,
        act.detail,
    )

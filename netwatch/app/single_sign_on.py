"""Signing in at an OpenID provider: a browser is sent there, and comes back once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from netwatch.app.one_time import derived, digest_of, fresh
from netwatch.app.settings import SettingsError
from netwatch.app.settings_people import secret_ref
from netwatch.app.signing_in import SignedIn, SignInError, open_session, refused
from netwatch.app.vouching import NotAdmittedError, RoleMap, Vouched, admitted
from netwatch.app.workspace import Workspace
from netwatch.identity import oidc
from netwatch.identity.errors import ProviderError
from netwatch.inventory.secrets import lookup
from netwatch.model.person import Origin

BACK = "/sign-in/oidc/back"
AWAY_FOR = timedelta(minutes=10)
_MOST_WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Where a browser is sent, and the secret by which it is known when it comes back."""

    address: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a browser brings back: its own ``secret``, and what the provider gave it."""

    secret: str = field(repr=False)
    state: str
    code: str = field(repr=False)
    issuer: str | None = None


def send(work: Workspace, now: datetime) -> Errand:
    """Return where to send a browser. Raises SettingsError, SecretError, ProviderError."""
    client = _client(work)
    secret, state = fresh().text, fresh().text
    address = oidc.where_to(client, oidc.discover(client), _proof(secret, state))
    digest = digest_of(f"{state} {secret}")
    work.store.people.sign_ins.send(digest, at=now, expires=now + AWAY_FOR)
    return Errand(address=address, secret=secret)


def come_back(work: Workspace, brought: Return, address: str, now: datetime) -> SignedIn:
    """Open a session for whoever the provider vouches for; a return counts once.

    Raises SignInError when they are not let in, SettingsError, StoreError.
    """
    client = _client(work)
    digest = digest_of(f"{brought.state} {brought.secret}")
    if not work.store.people.sign_ins.returned(digest, now):
        refused(work, "", address, "came back from the provider unexpectedly", now)
        raise SignInError("signing in took too long or was begun elsewhere; begin again")
    try:
        vouched = _vouched(work, _claims(client, brought, now))
        first = work.settings.oidc_default_role
        account = admitted(work, vouched, address, now, first=first)
    except (ProviderError, NotAdmittedError) as error:
        refused(work, "", address, str(error), now)
        raise SignInError(str(error)) from None
    return open_session(work, account, address, now)


def _claims(client: oidc.Client, brought: Return, now: datetime) -> Mapping[str, Any]:
    # RFC 9207: a code of another provider must not be brought to this one.
    if brought.issuer is not None and brought.issuer != client.issuer:
        raise ProviderError("the answer is another provider's")
    proof = _proof(brought.secret, brought.state)
    return oidc.claims(client, oidc.discover(client), brought.code, proof, now)


def _proof(secret: str, state: str) -> oidc.Proof:
    # Derived from what the browser keeps: nothing secret has to be stored meanwhile.
    return oidc.Proof(
        state=state, nonce=derived(secret, "nonce"), verifier=derived(secret, "verifier")
    )


def _client(work: Workspace) -> oidc.Client:
    settings = work.settings
    if settings.oidc_issuer is None:
        raise SettingsError("setting oidc_issuer: no provider is named")
    if settings.public_url is None:
        raise SettingsError("setting public_url: needed beside oidc_issuer, for the way back")
    reference = settings.oidc_client_secret
    return oidc.Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        redirect=settings.public_url + BACK,
        scopes=settings.oidc_scopes,
        secret=None
        if reference is None
        else lookup(secret_ref(reference), work.environment, "oidc_client_secret"),
        ca=settings.oidc_ca,
    )


def _vouched(work: Workspace, told: Mapping[str, Any]) -> Vouched:
    settings = work.settings
    subject, name = str(told["sub"]), told.get(settings.oidc_name_claim)
    roles = RoleMap(
        roles=settings.oidc_roles,
        default=settings.oidc_default_role,
        speaks=settings.oidc_role_claim is not None,
    )
    words = _words(told, settings.oidc_role_claim or "")
    return Vouched(
        origin=Origin.OIDC,
        subject=f"{settings.oidc_issuer} {subject}",
        name=name if isinstance(name, str) and name else subject,
        role=roles.role(words),
    )


def _words(told: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """Return the values of a claim, which may lie in others: ``realm_access.roles``."""
    value: object = told
    if claim in told:
        value = told[claim]
    else:
        for part in claim.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        return (value,)
    some = value if isinstance(value, list) else []
    return tuple(each for each in some[:_MOST_WORDS] if isinstance(each, str))

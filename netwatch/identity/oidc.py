"""An OpenID provider: authorization code with PKCE, and an ID token whose every claim is checked.

OpenID Connect Core 1.0, Discovery 1.0, RFC 7636, RFC 9207. Extra ``web``.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from netwatch.identity.errors import ProviderError
from netwatch.identity.web_client import WebAnswerError, fetch_json

# Signed with the provider's private key. A key both sides know (HS256), or none, proves nothing.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
_LEEWAY_S = 60
_LONGEST_TOKEN = 64 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What netwatch is to the provider; ``redirect`` is where browsers come back to."""

    issuer: str
    client_id: str
    redirect: str
    scopes: tuple[str, ...]
    secret: str | None = field(default=None, repr=False)
    ca: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What the provider says of itself."""

    authorization: str
    token: str
    keys: str
    algorithms: tuple[str, ...]
    secret_in_header: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a browser must bring back: the state it left with, and what only it can know."""

    state: str
    nonce: str
    verifier: str


def discover(client: Client) -> Provider:
    """Return where the provider is asked. Raises ProviderError."""
    _secure(client.issuer, "oidc_issuer")
    address = client.issuer.rstrip("/") + "/.well-known/openid-configuration"
    told = _asked(client, httpx.Request("GET", address))
    if told.get("issuer") != client.issuer:
        raise ProviderError(
            f"the provider calls itself {told.get('issuer')!r}: oidc_issuer must be exactly that"
        )
    named = told.get("id_token_signing_alg_values_supported")
    offered = named if isinstance(named, list) else ["RS256"]
    ways = told.get("token_endpoint_auth_methods_supported")
    return Provider(
        authorization=_endpoint(told, "authorization_endpoint"),
        token=_endpoint(told, "token_endpoint"),
        keys=_endpoint(told, "jwks_uri"),
        algorithms=tuple(each for each in ALGORITHMS if each in offered),
        secret_in_header=not isinstance(ways, list) or "client_secret_basic" in ways,
    )


def where_to(client: Client, provider: Provider, proof: Proof) -> str:
    """Return the address a browser is sent to."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    return str(
        prepare_grant_uri(
            provider.authorization,
            client_id=client.client_id,
            response_type="code",
            redirect_uri=client.redirect,
            scope=" ".join(client.scopes),
            state=proof.state,
            nonce=proof.nonce,
            code_challenge=create_s256_code_challenge(proof.verifier),
            code_challenge_method="S256",
        )
    )


def claims(
    client: Client, provider: Provider, code: str, proof: Proof, now: datetime
) -> Mapping[str, Any]:
    """Return what the provider says of whoever brought ``code``. Raises ProviderError."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect,
        "code_verifier": proof.verifier,
    }
    headers = {"accept": "application/json"}
    if client.secret is None or not provider.secret_in_header:
        form |= {"client_id": client.client_id}
        form |= {} if client.secret is None else {"client_secret": client.secret}
    else:
        # RFC 6749, 2.3.1: both are form-encoded before they are joined.
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    told = _asked(client, httpx.Request("POST", provider.token, data=form, headers=headers))
    token = told.get("id_token")
    if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
        raise ProviderError("the provider gave no ID token; is `openid` among oidc_scopes?")
    access = told.get("access_token")
    return _checked(
        client, provider, token, proof, access if isinstance(access, str) else None, now
    )


def _checked(
    client: Client,
    provider: Provider,
    token: str,
    proof: Proof,
    access: str | None,
    now: datetime,
) -> Mapping[str, Any]:
    """Return the claims of an ID token that is signed, for us, for this browser, and of now."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    keys = _asked(client, httpx.Request("GET", provider.keys))
    try:
        # The type is declared for keys that were parsed; it is checked while importing.
        known = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        signed = jwt.decode(token, known, algorithms=list(provider.algorithms))
        told = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": client.issuer},
                "aud": {"essential": True, "value": client.client_id},
                "sub": {"essential": True},
            },
            {"nonce": proof.nonce, "client_id": client.client_id, "access_token": access},
        )
        told.validate(now=int(now.timestamp()), leeway=_LEEWAY_S)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderError(f"the provider's ID token is not accepted: {_why(error)}") from None
    return dict(told)


def _why(error: Exception) -> str:
    # A JoseError's text may quote the token.
    named = getattr(error, "error", type(error).__name__)
    return f"{named} ({error.claim})" if hasattr(error, "claim") else str(named)


def _asked(client: Client, request: httpx.Request) -> dict[str, Any]:
    try:
        return fetch_json(request, client.ca)
    except WebAnswerError as error:
        raise ProviderError(
            f"the provider at {request.url.host} cannot be asked: {error}; check oidc_issuer, "
            "oidc_ca and the client's secret"
        ) from None


def _endpoint(told: Mapping[str, Any], name: str) -> str:
    address = told.get(name)
    if not isinstance(address, str):
        raise ProviderError(f"the provider names no {name}")
    _secure(address, name)
    return address


def _secure(address: str, name: str) -> None:
    """Raise ProviderError for an address that would be asked in clear over a network."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return
    raise ProviderError(f"{name} must begin with https://")

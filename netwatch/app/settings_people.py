"""The settings of people: sessions, the names of this console, and who else vouches for people."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from netwatch.model.inventory import SecretRef, SecretSource
from netwatch.model.person import Role

_SOURCES = (SecretSource.ENV, SecretSource.FILE, SecretSource.COMMAND, SecretSource.KEYRING)


class PeopleSettings(BaseSettings):
    """What ``Settings`` takes over; each field is also ``NETWATCH_<FIELD>`` in the environment."""

    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/?#\s@]+$",
        description="what browsers call the console: https://netwatch.example.net",
    )
    web_hosts: tuple[str, ...] = Field(
        (), description="host names the console answers to; by itself those it is bound to"
    )
    session_idle: timedelta = Field(
        timedelta(hours=12),
        ge=timedelta(minutes=5),
        le=timedelta(days=31),
        description="a session that was not used for so long is over",
    )
    session_lifetime: timedelta = Field(
        timedelta(days=7),
        ge=timedelta(minutes=5),
        le=timedelta(days=366),
        description="a session is over after so long, used or not",
    )

    oidc_issuer: str | None = Field(None, description="the OpenID provider: https://id.example.net")
    oidc_client_id: str = Field("netwatch", description="what the provider calls this console")
    oidc_client_secret: str | None = Field(
        None, description="where its secret is: env:NAME, file:/run/secrets/oidc, command:..."
    )
    oidc_scopes: tuple[str, ...] = Field(
        ("openid", "profile", "email"), description="what the provider is asked for"
    )
    oidc_name_claim: str = Field("preferred_username", description="the claim that names people")
    oidc_role_claim: str | None = Field(None, description="the claim that says what they may do")
    oidc_roles: dict[str, Role] = Field(
        default_factory=dict, description='which of its values are which role: {"noc": "operator"}'
    )
    oidc_default_role: Role | None = Field(
        None, description="the role of whom no value names one; without it they are refused"
    )
    oidc_ca: Path | None = Field(None, description="the authority that signed the provider's TLS")

    ldap_url: str | None = Field(None, description="ldaps://dir.example.net, or ldap:// (StartTLS)")
    ldap_user: str | None = Field(
        None, description="who binds: uid={name},ou=people,dc=example,dc=net or {name}@example.net"
    )
    ldap_base: str | None = Field(None, description="where people and groups are looked for")
    ldap_filter: str = Field("(uid={name})", description="how a person is found below ldap_base")
    ldap_roles: dict[str, Role] = Field(
        default_factory=dict, description="which groups (their full names) are which role"
    )
    ldap_default_role: Role | None = Field(
        None, description="the role of whom no group names one; without it they are refused"
    )
    ldap_ca: Path | None = Field(None, description="the authority that signed the directory's TLS")

    @field_validator("oidc_client_secret")
    @classmethod
    def _refers(cls, value: str | None) -> str | None:
        if value is not None:
            secret_ref(value)
        return value


def secret_ref(text: str) -> SecretRef:
    """Return where ``env:NAME`` or ``file:/path`` points. Raises ValueError for a plain secret."""
    kind, colon, name = text.partition(":")
    if not colon or not name or kind not in {each.value for each in _SOURCES}:
        raise ValueError(
            "say where the secret is, not the secret: env:NAME, file:/run/secrets/name, "
            "command:pass show x, keyring:service/name"
        )
    return SecretRef(SecretSource(kind), name)

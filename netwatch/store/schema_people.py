"""The tables of people: accounts, how they are let in, and what they did. No secret stands here.

What a browser, a program or a letter brings is random and long, and kept as its SHA-256 alone.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netwatch.store.schema import STRICT, Base


class AccountRow(Base):
    """Somebody netwatch knows; ``password`` is an argon2 hash, None where others vouch.

    ``sites`` and ``tags`` are JSON lists; an empty one limits nothing.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("origin", "subject"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    origin: Mapped[str]
    subject: Mapped[str | None]
    password: Mapped[str | None]
    role: Mapped[str]
    sites: Mapped[str]
    tags: Mapped[str]
    disabled: Mapped[int]
    created: Mapped[datetime]
    last_sign_in: Mapped[datetime | None]


class SessionRow(Base):
    """Somebody signed in with one browser; gone when it ends."""

    __tablename__ = "person_session"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index(None, "account_id"),
        Index(None, "expires"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created: Mapped[datetime]
    last_used: Mapped[datetime]
    expires: Mapped[datetime]
    address: Mapped[str]


class TokenRow(Base):
    """An API token of an account; ``role`` is the most it may do."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("digest"), Index(None, "account_id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    role: Mapped[str]
    sites: Mapped[str]
    tags: Mapped[str]
    created: Mapped[datetime]
    expires: Mapped[datetime]
    last_used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class InvitationRow(Base):
    """A one-time right to set the password of an account."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("digest"), Index(None, "account_id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created: Mapped[datetime]
    expires: Mapped[datetime]
    used: Mapped[datetime | None]


class AttemptRow(Base):
    """Failures to sign in, by what they have in common; ``digest`` of an account or an address.

    A digest, for people type passwords where the name belongs.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "last"), STRICT)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last: Mapped[datetime]


class ErrandRow(Base):
    """A browser that was sent to the OpenID provider and is expected back once."""

    __tablename__ = "sign_in_errand"
    __table_args__ = (Index(None, "expires"), STRICT)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    expires: Mapped[datetime]


class ActRow(Base):
    """One act of a person, written once and never changed."""

    __tablename__ = "act"
    __table_args__ = (Index(None, "who", "id"), Index(None, "at"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    how: Mapped[str]
    address: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]
    outcome: Mapped[str]

"""Random texts that let somebody in; only their SHA-256 is ever kept."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256

_BYTES = 32
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new text for somebody, and the digest to keep of it."""

    text: str = field(repr=False)
    digest: bytes


def fresh(prefix: str = "") -> Fresh:
    """Return ``prefix`` with 256 random bits behind it."""
    text = prefix + secrets.token_urlsafe(_BYTES)
    return Fresh(text=text, digest=digest_of(text))


def digest_of(text: str) -> bytes:
    """Return what is kept of ``text``; one too long to be ours is cut, and found nowhere."""
    return sha256(text[:_LONGEST].encode("utf-8", "surrogatepass")).digest()


def derived(text: str, purpose: str) -> str:
    """Return another secret that whoever has ``text`` can make, for one purpose."""
    made = hmac.digest(text.encode("utf-8", "surrogatepass"), purpose.encode(), "sha256")
    return urlsafe_b64encode(made).rstrip(b"=").decode()

"""Passwords as argon2id hashes with the parameters of RFC 9106's low-memory choice.

One hash takes 64 MiB, so only a few are computed at once.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from netwatch.identity.errors import IdentityError, PasswordError

SHORTEST, LONGEST = 12, 1024
_FEWEST_CHARACTERS = 5
_AT_ONCE = 4
_WAIT_S = 20.0
_COMMON = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "qwertyuiopas", "qwertyuiop123",
        "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "passwordpassword", "password1234",
        "password12345", "password123456", "password2024", "password2025", "password2026",
        "p@ssw0rd1234", "adminadminadmin", "administrator", "administrator1", "administrator123",
        "changeme1234", "changemenow1", "letmeinletmein", "iloveyou1234", "welcome12345",
        "welcome123456", "ciscocisco12", "ciscociscocisco", "juniper12345", "juniperjuniper",
        "netwatchnetwatch", "netwatch1234", "networkadmin", "networkadmin1",
        "abcdefghijkl", "qwerty123456", "asdfghjkl123", "trustno1trustno1", "secretsecret",
        "correcthorsebatterystaple",
    }
)  # fmt: skip
_hasher = PasswordHasher()
_places = threading.BoundedSemaphore(_AT_ONCE)


def check(name: str, password: str) -> None:
    """Raise PasswordError when ``password`` cannot be the one of ``name``."""
    plain = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordError(
            f"a password has {SHORTEST} to {LONGEST} characters: several words are easy to keep"
        )
    if name.casefold() in {plain, plain[::-1]}:
        raise PasswordError("the password is the name; choose another")
    if plain in _COMMON or len(set(plain)) < _FEWEST_CHARACTERS:
        raise PasswordError("that password is among the first anybody tries; choose another")


def hashed(password: str) -> str:
    """Return the hash that is kept of a password."""
    with _turn():
        return _hasher.hash(_bytes(password))


def verified(kept: str | None, password: str) -> bool:
    """Tell whether ``password`` is behind the hash ``kept``.

    None, for nobody there, costs as much as a wrong password: how long an answer takes tells no
    one which names exist.
    """
    if len(password) > LONGEST:
        password = ""
    with _turn():
        try:
            matches = _hasher.verify(kept or _nobody(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return matches and kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_bytes(32))


def _bytes(password: str) -> bytes:
    # Keyboards spell one character in several ways (NIST SP 800-63B, 5.1.1.2).
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(timeout=_WAIT_S):
        raise IdentityError("too many people sign in at this moment; try again in a minute")
    try:
        yield
    finally:
        _places.release()

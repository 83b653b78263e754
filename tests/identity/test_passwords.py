import time

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from support.people import cheap

from netwatch.identity import passwords
from netwatch.identity.errors import IdentityError, PasswordError

__all__ = ["cheap"]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "12 to 1024"),
        ("x" * 1025, "12 to 1024"),
        ("annabella.winter", "is the name"),
        ("RETNIW.ALLEBANNA", "is the name"),
        ("Password1234", "first anybody tries"),
        ("abababababab", "first anybody tries"),
    ],
)
def test_what_cannot_be_a_password(password, said):
    with pytest.raises(PasswordError, match=said):
        passwords.check("annabella.winter", password)


def test_what_can_be():
    passwords.check("ann", "sixteen tons of copper")
    passwords.check("ann", "\u00fcberraschend \U0001f511 gut")


@settings(deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_a_password_is_known_again_and_another_is_not(password, other):
    hasher, passwords._hasher = passwords._hasher, PasswordHasher(1, 8, 1)
    try:
        kept = passwords.hashed(password)
        assert password not in kept or len(password) < 3
        assert passwords.verified(kept, password)
        alike = passwords._bytes(other) == passwords._bytes(password)
        assert passwords.verified(kept, other) is alike
    finally:
        passwords._hasher = hasher


def test_one_character_spelled_in_two_ways_is_one(cheap):
    assert passwords.verified(passwords.hashed("cafe\u0301 au lait noir"), "caf\u00e9 au lait noir")


def test_hashes_of_today_are_argon2id_and_not_outdated():
    kept = passwords.hashed("sixteen tons of copper")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not passwords.is_outdated(kept)
    assert passwords.is_outdated(PasswordHasher(1, 8, 1).hash("x"))


@pytest.mark.parametrize("kept", [None, "", "nonsense", "$argon2id$v=19$m=65536"])
def test_nobody_has_no_password(cheap, kept):
    assert not passwords.verified(kept, "sixteen tons of copper")


def test_nobody_takes_as_long_as_somebody():
    kept = passwords.hashed("sixteen tons of copper")
    passwords.verified(None, "x")

    def taken(hash_):
        start = time.thread_time()
        passwords.verified(hash_, "wrong")
        return time.thread_time() - start

    some = min(taken(kept) for _ in range(3))
    none = min(taken(None) for _ in range(3))
    assert some / 3 < none < some * 3


def test_only_so_many_are_computed_at_once(monkeypatch):
    monkeypatch.setattr(passwords, "_WAIT_S", 0.01)
    for _ in range(passwords._AT_ONCE):
        assert passwords._places.acquire(blocking=False)
    try:
        with pytest.raises(IdentityError, match="too many people"):
            passwords.hashed("sixteen tons of copper")
    finally:
        passwords._places.release(passwords._AT_ONCE)

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from netwatch.model.act import Act, Actor, ActOutcome, How
from netwatch.model.person import EVERYTHING, Limits, Origin, Role
from netwatch.store.people_values import (
    ActFilter,
    NewAccount,
    NewToken,
    NoAccountError,
    PeopleError,
    Tried,
)
from netwatch.store.sign_ins import SignIns

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOT = Actor(name="root", how=How.CLI)


def act(word="account add", at=NOW, **said):
    return Act(at=at, actor=ROOT, act=word, **said)


def digest(text):
    return sha256(text.encode()).digest()


@pytest.fixture
def people(store):
    store.people.accounts.add(NewAccount(name="ann", role=Role.ADMIN), act(subject="ann"))
    return store.people


def opened(people, name="ann", secret="s1", at=NOW, lasts=8 * HOUR):
    return people.sessions.open(
        name, digest(secret), expires=at + lasts, act=act("session open", at, subject=name)
    )


def words(people, **wanted):
    page = people.acts.page(ActFilter(**wanted), limit=100)
    return [each.act.act for each in reversed(page.acts)]


def test_an_account_is_kept_as_given(people):
    limits = Limits(sites=frozenset({"nyc", "ams"}), tags=frozenset({"edge\0"}))
    new = NewAccount(name="bob", role=Role.VIEWER, limits=limits, origin=Origin.OIDC, subject="i|1")
    people.accounts.add(new, act(subject="bob"))
    bob = people.accounts.get("bob")
    assert (bob.role, bob.origin, bob.subject) == (Role.VIEWER, Origin.OIDC, "i|1")
    assert bob.limits == Limits(sites=frozenset({"nyc", "ams"}), tags=frozenset({"edge"}))
    assert (bob.disabled, bob.has_password, bob.created) == (False, False, NOW)
    assert people.accounts.vouched(Origin.OIDC, "i|1") == bob
    assert people.accounts.vouched(Origin.LDAP, "i|1") is None
    assert [each.name for each in people.accounts.all()] == ["ann", "bob"]
    assert bob.person.sites == {"nyc", "ams"}


def test_a_name_and_a_subject_are_taken_once(people):
    with pytest.raises(PeopleError, match="already"):
        people.accounts.add(NewAccount(name="ann", role=Role.VIEWER), act())
    one = NewAccount(name="x", role=Role.VIEWER, origin=Origin.OIDC, subject="i|1")
    people.accounts.add(one, act())
    with pytest.raises(PeopleError, match="already"):
        people.accounts.add(replace(one, name="y"), act())


def test_there_is_no_account_at_first(store):
    assert not store.people.accounts.any()
    assert store.people.accounts.find("ann") is None
    assert store.people.accounts.password("ann") is None
    with pytest.raises(NoAccountError, match="users list"):
        store.people.accounts.get("ann")


def test_the_last_admin_stays_one(people):
    for step in (
        lambda: people.accounts.set_role("ann", Role.VIEWER, act()),
        lambda: people.accounts.disable("ann", act()),
    ):
        with pytest.raises(PeopleError, match="only admin left"):
            step()
    people.accounts.add(NewAccount(name="bob", role=Role.ADMIN), act())
    people.accounts.disable("bob", act())
    with pytest.raises(PeopleError, match="only admin left"):
        people.accounts.set_role("ann", Role.VIEWER, act())
    people.accounts.enable("bob", act())
    people.accounts.set_role("ann", Role.VIEWER, act())
    assert people.accounts.get("ann").role is Role.VIEWER


def test_two_admins_who_lower_each_other_leave_one(people):
    people.accounts.add(NewAccount(name="bob", role=Role.ADMIN), act())

    def lower(name):
        try:
            people.accounts.set_role(name, Role.VIEWER, act())
        except PeopleError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lower, ("ann", "bob"))) == [False, True]
    assert [each.role for each in people.accounts.all()].count(Role.ADMIN) == 1


def test_a_refused_step_leaves_no_act(people):
    before = words(people)
    with pytest.raises(PeopleError):
        people.accounts.set_role("ann", Role.VIEWER, act("account role"))
    assert words(people) == before


@pytest.mark.parametrize(
    "step",
    [
        lambda people: people.accounts.set_role("ann", Role.ADMIN, act()),
        lambda people: people.accounts.vouch("ann", Role.VIEWER, act()),
        lambda people: people.accounts.set_password("ann", "hash", act()),
        lambda people: people.invitations.redeem(digest("c"), "hash", act()),
    ],
)
def test_sessions_end_with_what_they_rested_on(people, step):
    people.invitations.add("ann", digest("c"), expires=NOW + HOUR, act=act())
    opened(people)
    step(people)
    assert people.sessions.find(digest("s1"), NOW, HOUR) is None


def test_a_disabled_account_is_let_in_by_no_way(people):
    people.accounts.add(NewAccount(name="bob", role=Role.ADMIN), act())
    opened(people, "bob")
    token = NewToken(
        account="bob", name="ci", role=Role.VIEWER, limits=EVERYTHING, expires=NOW + HOUR
    )
    people.tokens.add(token, digest("t"), act())
    people.invitations.add("bob", digest("c"), expires=NOW + HOUR, act=act())
    people.accounts.disable("bob", act())
    assert people.sessions.find(digest("s1"), NOW, HOUR) is None
    assert people.tokens.find(digest("t"), NOW) is None
    assert people.invitations.find(digest("c"), NOW) is None
    with pytest.raises(PeopleError, match="invitation"):
        people.invitations.redeem(digest("c"), "hash", act())
    with pytest.raises(PeopleError, match="disabled"):
        opened(people, "bob", "s2")
    with pytest.raises(PeopleError, match="disabled"):
        people.tokens.add(token, digest("t2"), act())


def test_a_session_ends_by_itself_when_idle_and_at_its_end(people):
    opened(people, lasts=8 * HOUR)
    idle = timedelta(minutes=30)
    at = NOW
    while at < NOW + 8 * HOUR:
        assert people.sessions.find(digest("s1"), at, idle) is not None
        at += timedelta(minutes=20)
    assert people.sessions.find(digest("s1"), NOW + 8 * HOUR, idle) is None
    opened(people, secret="s2")
    assert people.sessions.find(digest("s2"), NOW + timedelta(minutes=29, seconds=59), idle)
    assert people.sessions.find(digest("s2"), NOW + 2 * HOUR, idle) is None
    assert people.sessions.find(digest("never"), NOW, idle) is None


def test_sessions_are_listed_ended_and_bounded(people):
    people.accounts.add(NewAccount(name="bob", role=Role.VIEWER), act())
    first = opened(people, secret="s0")
    for number in range(1, 60):
        opened(people, secret=f"s{number}", at=NOW + timedelta(seconds=number))
    listed = people.sessions.of("ann", NOW + timedelta(minutes=2), HOUR)
    assert len(listed) == 50
    assert first.number not in {each.number for each in listed}
    with pytest.raises(PeopleError, match="no session"):
        people.sessions.end_numbered("bob", listed[0].number, act())
    people.sessions.end_numbered("ann", listed[0].number, act("session end"))
    people.sessions.end(digest("s58"), act("session end"))
    people.sessions.end(digest("s58"), act("session end"))
    assert len(people.sessions.of("ann", NOW + timedelta(minutes=2), HOUR)) == 48
    assert words(people).count("session end") == 2


def test_opening_a_session_is_noted_with_the_account(people):
    assert people.accounts.get("ann").last_sign_in is None
    session = opened(people)
    assert (session.created, session.expires) == (NOW, NOW + 8 * HOUR)
    assert session.account.last_sign_in == NOW


def test_tokens_end_are_revoked_and_tell_of_their_use(people):
    limits = Limits(sites=frozenset({"nyc"}))
    new = NewToken(account="ann", name="ci\0", role=Role.VIEWER, limits=limits, expires=NOW + HOUR)
    kept = people.tokens.add(new, digest("t"), act())
    assert (kept.name, kept.role, kept.limits, kept.last_used) == ("ci", Role.VIEWER, limits, None)
    assert people.tokens.find(digest("t"), NOW).number == kept.number
    assert people.tokens.of("ann")[0].last_used == NOW
    assert people.tokens.find(digest("t"), NOW + HOUR) is None
    assert people.tokens.find(digest("u"), NOW) is None
    assert people.tokens.get(kept.number).account.name == "ann"
    with pytest.raises(PeopleError, match="no token"):
        people.tokens.get(kept.number + 1)
    people.tokens.revoke(kept.number, act())
    assert people.tokens.find(digest("t"), NOW) is None
    with pytest.raises(PeopleError, match="no token"):
        people.tokens.revoke(kept.number, act())
    assert people.tokens.all()[0].revoked == NOW


def test_an_invitation_is_good_for_once_and_the_latest_counts(people):
    people.invitations.add("ann", digest("one"), expires=NOW + HOUR, act=act())
    people.invitations.add("ann", digest("two"), expires=NOW + HOUR, act=act())
    assert people.invitations.find(digest("one"), NOW) is None
    assert people.invitations.find(digest("two"), NOW).account.name == "ann"
    assert people.invitations.find(digest("two"), NOW + HOUR) is None
    account = people.invitations.redeem(digest("two"), "hash", act())
    assert account.has_password
    assert people.accounts.password("ann") == "hash"
    assert people.invitations.find(digest("two"), NOW) is None
    with pytest.raises(PeopleError, match="invitation"):
        people.invitations.redeem(digest("two"), "other", act())
    assert people.accounts.password("ann") == "hash"


def test_of_two_who_redeem_one_code_one_does(people):
    people.invitations.add("ann", digest("c"), expires=NOW + HOUR, act=act())

    def redeem(password):
        try:
            people.invitations.redeem(digest("c"), password, act())
        except PeopleError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(redeem, "abcd")) == [False, False, False, True]


def test_an_old_invitation_does_not_open(people):
    people.invitations.add("ann", digest("c"), expires=NOW + HOUR, act=act())
    with pytest.raises(PeopleError, match="run out"):
        people.invitations.redeem(digest("c"), "hash", act(at=NOW + HOUR))


def test_a_rehash_does_not_undo_a_new_password(people):
    people.accounts.set_password("ann", "old", act())
    people.accounts.rehash("ann", "old", "stronger")
    assert people.accounts.password("ann") == "stronger"
    people.accounts.rehash("ann", "old", "weaker")
    assert people.accounts.password("ann") == "stronger"


def tried(text, wait=timedelta(0)):
    return Tried(digest=digest(text), wait=lambda failures: failures * wait)


def test_attempts_wait_longer_with_each_failure(store):
    people = store.people.sign_ins
    name, address = tried("name", HOUR / 6), tried("address", HOUR / 60)
    assert people.attempt((name, address), NOW) == timedelta(0)
    assert people.attempt((name, address), NOW) == HOUR / 6
    assert people.attempt((address,), NOW) == HOUR / 60
    # What had to wait was not counted.
    later = NOW + HOUR / 6
    assert people.attempt((name, address), later) == timedelta(0)
    assert people.attempt((name,), later) == HOUR / 3
    people.succeeded(name, address)
    assert people.attempt((name,), later) == timedelta(0)
    assert people.attempt((address,), later) == HOUR / 60


def test_an_hour_of_quiet_forgets_and_failures_are_bounded(store):
    people = SignIns(store.database, most=6)
    slow = timedelta(minutes=30)
    for number in range(20):
        at = NOW + number * timedelta(seconds=1)
        assert people.attempt((tried(str(number), slow),), at) == timedelta(0)
    known = [people.attempt((tried(str(number), slow),), at) for number in range(18, 20)]
    assert all(known)
    assert not people.attempt((tried("3", slow),), at)
    assert not people.attempt((tried("19", slow),), NOW + 2 * HOUR)


def test_of_attempts_at_once_none_slips_through(store):
    keys = (tried("a", HOUR), tried("b"))
    with ThreadPoolExecutor(6) as pool:
        waits = list(pool.map(lambda _: store.people.sign_ins.attempt(keys, NOW), range(12)))
    assert waits.count(timedelta(0)) == 1


def test_a_browser_is_expected_back_once_and_not_for_long(store):
    people = SignIns(store.database, most=3)
    people.send(digest("a"), at=NOW, expires=NOW + HOUR)
    assert people.returned(digest("a"), NOW)
    assert not people.returned(digest("a"), NOW)
    people.send(digest("b"), at=NOW, expires=NOW + HOUR)
    assert not people.returned(digest("b"), NOW + HOUR)
    for number in range(5):
        people.send(digest(str(number)), at=NOW, expires=NOW + HOUR + number * HOUR)
    assert [people.returned(digest(str(number)), NOW) for number in range(5)] == [
        False, False, True, True, True,
    ]  # fmt: skip


def test_acts_are_paged_latest_first_and_filtered(store):
    log = store.people.acts
    bob = Actor(name="bob\0", how=How.SESSION, address="192.0.2.7")
    for number in range(7):
        outcome = ActOutcome.REFUSED if number == 3 else ActOutcome.DONE
        log.add(
            Act(at=NOW + number * HOUR, actor=bob if number % 2 else ROOT, act=f"account.{number}",
                subject="x", detail="d" * 3000, outcome=outcome)
        )  # fmt: skip
    seen, before = [], None
    while True:
        page = log.page(ActFilter(), before=before, limit=3)
        seen += [each.act.act[-1] for each in page.acts]
        before = page.older
        if before is None:
            break
    assert seen == list("6543210")
    assert words(store.people, who="bob") == ["account.1", "account.3", "account.5"]
    assert words(store.people, outcome=ActOutcome.REFUSED) == ["account.3"]
    assert words(store.people, act="account.4") == ["account.4"]
    assert words(store.people, act="%") == []
    assert words(store.people, since=NOW + 2 * HOUR, until=NOW + 4 * HOUR) == [
        "account.2", "account.3",
    ]  # fmt: skip
    assert words(store.people, subject="y") == []
    newest = log.page(ActFilter(), limit=1).acts[0].act
    assert len(newest.detail) == 2000
    assert newest.actor == ROOT

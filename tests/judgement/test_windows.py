"""Which findings a change window explains."""

from dataclasses import replace

from hypothesis import given as given_any
from hypothesis import strategies as st
from support.build import (
    NOW,
    digest,
    erspan,
    facts,
    image,
    policy,
    span,
    state,
    to_ip,
    to_port,
    traits,
    tunnel,
)
from support.strategies import states

from netwatch import registry
from netwatch.detect import detect
from netwatch.judgement.expectations import Case, judge
from netwatch.model.image import Signature
from netwatch.model.policy import KnownImage
from netwatch.model.window import Explained
from netwatch.parsing.expectation import read_expectation

OURS = policy(prefixes=("192.0.2.0/24",))
ANNOUNCED = (
    "mirror added: *", "mirror changed: *", "mirror removed: *", "user added: *", "reload",
    "image version = *", "config: only under *", "tunnel added: *", "dormant added: *",
)  # fmt: skip
NONE = state(mirrors=())
ADDED = state(mirrors=(erspan(destinations=(to_ip("203.0.113.66"),)),))


def explained(given, name, *lines):
    case = Case(
        expectations=tuple(map(read_expectation, lines)),
        changes=given.changes,
        before=given.before,
        after=given.after,
        platform=given.platform,
    )
    found = tuple(each.change for each in judge(case).expected)
    return Explained(name, found, found)


def told(given, *windows):
    findings = detect(replace(given, windows=windows), registry.rules())
    return {each.rule: each.window for each in findings}


def test_without_a_window_nothing_is_explained():
    assert set(told(facts(NONE, ADDED, OURS)).values()) == {None}


def test_an_announced_session_is_explained_with_the_conditions_it_makes():
    given = facts(NONE, ADDED, OURS)
    found = told(given, explained(given, "CHG1", "mirror added: session 52"))
    assert found.keys() == told(given).keys()
    assert {"mirror-new-session", "mirror-unknown-owner"} <= found.keys()
    assert set(found.values()) == {"CHG1"}


def test_another_session_than_announced_stays_open():
    given = facts(NONE, ADDED, OURS)
    assert set(told(given, explained(given, "CHG1", "mirror added: session 1")).values()) == {None}


def test_a_condition_older_than_the_window_stays_open():
    old = erspan("9", destinations=(to_ip("203.0.113.9"),))
    given = facts(state(mirrors=(old,)), state(mirrors=(old, *ADDED.mirrors)), OURS)
    window = explained(given, "CHG1", "mirror added: session 52")
    findings = detect(replace(given, windows=(window,)), registry.rules())
    by_window = {(each.rule, each.window) for each in findings}
    assert ("mirror-unknown-owner", None) in by_window
    assert ("mirror-unknown-owner", "CHG1") in by_window
    assert all(("203.0.113.66" in each.title) == (each.window == "CHG1") for each in findings)


def test_a_window_that_is_over_explains_the_change_and_no_condition():
    given = facts(NONE, ADDED, OURS)
    over = replace(explained(given, "CHG1", "mirror added: session 52"), standing=())
    found = told(given, over)
    assert found["mirror-new-session"] == "CHG1"
    assert found["mirror-unknown-owner"] is None


def test_a_condition_is_explained_at_every_visit_while_the_window_lasts():
    first = facts(NONE, ADDED, OURS)
    standing = explained(first, "CHG1", "mirror added: session 52").standing
    again = facts(ADDED, ADDED, OURS)
    assert set(told(again, Explained("CHG1", (), standing)).values()) == {"CHG1"}
    assert set(told(again).values()) == {None}


def test_a_section_changed_in_part_as_announced_is_two_findings():
    before = state(config="interface Gi1/0/1\n description x\n", mirrors=())
    after = state(
        config="interface Gi1/0/1\n description y\n ip helper-address 203.0.113.9\n", mirrors=()
    )
    given = facts(before, after)
    window = explained(
        given, "CHG1",
        "config added: interface Gi1/0/1 > description y",
        "config removed: interface Gi1/0/1 > description x",
    )  # fmt: skip
    findings = detect(replace(given, windows=(window,)), registry.rules())
    lines = {each.window: " ".join(e.text for e in each.evidence) for each in findings}
    assert lines.keys() == {None, "CHG1"}
    assert "helper-address" in lines[None]
    assert "description" not in lines[None]
    assert "helper-address" not in lines["CHG1"]


def test_a_reload_that_was_announced_makes_nothing_of_what_came_with_it():
    booted = {"uptime_s": 60, "booted_at": NOW, "last_reload_reason": "Reload Command"}
    before = state(mirrors=(), image=image(digests=(digest("a" * 16),)))
    after = state(mirrors=(), image=image(digests=(digest("b" * 16),), **booted))
    given = facts(before, after)
    plain = told(given)
    assert "image-digest-changed" in plain
    found = told(given, explained(given, "CHG1", "reload"))
    # Judged without the reload, the image would have changed without one: that is not so.
    assert found.keys() == plain.keys()
    assert found["image-digest-changed"] is None


def test_of_two_windows_the_one_that_announced_it_is_named():
    given = facts(NONE, state(mirrors=(*ADDED.mirrors, span(destinations=(to_port(),)))), OURS)
    one = explained(given, "CHG1", "mirror added: session 1")
    two = explained(given, "CHG2", "mirror added: session 52")
    findings = detect(replace(given, windows=(one, two)), registry.rules())
    named = {(each.subject.split()[1], each.window) for each in findings
             if each.rule == "mirror-new-session"}  # fmt: skip
    assert named == {("1", "CHG1"), ("52", "CHG2")}


def test_a_weaker_login_beside_an_announced_user_stays_open():
    before = state(mirrors=(), config="", **traits(users=(), aaa_methods=("login group tacacs+",)))
    after = state(
        mirrors=(), config="",
        **traits(users=(("bob", "privilege 15"),), aaa_methods=(("login", "none"),)),
    )  # fmt: skip
    given = facts(before, after)
    found = told(given, explained(given, "CHG1", "user added: bob"))
    assert found["local-user-added"] == "CHG1"
    assert {window for rule, window in found.items() if rule.startswith("aaa")} == {None}


def test_a_session_hidden_from_the_configuration_stays_open_though_it_was_announced():
    before = state(declared=(), operating=())
    hidden = state(declared=(), operating=ADDED.declared)
    given = facts(before, hidden, OURS)
    found = told(given, explained(given, "CHG1", "mirror added: session 52"))
    assert found["mirror-new-session"] == "CHG1"
    assert found["mirror-not-in-config"] is None
    assert found["mirror-unknown-owner"] is None


def test_an_announced_mirror_through_a_tunnel_nobody_announced_stays_open():
    before = state(mirrors=(), tunnels=())
    through = erspan(destinations=(to_ip("203.0.113.66", resolved_from="Tunnel5"),))
    after = state(mirrors=(through,), tunnels=(tunnel(remote="203.0.113.66"),))
    given = facts(before, after, OURS)
    found = told(given, explained(given, "CHG1", "mirror added: session 52"))
    assert found["mirror-new-session"] == "CHG1"
    assert found["mirror-via-new-tunnel"] is None
    assert found["tunnel-added"] is None
    both = explained(given, "CHG1", "mirror added: session 52", "tunnel added: Tunnel5")
    assert told(given, both)["mirror-via-new-tunnel"] == "CHG1"


def test_an_announced_upgrade_vouches_for_no_code():
    good = digest("a" * 16, path="flash:new.bin")
    known = (KnownImage(digest=good.value, file="new.bin", version="17.12.4"),)
    before = state(mirrors=(), image=image(digests=(digest("c" * 16),)))
    new = {"version": "17.12.4", "running_file": "flash:new.bin"}
    patched = digest("b" * 16, path="flash:new.bin")
    after = state(mirrors=(), image=image(
        digests=(patched,), hashed_at=NOW, signature=Signature.INVALID, booted_at=NOW, **new,
    ))  # fmt: skip
    given = facts(before, after, replace(OURS, images=known))
    found = told(given, explained(given, "CHG1", "image version = 17.12.4"))
    assert found["image-version-changed"] == "CHG1"
    assert found["image-digest-not-known-good"] is None
    assert found["image-signature-invalid"] is None


def test_a_new_version_that_runs_without_a_reload_is_a_contradiction_no_window_explains():
    before, after = state(mirrors=(), image=image()), state(mirrors=(), image=image(version="18"))
    given = facts(before, after)
    found = told(given, explained(given, "CHG1", "image version = 18"))
    assert found["image-changed-without-reload"] is None


@given_any(before=states, after=states, lines=st.lists(st.sampled_from(ANNOUNCED), max_size=4))
def test_windows_hide_no_finding(before, after, lines):
    """Whatever was announced, every quoted line of every finding is told still."""
    after = replace(after, taken_at=before.taken_at)
    given = facts(before, after, OURS)
    plain = detect(given, registry.rules())
    told = detect(replace(given, windows=(explained(given, "CHG1", *lines),)), registry.rules())
    quotes = {}
    for each in told:
        quotes.setdefault(each.rule, set()).update(each.evidence)
    for each in plain:
        assert quotes[each.rule].issuperset(each.evidence)
    if not lines:
        assert told == plain

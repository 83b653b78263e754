"""What was announced against what changed: three lists, and nothing in two of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.build import (
    NOW,
    PLATFORM,
    erspan,
    file,
    image,
    port,
    span,
    state,
    to_ip,
    to_port,
    trait,
    traits,
    tunnel,
)
from support.strategies import states

from netwatch.compare import compare
from netwatch.judgement.expectations import Case, joined, judge
from netwatch.judgement.planned import atoms
from netwatch.judgement.told_change import told
from netwatch.model.change import ConfigChanged, ImageChanged, MirrorAdded, TraitChanged
from netwatch.model.image import Digest
from netwatch.parsing.expectation import read_expectation

CONFIG = "hostname a\ninterface GigabitEthernet1/0/1\n description x\nntp server 192.0.2.1\n"


def judged(before, after, *lines, announced=None):
    case = Case(
        expectations=tuple(map(read_expectation, lines)),
        changes=compare(before, after, PLATFORM),
        before=before,
        after=after,
        platform=PLATFORM,
        announced=announced or {},
    )
    return judge(case)


def counts(judgement):
    return (
        len(judgement.expected), len(judgement.missing), len(judgement.unexpected),
    )  # fmt: skip


NONE = state(mirrors=(), config=CONFIG)
ADDED = state(mirrors=(span("1", destinations=(to_port("GigabitEthernet1/0/48"),)),), config=CONFIG)


@pytest.mark.parametrize(
    "line",
    [
        "mirror added: core-rtr1 destination Gi1/0/48",
        "mirror added: destination gigabitethernet 1/0/48",
        "mirror added: * session 1 destination Gi1/0/4*",
        "mirror added: destination interface* source Gi1/0/1 kind local",
        "on core-*: mirror added: session 1",
        "may mirror added: session 1",
    ],
)
def test_a_mirror_that_was_announced(line):
    assert counts(judged(NONE, ADDED, line)) == (1, 0, 0)


@pytest.mark.parametrize(
    "line",
    [
        "mirror added: destination Gi1/0/47",
        "mirror added: session 2",
        "mirror added: source Gi1/0/2",
        "mirror added: kind erspan-source",
        "mirror removed: session 1",
        "mirror changed: session 1",
    ],
)
def test_another_mirror_than_announced_is_both_missing_and_unexpected(line):
    assert counts(judged(NONE, ADDED, line)) == (0, 1, 1)


def test_a_second_receiver_beside_the_announced_one_is_not_announced():
    both = erspan(destinations=(to_ip("192.0.2.200"), to_ip("203.0.113.66")))
    after = state(mirrors=(both,))
    assert counts(judged(NONE, after, "mirror added: destination 192.0.2.200")) == (0, 1, 1)
    assert counts(judged(NONE, after, "mirror added: session 52")) == (1, 0, 0)


def test_a_network_stands_for_its_addresses():
    after = state(mirrors=(erspan(destinations=(to_ip("192.0.2.200"),)),))
    assert counts(judged(NONE, after, "mirror added: destination 192.0.2.0/24")) == (1, 0, 0)
    assert counts(judged(NONE, after, "mirror added: destination 198.51.100.0/24")) == (0, 1, 1)


def test_a_redirected_mirror_must_keep_the_sources_that_were_not_spoken_of():
    before = state(mirrors=(erspan(),))
    moved = state(mirrors=(erspan(destinations=(to_ip("192.0.2.9"),)),))
    wider = state(
        mirrors=(erspan(sources=(port(), port("Gi1/0/2")), destinations=(to_ip("192.0.2.9"),)),)
    )
    line = "mirror changed: session 52 destination 192.0.2.9"
    assert counts(judged(before, moved, line)) == (1, 0, 0)
    assert counts(judged(before, wider, line)) == (0, 1, 1)
    assert counts(judged(before, wider, "mirror changed: session 52")) == (1, 0, 0)


def test_leave_to_change_configuration_is_no_leave_to_mirror():
    assert counts(judged(NONE, ADDED, "config: only under *")) == (0, 0, 1)


def test_only_under_covers_its_stanzas_and_requires_nothing():
    text = CONFIG.replace("description x", "description y") + "interface Gi1/0/2\n shutdown\n"
    after = state(mirrors=(), config=text)
    line = "config: only under interface Gi1/0/*"
    assert counts(judged(NONE, after, line)) == (4, 0, 0)
    assert counts(judged(NONE, NONE, line)) == (0, 0, 0)
    assert counts(judged(NONE, NONE, "config: under interface Gi1/0/*")) == (0, 1, 0)
    more = state(mirrors=(), config=text + "ip http server\n")
    judgement = judged(NONE, more, line)
    (change,) = judgement.unexpected
    assert [each.text for each in change.added] == ["ip http server"]


@pytest.mark.parametrize(
    ("line", "met"),
    [
        ("config added: ntp server 192.0.2.9", True),
        ("config added: ntp server *", True),
        ("config added: ntp server 192.0.2.8", False),
        ("config removed: ntp server 192.0.2.9", False),
        ("config added: interface Gi1/0/1 > ntp server 192.0.2.9", False),
    ],
)
def test_a_statement_word_by_word(line, met):
    after = state(mirrors=(), config=CONFIG + "ntp server 192.0.2.9\n")
    assert counts(judged(NONE, after, line)) == ((1, 0, 0) if met else (0, 1, 1))


def test_a_statement_under_its_parent():
    after = state(mirrors=(), config=CONFIG.replace("description x", "description y"))
    lines = (
        "config added: interface gi1/0/1 > description y",
        "config removed: interface Gi1/0/1 > description x",
    )
    assert counts(judged(NONE, after, *lines)) == (2, 0, 0)


def test_a_user_brings_the_line_it_is_written_in_and_what_shows_it():
    quoted = trait("bob", "privilege 15", "username bob privilege 15")
    number = CONFIG.count("\n") + 1
    quoted = replace(quoted, evidence=(replace(quoted.evidence[0], line=number),))
    before = state(mirrors=(), config=CONFIG, **traits(users=(), shown_users=()))
    after = state(
        mirrors=(),
        config=CONFIG + "username bob privilege 15\n",
        posture=replace(before.posture, users=(quoted,), shown_users=(trait("bob"),)),
    )
    assert counts(judged(before, after, "user added: bob")) == (3, 0, 0)
    assert counts(judged(before, after, "user added: eve")) == (0, 1, 3)
    # The line was announced word by word, so the user it makes was too; what only shows was not.
    by_line = judged(before, after, "config added: username bob privilege 15")
    assert [type(each.change) for each in by_line.expected] == [TraitChanged, ConfigChanged]


UPGRADED = image(
    version="17.12.4", running_file="flash:new.bin", booted_at=NOW, last_reload_reason="Reload",
    boot_path=("flash:new.bin",), bootloader="17.1",
)  # fmt: skip


def test_an_upgrade_brings_its_files_and_its_reload_and_no_other_bootloader():
    text = "version 17.9\nboot system flash:os.bin\nhostname a\n"
    before = state(
        config=text, image=image(boot_path=("flash:os.bin",), bootloader="17.1"),
        files=(file("flash:os.bin"),),
    )  # fmt: skip
    after = state(
        config="version 17.12\nboot system flash:new.bin\nhostname a\n",
        image=UPGRADED,
        files=(file("flash:os.bin"), file("flash:new.bin")),
    )
    line = "image version = 17.12.4"
    judgement = judged(before, after, line)
    assert judgement.unexpected == ()
    assert judgement.missing == ()
    bad = replace(after, image=replace(UPGRADED, bootloader="evil"))
    (change,) = judged(before, bad, line).unexpected
    assert (change.field, change.after) == ("bootloader", "evil")
    odd = replace(after, files=(*after.files, file("flash:implant.py")))
    (change,) = judged(before, odd, line).unexpected
    assert change.path == "flash:implant.py"
    netboot = replace(after, image=replace(UPGRADED, boot_path=("tftp://203.0.113.66/x.bin",)))
    assert [each.field for each in judged(before, netboot, line).unexpected] == ["boot_path"]


def test_a_patched_file_is_no_part_of_an_upgrade_to_the_version_that_ran_already():
    before = state(image=image(digests=(Digest("flash:os.bin", "md5", "aa"),)))
    after = state(image=image(digests=(Digest("flash:os.bin", "md5", "bb"),)))
    judgement = judged(before, after, "image version = 17.09.04a")
    assert [type(each) for each in judgement.unexpected] == [ImageChanged]
    assert (judgement.missing, judgement.met) == ((), (0,))


def test_a_version_that_did_not_come_is_missing_and_one_nobody_saw_is_neither():
    line = "image version = 17.12.4"
    assert counts(judged(state(image=image()), state(image=image()), line)) == (0, 1, 0)
    blind = judged(state(image=image()), state(), line)
    assert (counts(blind), blind.unverified) == ((0, 0, 0), (0,))


def test_what_may_come_is_not_missed_and_what_nobody_could_see_of_it_is_no_matter():
    assert counts(judged(NONE, NONE, "may mirror added: session 1")) == (0, 0, 0)
    assert judged(NONE, state(), "may mirror added: session 1").unverified == ()


def test_other_things_by_their_names():
    before = state(tunnels=(), files=(), image=image())
    after = state(tunnels=(tunnel(),), files=(file("flash:x"),), image=image(booted_at=NOW))
    lines = ("tunnel added: Tu5", "file added: flash:*", "reload")
    assert counts(judged(before, after, *lines)) == (3, 0, 0)
    assert counts(judged(before, after)) == (0, 0, 3)


def test_a_candidate_is_met_by_exactly_what_it_leads_to():
    planned = compare(NONE, ADDED, PLATFORM)
    line = "candidate: a.cfg"
    assert counts(judged(NONE, ADDED, line, announced={0: planned})) == (1, 0, 0)
    assert counts(judged(NONE, NONE, line, announced={0: planned})) == (0, 1, 0)
    other = state(mirrors=(span("1", destinations=(to_port("Gi1/0/9"),)),), config=CONFIG)
    assert counts(judged(NONE, other, line, announced={0: planned})) == (0, 1, 1)


def test_a_session_hidden_from_the_configuration_is_no_candidate_met():
    planned = compare(NONE, ADDED, PLATFORM)
    before = state(declared=(), operating=(), config=CONFIG)
    hidden = state(declared=(), operating=ADDED.declared, config=CONFIG)
    judgement = judged(before, hidden, "candidate: a.cfg", announced={0: planned})
    assert [type(each) for each in judgement.unexpected] == [MirrorAdded]


def test_a_candidate_nobody_could_work_out_is_missing():
    assert counts(judged(NONE, ADDED, "candidate: a.cfg")) == (0, 1, 1)


LINES = st.lists(
    st.sampled_from(
        [
            "mirror added: *", "mirror removed: *", "mirror changed: session 1*", "user added: *",
            "config: only under *", "config added: *", "config removed: *", "tunnel added: *",
            "file changed: *", "image version = *", "reload", "host-key changed", "secret changed",
            "dormant added: *", "service removed", "identity changed: hostname",
        ]
    ),
    max_size=5,
)  # fmt: skip


@given(before=states, after=states, lines=LINES)
def test_every_change_lands_in_exactly_one_list(before, after, lines):
    judgement = judged(before, after, *lines)
    changes = tuple(atoms(compare(before, after, PLATFORM)))
    there = [each.change for each in judgement.expected] + list(judgement.unexpected)
    assert sorted(map(repr, there)) == sorted(map(repr, changes))
    assert {each.number for each in judgement.missing}.isdisjoint(judgement.met)
    assert {each.number for each in judgement.missing}.isdisjoint(judgement.unverified)
    for each in judgement.expected:
        assert each.by
    for change in joined(changes):
        assert told(change).what


@given(before=states, after=states)
def test_a_candidate_that_is_what_came_leaves_nothing_missing_of_its_statements(before, after):
    after = replace(after, taken_at=before.taken_at + timedelta(days=1))
    changes = compare(before, after, PLATFORM)
    planned = tuple(each for each in changes if isinstance(each, ConfigChanged))
    judgement = judged(before, after, "candidate: a.cfg", announced={0: planned})
    if before.config is not None and after.config is not None and after.declared is not None:
        assert judgement.missing == ()

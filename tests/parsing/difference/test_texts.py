"""The difference of two texts: it leads from one to the other, and says no more than it knows."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwatch.model.difference import Edited, Fate, Gap, LineKind, Same
from netwatch.model.platform import Layout
from netwatch.parsing.difference.alignment import Budget, aligned
from netwatch.parsing.difference.rows import Rows
from netwatch.parsing.difference.shown import shown
from netwatch.parsing.difference.sides import paired, unified
from netwatch.parsing.difference.tally import change_id, counts
from netwatch.parsing.difference.texts import text_diff
from netwatch.parsing.difference.words import differing

LINES = st.sampled_from(
    (
        "interface Gi1", "interface Gi2", " description uplink", " description core", "!", "",
        " no shutdown", "  deep 1", "  deep 2", "ip access-list extended A", " permit ip any any",
        " deny ip any any", "}", "system {", "    host-name r1;", "exit", "end", "\tx  y", "x y",
        "snmp-server community <secret:aaaaaaaaaaaa> RO",
        "snmp-server community <secret:bbbbbbbbbbbb> RO", "/ip firewall filter", "add a=b",
        "banner motd ^", "# remark", "\u202eodd", "\x85",
    )
)  # fmt: skip
TEXTS = st.lists(LINES | st.text(st.characters(codec=None), max_size=8), max_size=24).map("\n".join)
LAYOUTS = st.sampled_from(Layout)


def sides(diff):
    """Return both texts as the rows tell them."""
    old, new = [], []
    for line in Rows(diff).lines(0, 10**9):
        if line.old is not None:
            old.append((line.old, line.old_text))
        if line.new is not None:
            new.append((line.new, line.new_text))
    return old, new


@given(TEXTS, TEXTS, LAYOUTS)
@settings(max_examples=300, deadline=None)
def test_the_rows_hold_both_texts_whole_and_in_order(old, new, layout):
    was, now = sides(text_diff(old, new, layout))
    assert was == list(enumerate(old.split("\n"), 1))
    assert now == list(enumerate(new.split("\n"), 1))


@given(TEXTS, TEXTS, LAYOUTS)
@settings(max_examples=200, deadline=None)
def test_asked_from_the_other_side_it_is_the_mirror_image(old, new, layout):
    assert text_diff(old, new, layout) == text_diff(new, old, layout).mirrored()


@given(TEXTS, TEXTS, LAYOUTS)
@settings(max_examples=200, deadline=None)
def test_what_is_shown_and_what_is_folded_are_all_rows(old, new, layout):
    found = shown(text_diff(old, new, layout), context=1)
    rows = []
    for part in found.parts:
        for each in part.hunks if hasattr(part, "hunks") else (part,):
            if hasattr(each, "lines"):
                rows += range(each.start, each.start + len(each.lines))
            fold = each.rest if hasattr(each, "lines") else each
            if fold is not None:
                rows += range(fold.start, fold.start + fold.count)
    assert rows == list(range(found.rows))


@given(TEXTS, TEXTS, LAYOUTS)
@settings(max_examples=200, deadline=None)
def test_equal_rows_are_equal_and_moved_ones_know_their_partner(old, new, layout):
    was, now = old.split("\n"), new.split("\n")
    for line in Rows(text_diff(old, new, layout)).lines(0, 10**9):
        if line.kind is LineKind.EQUAL:
            assert line.old_text == line.new_text
        if line.kind is LineKind.SPACED:
            assert line.old_text.split() == line.new_text.split()
        if line.partner is not None and not (line.old_spans or line.new_spans):
            there = (now if line.new is None else was)[line.partner - 1]
            assert there.split() == line.text.split()


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_highlights_lie_inside_the_line_and_leave_what_both_share(old, new):
    spans = differing(old, new)
    rest = []
    for text, found in zip((old, new), spans, strict=True):
        at, kept = 0, ""
        for start, end in found:
            assert at <= start < end <= len(text)
            kept += text[at:start]
            at = end
        rest.append((kept + text[at:]).split())
    assert rest[0] == rest[1]


STANZAS = st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=12)


@given(STANZAS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_stanzas_in_another_order_are_no_change(numbers, chance):
    stanzas = [f"interface Gi{n}\n description port {n}\n mtu {n}\n!" for n in numbers]
    other = list(stanzas)
    chance.shuffle(other)
    diff = text_diff("\n".join(stanzas) + "\nend", "\n".join(other) + "\nend")
    assert counts(diff).changes == 0
    assert change_id(diff) == ""


@given(st.permutations(["permit ip host 192.0.2.1 any", "deny ip any any", "permit icmp any any"]))
def test_entries_of_a_list_in_another_order_are_a_change(entries):
    was = ["permit ip host 192.0.2.1 any", "deny ip any any", "permit icmp any any"]
    head = "ip access-list extended A\n "
    diff = text_diff(head + "\n ".join(was), head + "\n ".join(entries))
    assert bool(counts(diff).reordered) is (was != list(entries))


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
@settings(deadline=None)
def test_an_alignment_pairs_equal_items_in_order(old, new):
    pairs = aligned(old, new, Budget())
    assert all(old[one] == new[two] for one, two in pairs)
    assert pairs == sorted(pairs)
    assert len({one for one, _ in pairs}) == len({two for _, two in pairs}) == len(pairs)


BEFORE = """hostname r1
!
interface Gi1
 description uplink
 ip address 192.0.2.1 255.255.255.0
!
monitor session 52 type erspan-source
 source interface Gi1
 destination
  ip address 192.0.2.50
!
snmp-server community <secret:aaaaaaaaaaaa> RO
end"""


def kinds(old, new, layout=Layout.INDENTED):
    return {
        (line.kind, line.text.strip())
        for line in Rows(text_diff(old, new, layout)).lines(0, 10**6)
        if line.counts
    }


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("ip address 192.0.2.50", "ip address 203.0.113.9", LineKind.CHANGED),
        ("<secret:aaaaaaaaaaaa>", "<secret:bbbbbbbbbbbb>", LineKind.SECRET),
        (" description uplink", " description core", LineKind.CHANGED),
        (" description uplink\n", "", LineKind.REMOVED),
        (" description uplink", " description uplink\n mtu 9000", LineKind.ADDED),
    ],
)
def test_one_change_is_one_change(was, now, kind):
    ((found, _),) = kinds(BEFORE, BEFORE.replace(was, now))
    assert found is kind


def test_a_hunk_names_the_statements_around_it_and_a_new_last_stanza_leaves_the_end_alone():
    found = shown(text_diff(BEFORE, BEFORE.replace("192.0.2.50", "203.0.113.9")), context=0)
    (stanza,) = found.stanzas
    assert stanza.title == "monitor session 52 type erspan-source"
    assert [each.text for each in stanza.hunks[0].parents] == [
        "monitor session 52 type erspan-source",
        " destination",
    ]
    more = BEFORE.replace("end", "username eve privilege 15\nend")
    assert kinds(BEFORE, more) == {(LineKind.ADDED, "username eve privilege 15")}
    shown_lines = [line for each in shown(text_diff(BEFORE, more)).stanzas for line in each.lines()]
    assert all(line.kind is LineKind.EQUAL for line in shown_lines if line.text == "end")


def test_a_stanza_that_moved_and_changed_tells_only_what_changed():
    blocks = BEFORE.split("!\n")
    moved = "!\n".join((blocks[0], blocks[2].replace(".50", ".51"), blocks[1], blocks[3]))
    found = counts(text_diff(BEFORE, moved))
    assert (found.changed, found.changes) == (1, 1)


JUNOS = """firewall {
    family inet {
        filter F {
            term a {
                then accept;
            }
            term b {
                then discard;
            }
        }
    }
}
"""
FAMILIES = {
    Layout.INDENTED: (
        JUNOS,
        "accept",
        "reject",
    ),
    Layout.SECTIONS: (
        "/ip address\nadd address=192.0.2.1/24\n/user\nadd name=a\n",
        "name=a",
        "x=b",
    ),
    Layout.EXITS: (
        "interface 0/1\nmtu 1500\nexit\ninterface 0/2\nmtu 1500\nexit\n",
        "1500",
        "9000",
    ),
    Layout.PLAIN: ("Device ID\nsw1\nsw2\n", "sw2", "sw3"),
}


@pytest.mark.parametrize("layout", FAMILIES, ids=str)
def test_every_layout_tells_the_edit_under_its_parent(layout):
    text, was, now = FAMILIES[layout]
    after = now.join(text.rsplit(was, 1))
    diff = text_diff(text, after, layout)
    assert counts(diff).changes >= 1
    hunk = shown(diff, context=0).stanzas[-1].hunks[-1]
    names = [each.text.strip() for each in hunk.parents]
    assert (
        names
        == {
            Layout.INDENTED: ["firewall {", "family inet {", "filter F {", "term a {"],
            Layout.SECTIONS: ["/user"],
            Layout.EXITS: ["interface 0/2"],
            Layout.PLAIN: [],
        }[layout]
    )


def test_terms_of_a_junos_filter_in_another_order_are_a_change():
    text = JUNOS
    other = text.replace("term a", "term x").replace("term b", "term a").replace("term x", "term b")
    other = other.replace("accept", "y").replace("discard", "accept").replace("y;", "discard;")
    assert counts(text_diff(text, other)).reordered > 0


def test_places_count_in_answers_that_are_no_configuration():
    assert counts(text_diff("a\nb\nc", "b\na\nc", Layout.PLAIN)).reordered == 1
    assert counts(text_diff("a\nb\nc", "b\na\nc")).changes == 0


def test_the_same_change_has_one_name_whatever_stands_around_it():
    one = change_id(text_diff("hostname a\nuser x", "hostname a\nuser x\nuser eve"))
    two = change_id(text_diff("hostname b\nmtu 5\nuser q", "hostname b\nmtu 5\nuser eve\nuser q"))
    assert one == two != change_id(text_diff("a", "b"))


def test_a_unified_diff_is_one_that_patch_reads(tmp_path):
    diff = text_diff(BEFORE, BEFORE.replace("uplink", "core"))
    lines = list(unified(diff, "a", "b"))
    assert lines[:2] == ["--- a", "+++ b"]
    assert lines[2].startswith("@@ -1,7 +1,7 @@")
    assert "- description uplink" in lines
    assert "+ description core" in lines
    assert list(unified(text_diff("a", "a"), "a", "b")) == []


def test_side_by_side_what_went_stands_beside_what_came():
    rows = Rows(text_diff("a 1\nkept", "b 2 c\nkept", Layout.PLAIN)).lines(0, 9)
    pairs = [(one and one.old_text, two and two.new_text) for one, two in paired(rows)]
    assert pairs == [("a 1", "b 2 c"), ("kept", "kept")]


def _random(count, seed):
    chance = random.Random(seed)
    return "\n".join(chance.choice("abcdefgh") * chance.randint(1, 3) for _ in range(count))


HOSTILE = {
    "a million equal lines": ("a\n" * 1_000_000, "a\n" * 999_990 + "b\n"),
    "a million lines against none": ("x\n" * 1_000_000, ""),
    "one line of 5 MB": ("x" * 5_000_000, "x" * 2_000_000 + "y" + "x" * 3_000_000),
    "few words, many lines": (_random(20_000, 1), _random(20_000, 2)),
    "a staircase": (
        "\n".join(" " * n + "s" for n in range(2_000)),
        "\n".join(" " * n + "t" for n in range(2_000)),
    ),
    "shuffled": (
        "\n".join(map(str, range(20_000))),
        "\n".join(map(str, random.Random(3).sample(range(20_000), 20_000))),
    ),
    "one huge stanza": (
        "i\n" + "\n".join(f" a {n}" for n in range(20_000)),
        "i\n" + "\n".join(f" b {n}" for n in range(20_000)),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_bounded_work_and_little_is_shown(name):
    old, new = HOSTILE[name]
    began = time.process_time()
    diff = text_diff(old, new)
    found = shown(diff)
    assert time.process_time() - began < 20
    assert sum(len(list(each.lines())) for each in found.stanzas) <= 2_500
    total = sum(_old_height(step) for step in diff.steps)
    assert total == len(old.split("\n"))


def _old_height(step):
    match step:
        case Same(_, _, count, _):
            return count
        case Edited():
            return 1
        case Gap(gone, _):
            return sum(each.count for each in gone)


def test_more_lines_than_can_be_aligned_are_compared_as_sets_and_it_says_so():
    old = "\n".join(map(str, range(70_000)))
    new = "\n".join(map(str, range(69_999, -1, -1))) + "\nnew"
    diff = text_diff(old, new)
    assert not diff.complete
    assert counts(diff).added == 1
    fates = {piece.fate for step in diff.steps if isinstance(step, Gap) for piece in step.come}
    assert fates == {Fate.ONLY, Fate.ELSEWHERE}


def test_a_spent_budget_says_so_and_the_answer_is_always_the_same():
    old, new = _random(3_000, 4), _random(3_000, 5)
    one, two = (text_diff(old, new, budget=Budget(20_000)) for _ in range(2))
    assert not one.complete
    assert one == two
    assert sides(one)[1] == list(enumerate(new.split("\n"), 1))

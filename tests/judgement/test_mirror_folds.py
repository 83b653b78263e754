"""The folds of the map: nothing is lost, everything is counted, what is loud stays apart."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.mirror_maps import network
from support.strategies import texts

from netwatch.judgement.mirror_choice import chosen
from netwatch.judgement.mirror_folds import mirror_graph
from netwatch.judgement.mirror_joins import joined
from netwatch.model.mirror_graph import Choice, Detail, NodeKind
from netwatch.model.mirror_path import (
    Alarm,
    Consent,
    End,
    Holder,
    Mark,
    MirrorPath,
    Origin,
    Owner,
    Take,
    alarm_of,
)

# A join gives the mark ASSUMED by itself.
DRAWN = [each for each in Mark if each is not Mark.ASSUMED]
names = st.sampled_from(["a", "b", "c"]) | texts
owners = st.builds(Owner, st.sampled_from(Holder), names)
places = st.none() | st.sampled_from(["VLAN 9 in a", "VLAN 9 in b", "address 10.0.0.1"])


@st.composite
def ends(draw):
    place = draw(places)
    value = place or draw(names)
    return End(
        value=value, text=value, fold=draw(st.sampled_from([value, "own port"])),
        owner=draw(owners), consent=draw(st.sampled_from(Consent)), place=place,
        tunnel=draw(st.none() | names),
    )  # fmt: skip


@st.composite
def many_paths(draw):
    found = [
        MirrorPath(
            key=f"{at}", device=draw(names), site=draw(names), origin=draw(st.sampled_from(Origin)),
            session=draw(names), kind=draw(names), sources=tuple(draw(st.lists(names, max_size=3))),
            ends=tuple(draw(st.lists(ends(), max_size=3))),
            marks=tuple(draw(st.lists(st.sampled_from(DRAWN), max_size=2, unique=True))),
            takes=tuple(Take(each) for each in draw(st.lists(places, max_size=1)) if each),
        )
        for at in range(draw(st.integers(0, 14)))
    ]  # fmt: skip
    return joined(found, {"10.0.0.1": "a"})


def sessions(graph):
    return [each for each in graph.nodes if each.kind is NodeKind.SESSION]


@settings(deadline=None, max_examples=60)
@given(many_paths(), st.integers(3, 60), st.none() | st.sampled_from(Detail))
def test_every_path_stands_in_one_session_node_and_counts_add_up(paths, most, detail):
    graph = mirror_graph(paths, Choice(detail=detail), most=most)
    assert sorted(at for each in sessions(graph) for at in each.holds) == list(range(len(paths)))
    assert (len(graph.paths), graph.of) == (len(paths), len(paths))
    ids = {each.id: each for each in graph.nodes}
    assert len(ids) == len(graph.nodes)
    for node in graph.nodes:
        assert node.paths == len(set(node.holds)) > 0
        held = [graph.paths[at] for at in node.holds]
        assert dict(node.marks) == {
            mark: many for mark in Mark if (many := sum(mark in each.marks for each in held))
        }
        if node.kind is NodeKind.SESSION:
            assert {each.alarm for each in held} == {node.alarm}
    for edge in graph.edges:
        assert 0 < edge.paths <= ids[edge.tail].paths
    begun = [edge for edge in graph.edges if ids[edge.tail].column == 0]
    unfed = sum(each.depth == 0 for each in paths)
    assert sum(each.paths for each in begun if ids[each.tail].kind is not NodeKind.SESSION) == unfed


@settings(deadline=None, max_examples=60)
@given(many_paths(), st.randoms())
def test_the_order_in_which_paths_come_makes_no_difference(paths, random):
    mixed = list(paths)
    random.shuffle(mixed)
    assert mirror_graph(mixed) == mirror_graph(paths)


@settings(deadline=None, max_examples=60)
@given(many_paths(), st.sampled_from(Detail))
def test_opening_a_fold_shows_everything_it_holds(paths, detail):
    graph = mirror_graph(paths, Choice(detail=detail), most=3)
    for node in graph.nodes:
        if node.opens is None:
            continue
        opened = {each.key for each in chosen(paths, node.opens)}
        assert {graph.paths[at].key for at in node.holds} <= opened, node


@cache
def paths_of(many):
    return network(many).paths()


@pytest.mark.parametrize("many", [5, 500, 5000])
def test_a_map_of_any_size_can_be_read(many):
    graph = mirror_graph(paths_of(many))
    assert len(graph.nodes) <= 150
    assert len(graph.paths) >= many
    assert any(each.alarm is Alarm.HIDDEN for each in sessions(graph))
    if many == 5:
        assert graph.quiet is graph.loud is Detail.SESSIONS
        assert not any(each.is_fold for each in graph.nodes)
    else:
        assert graph.quiet > Detail.SESSIONS
        sites = [each for each in graph.nodes if each.kind is NodeKind.SITE]
        first = mirror_graph(paths_of(many), sites[0].opens)
        assert {each.site for each in first.paths} == {sites[0].label}
        assert first.quiet < graph.quiet


def test_what_is_marked_is_drawn_finer_than_what_is_not():
    graph = mirror_graph(paths_of(500))
    assert graph.loud is Detail.SESSIONS
    for each in sessions(graph):
        assert each.paths == 1 or each.alarm is Alarm.QUIET


def choose(**what):
    return mirror_graph(paths_of(500), Choice(**what))


def test_choices_leave_what_they_say_and_what_takes_it_up():
    assert {each.site for each in choose(site="nyc").paths} == {"nyc"}
    hidden = choose(mark="hidden").paths
    assert hidden
    assert all(Mark.HIDDEN in each.marks for each in hidden)
    collector = choose(destination="192.0.2.200").paths
    assert {each.ends[0].text.split()[0] for each in collector} == {"192.0.2.200"}
    assert len(choose(destination="192.0.2.20*").paths) > len(collector)
    ports = choose(destination="own port").paths
    assert {"rspan-source", "rspan-destination", "local"} <= {each.kind for each in ports}
    lapsed = choose(consent="lapsed").paths
    assert {each.ends[0].consent for each in lapsed} == {Consent.LAPSED}
    nobody = choose(owner="nobody known").paths
    assert all(Mark.NOBODYS in each.marks for each in nobody)
    assert choose(device="nyc-*").paths == choose(site="nyc").paths
    assert choose(site="nowhere").nodes == ()


def test_a_choice_says_of_how_many_it_is():
    graph = choose(mark="hidden")
    assert graph.sentence.startswith(f"{len(graph.paths)} mirror sessions of {graph.of}")


def test_the_words_of_a_mark_decide_how_loud_it_is():
    assert alarm_of(()) is alarm_of((Mark.SEEN, Mark.DISABLED)) is Alarm.QUIET
    assert alarm_of((Mark.LAPSED,)) is Alarm.UNAPPROVED
    assert alarm_of((Mark.NOBODYS, Mark.HIDDEN)) is Alarm.HIDDEN


def test_devices_that_were_never_observed_are_told_of():
    graph = replace(mirror_graph(()), unseen=("r1", "r2"))
    assert graph.sentence == "0 mirror sessions; the mirrors of 2 devices were never observed"

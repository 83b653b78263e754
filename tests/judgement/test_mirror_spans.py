from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from netwatch.judgement.mirror_spans import Look, spans
from netwatch.model.mirror import Destination, DestinationKind, Mirror, MirrorKind


def mirror(name="7", to="203.0.113.66", enabled=True):
    return Mirror(
        id=name,
        kind=MirrorKind.ERSPAN_SOURCE,
        enabled=enabled,
        destinations=(Destination(DestinationKind.IP, to),),
    )


def looks(*shown):
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return [Look(start + timedelta(days=day), each, day) for day, each in enumerate(shown)]


def told(found):
    return [
        (each.mirror.id, each.began.mark, each.last.mark, each.ended and each.ended.mark)
        for each in found
    ]


def test_a_mirror_came_and_went_and_came_again():
    found = spans(looks((), (mirror(),), (mirror(),), (), (mirror(),)))
    assert told(found) == [("7", 1, 2, 3), ("7", 4, 4, None)]
    assert not any(each.at_start for each in found)


def test_what_the_first_look_shows_may_be_older():
    assert spans(looks((mirror(),)))[0].at_start


def test_not_observed_is_not_gone():
    assert told(spans(looks((mirror(),), None, (mirror(),)))) == [("7", 0, 2, None)]
    assert not spans(looks(None, (), (mirror(),)))[0].at_start


def test_another_receiver_or_switching_off_ends_one_and_begins_another():
    found = spans(looks((mirror(),), (mirror(to="192.0.2.9"),), (mirror(enabled=False),)))
    assert told(found) == [("7", 0, 0, 1), ("7", 1, 1, 2), ("7", 2, 2, None)]


states = st.one_of(
    st.none(),
    st.lists(st.builds(mirror, st.sampled_from("12"), st.sampled_from(["a", "b"])), max_size=2,
             unique_by=lambda each: each.id).map(tuple),
)  # fmt: skip


@given(st.lists(states, max_size=12))
def test_every_look_is_covered_by_exactly_the_mirrors_it_shows(shown):
    found = spans(looks(*shown))
    for day, each in enumerate(shown):
        if each is None:
            continue
        covering = [
            (one.mirror.id, one.mirror.destinations)
            for one in found
            if one.began.mark <= day and (one.ended is None or day < one.ended.mark)
        ]
        assert sorted(map(repr, covering)) == sorted(
            repr((one.id, one.destinations)) for one in each
        )

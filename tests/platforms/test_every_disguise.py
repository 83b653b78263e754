"""For every platform: what only looks like a mirror is none, and what looks harmless hides none."""

import pytest
from support.disguises import DISGUISES

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers

CASES = [(name, each) for name, each in DISGUISES.items()]


def read(name, text):
    return registry.platform(name).read(Answers(((CONFIG, CONFIG, f"{text}\n"),)))


def places(*kinds):
    """Return (platform, place, the session in it) for every place of these kinds."""
    return [
        pytest.param(name, place, each, id=f"{name}-{kind}-{number}")
        for name, each in DISGUISES.items()
        for kind in kinds
        for number, place in enumerate(getattr(each, kind))
    ]


def put(place, text):
    """Put ``text`` where ``place`` has ``{}``; a doubled brace is a brace."""
    if '"' in place:
        text = text.replace('"', '\\"')
    return place.replace("{}", text).replace("{{", "{")


def ids(reading):
    return {each.id for each in reading.declared}


def test_nobody_unknown_is_here():
    assert set(DISGUISES) <= set(registry.names("platforms"))


@pytest.mark.parametrize(("name", "each"), CASES, ids=[name for name, _ in CASES])
def test_the_session_alone_is_one(name, each):
    if name == "checkpoint_gaia":
        pytest.skip("Gaia has no mirrors of its own")
    assert len(read(name, each.session).declared) == 1


@pytest.mark.parametrize(("name", "place", "each"), places("banner"))
def test_a_session_in_a_banner_is_none(name, place, each):
    text = each.session if "\n{}\n" in place else each.first
    reading = read(name, put(place, text))
    assert reading.declared == ()
    assert reading.dormant in ((), None)
    assert reading.unread == ()


@pytest.mark.parametrize(("name", "place", "each"), places("banner"))
def test_a_session_below_a_banner_is_one(name, place, each):
    if name == "checkpoint_gaia" or "BANNER" in place:
        pytest.skip("one object, or no sessions")
    reading = read(name, f"{put(place, 'welcome')}\n{each.session}")
    assert ids(reading) == ids(read(name, each.session))


@pytest.mark.parametrize(
    ("name", "each"), [case for case in CASES if case[1].torn], ids=lambda each: str(each)[:20]
)
def test_a_banner_without_end_hides_nothing_and_is_told(name, each):
    reading = read(name, f"{each.torn}{each.session}")
    assert ids(reading) == ids(read(name, each.session))
    assert reading.warnings or name == "f5_bigip"


@pytest.mark.parametrize(
    ("name", "each"), [case for case in CASES if case[1].comment], ids=lambda each: str(each)[:20]
)
def test_a_session_in_a_comment_is_none(name, each):
    lines = each.session.split("\n")
    block = "\n" in each.comment
    text = each.comment.replace("{}", each.session) if block else ""
    text = text or "\n".join(each.comment.replace("{}", line) for line in lines)
    reading = read(name, text)
    assert (reading.declared, reading.unread) == ((), ())
    below = read(name, f"{text}\n{each.session}")
    assert ids(below) == ids(read(name, each.session))


@pytest.mark.parametrize(("name", "place", "each"), places("line"))
def test_a_label_that_reads_like_a_session_is_none(name, place, each):
    reading = read(name, put(place, each.first))
    assert (reading.declared, reading.unread) == ((), ())


@pytest.mark.parametrize(("name", "place", "each"), places("hidden"))
def test_a_session_that_automation_makes_is_told_apart(name, place, each):
    reading = read(name, put(place, each.first))
    assert reading.declared == ()
    assert reading.dormant

"""Dell Enterprise SONiC: what golden cases do not say."""

from hypothesis import given
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise

PLATFORM = registry.platform("dell_sonic")
SESSIONS = golden.answers(golden.HOME / "dell_sonic" / "sessions")


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_the_text_is_recognised_and_the_database_is_the_communitys():
    assert recognise(SESSIONS[CONFIG], registry.platforms()) == "dell_sonic"
    database = '{"MIRROR_SESSION": {"a": {"dst_ip": "192.0.2.50"}}}'
    assert recognise(database, registry.platforms()) == "sonic"


def test_the_community_reader_reads_this_text_too():
    community = registry.platform("sonic").read(SESSIONS)
    assert community.declared == PLATFORM.read(SESSIONS).declared


def test_the_order_of_sessions_makes_no_difference():
    text = SESSIONS[CONFIG]
    first, second = (text.index(f"mirror-session Mirror{n}") for n in (1, 2))
    end = text.index("mirror-session Mirror3")
    swapped = text[:first] + text[second:end] + text[first:second] + text[end:]
    assert set(read(CONFIG, swapped).declared) == set(read(CONFIG, text).declared)


@given(st.integers(0, 1200), st.integers(0, 20), st.text(max_size=9))
def test_no_mutation_makes_it_raise(at, cut, new):
    for topic in (CONFIG, MIRRORS):
        text = SESSIONS[topic]
        read(topic, text[:at] + new + text[at + cut :])

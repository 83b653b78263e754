"""Open vSwitch: drift without counters, and what no hostile dump may do."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise

PLATFORM = registry.platform("openvswitch")
DATA = Path(golden.HOME) / "openvswitch"
TABLES = ("ovs-mirror", "ovs-bridge", "ovs-port", "ovs-interface")


def changed(case, old, new):
    triples = golden.answers(DATA / case)._answers
    edited = tuple((topic, command, text.replace(old, new)) for topic, command, text in triples)
    assert edited != triples
    return PLATFORM.read(Answers(edited))


def test_counters_are_evidence_and_no_difference():
    before = PLATFORM.read(golden.answers(DATA / "mirrors-into-tunnels"))
    after = changed("mirrors-into-tunnels", '["tx_packets",20]', '["tx_packets",90]')
    assert before.config == after.config
    assert before.declared == after.declared
    assert before.declared[0].evidence[-1].text == "tx_packets=20"


def test_a_new_remote_alone_moves_the_mirror():
    before = PLATFORM.read(golden.answers(DATA / "mirrors-into-tunnels"))
    after = changed("mirrors-into-tunnels", '"remote_ip","192.0.2.52"', '"remote_ip","192.0.2.99"')
    moved = [
        (old.id, new.destinations[0].value)
        for old, new in zip(before.declared, after.declared, strict=True)
        if old != new
    ]
    assert moved == [("br0/m2", "192.0.2.99")]


@pytest.mark.parametrize("topic", TABLES)
def test_a_table_that_did_not_answer_is_not_an_empty_one(topic):
    triples = golden.answers(DATA / "mirrors-into-tunnels")._answers
    reading = PLATFORM.read(Answers(tuple(each for each in triples if each[0] != topic)))
    assert reading.declared is None
    assert reading.operating is None
    assert reading.config is None


def test_evidence_quotes_the_text_that_is_kept():
    reading = PLATFORM.read(golden.answers(DATA / "span-and-rspan"))
    lines = reading.config.split("\n")
    for mirror in reading.declared:
        assert lines[mirror.evidence[0].line - 1] == mirror.evidence[0].text


@pytest.mark.parametrize("case", [each.name for each in DATA.glob("saved-*")])
def test_a_saved_dump_is_recognised(case):
    text = golden.answers(DATA / case)[CONFIG]
    assert recognise(text, registry.platforms()) == "openvswitch"


def test_removal_is_proposed():
    assert PLATFORM.mirror_removal("br0/m0") == (
        "ovs-vsctl -- --id=@m get Mirror m0 -- remove Bridge br0 mirrors @m",
    )
    assert PLATFORM.mirror_removal("orphan") == ()
    assert PLATFORM.mirror_removal("tc/eth1/ingress/10") == ()


CELL = st.recursive(
    st.text(max_size=8) | st.integers() | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(st.sampled_from(("uuid", "set", "map")), inner).map(list)
    ),
    max_leaves=6,
)
COLUMNS = st.lists(
    st.sampled_from(("_uuid", "name", "select_all", "output_port", "options", "mirrors", "type")),
    max_size=7,
)
TABLE = st.fixed_dictionaries(
    {"data": st.lists(st.lists(CELL, max_size=7), max_size=3), "headings": COLUMNS}
)


@settings(max_examples=60)
@given(st.tuples(TABLE, TABLE, TABLE, TABLE))
def test_no_table_makes_it_raise(tables):
    texts = [json.dumps(each) for each in tables]
    PLATFORM.read(
        Answers(tuple((topic, "", text) for topic, text in zip(TABLES, texts, strict=True)))
    )
    PLATFORM.read(Answers(((CONFIG, "", "\n".join(texts)),)))


SAVED = [
    text
    for case in sorted(DATA.glob("saved-*"))
    for topic, _, text in golden.answers(case)._answers
    if topic == CONFIG
]


@settings(max_examples=150)
@given(st.sampled_from(SAVED), st.integers(0, 1500), st.integers(0, 40), st.text(max_size=20))
def test_no_mutated_dump_makes_it_raise(text, at, cut, new):
    mutated = text[:at] + new + text[at + cut :]
    PLATFORM.read(Answers(((CONFIG, "", mutated),)))
    PLATFORM.flatten(mutated)

"""JSON with line numbers: the same values as the standard reader, and each on its own line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.json_places import load, sheet

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
)
PIECES = st.sampled_from(['"a"', "1", "{", "}", "[", "]", ",", ":", "null", "\n", " ", '"', "x"])


def plain(node):
    if node.is_object:
        return {name: plain(each) for name, each in node.value.items()}
    if isinstance(node.value, list):
        return [plain(each) for each in node.value]
    return node.value


def as_read(value):
    """Return ``value`` with numbers as text, as nodes keep them."""
    if isinstance(value, dict):
        return {name: as_read(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_read(each) for each in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(VALUES, st.sampled_from([None, 1]))
def test_what_is_written_is_read(value, indent):
    assert plain(load(json.dumps(value, indent=indent))) == as_read(value)


@given(st.lists(PIECES, max_size=12))
def test_it_reads_what_the_standard_reader_reads(pieces):
    text = "".join(pieces)
    try:
        value = json.loads(text)
    except ValueError:
        assert load(text) is None
    else:
        assert plain(load(text)) == as_read(value)


def test_every_value_knows_its_line_and_is_quoted_by_it():
    text = '{\n "a": [\n  "x",\n  {"b": 1}\n ]\n}'
    found = sheet("topic", text)
    items = found.root.get("a").items
    assert [each.line for each in items] == [3, 4]
    (quote,) = found.quote(items[1].get("b"))
    assert (quote.source, quote.line, quote.text) == ("topic", 4, '{"b": 1}')
    assert found.quote(found.root.get("nothing", "there")) == ()


@pytest.mark.parametrize("depth", [64, 65, 100_000])
def test_depth_costs_no_stack(depth):
    assert (load("[" * depth + "]" * depth) is not None) == (depth <= 64)


def test_half_a_character_and_a_long_text_are_shown_plainly():
    assert load('"\\ud800\\u0007x"').text == "??x"
    assert load(json.dumps("x" * 10_000)).text == "x" * 4096


def test_a_missing_answer_and_no_json_are_no_sheet():
    assert sheet("topic", None) is None
    assert sheet("topic", "hostname x") is None

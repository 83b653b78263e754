"""Regular expressions agree with Python's, and never hang."""

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from netwatch.parsing.automaton import Automaton
from netwatch.parsing.regular import PatternError

ATOMS = st.sampled_from(
    [
        "a",
        "B",
        "1",
        r"\.",
        ".",
        r"\d",
        r"\w",
        r"\s",
        r"\W",
        "[a-c]",
        "[^a1]",
        "^",
        "$",
        r"\b",
        r"\B",
    ]
)
REPEATED = st.builds(
    lambda atom, mark: atom if atom in {"^", "$", r"\b", r"\B"} else atom + mark,
    ATOMS,
    st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"]),
)
PATTERNS = st.recursive(
    REPEATED,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        inner.map(lambda part: f"(?:{part})?"),
    ),
    max_leaves=6,
)
TEXTS = st.text(alphabet="aAbBcC1 .-_\u00e9", max_size=12)


@given(pattern=PATTERNS, text=TEXTS)
def test_what_matches_is_what_python_matches(pattern, text):
    # Python before 3.14 finds no \B in an empty text, where there is no word's border either.
    assume(text or r"\B" not in pattern)
    automaton = Automaton(pattern)
    plain = re.compile(pattern.replace("$", r"\Z"), re.IGNORECASE | re.ASCII)
    assert automaton.matches(text) == bool(plain.search(text))
    if found := plain.search(text):
        span = automaton.span(text)
        assert span is not None
        assert span[0] == found.start()
        assert all(each in text.lower() for each in automaton.required)


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"(a|a)*b", r"(a|aa)+$", r"a*a*a*a*a*a*b", r"(.*){30}x"]
)
def test_no_expression_takes_long(pattern):
    began = time.monotonic()
    Automaton(pattern).matches("a" * 4000 + "!")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "pattern",
    ["", "(", ")", "[a", "a**", "*a", r"\1", "(?=a)", "a{2", "a{3,2}", "a{1000}", r"\q", "[z-a]",
     "x" * 300, "(" * 30 + ")" * 30, "((a{90}){90}){90}"],
)  # fmt: skip
def test_what_cannot_be_followed_is_told(pattern):
    with pytest.raises(PatternError):
        Automaton(pattern)


def test_required_texts_are_found_in_the_expression():
    assert Automaton(r"ip address 10\.1\.(2|3)\.\d+").required == ("ip address 10.1.", ".")
    assert Automaton(r"(?:GigabitEthernet)?1/0").required == ("1/0",)

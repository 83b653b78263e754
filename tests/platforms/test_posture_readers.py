"""What holds for the posture of every platform whose golden cases show one."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.model.state import Answers
from netwatch.parsing.text import clean
from netwatch.parsing.traits import MAX_TRAITS, Traits, one_line

CASES = [case for case in golden.cases() if case.name.startswith("posture")]
each_case = pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.parent.name}#{case.name}"
)
SPELLINGS = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "trailing blanks": lambda text: text.replace("\n", "  \n"),
}


def posture(name, text):
    return registry.platform(name).read(Answers(((CONFIG, CONFIG, text),))).posture


def traits(found):
    seen = {each.name: getattr(found, each.name) for each in fields(found)}
    return {name: each for name, each in seen.items() if each is not None}


@each_case
@pytest.mark.parametrize("spelling", ["CRLF", "trailing blanks"])
def test_line_ends_and_blanks_change_no_trait(case, spelling):
    text = golden.answers(case).get(CONFIG)
    if text is None:
        pytest.skip("this case has no configuration")
    loose = clean(SPELLINGS[spelling](text))
    assert posture(case.parent.name, loose) == posture(case.parent.name, text)


@each_case
def test_names_are_unique_and_every_trait_quotes_its_line(case):
    answers = golden.answers(case)
    platform = registry.platform(case.parent.name)
    reading = platform.read(answers)
    texts = dict(answers) | {CONFIG: reading.config or ""}
    for field, found in traits(reading.posture).items():
        assert len({each.name for each in found}) == len(found), field
        for each in found:
            assert "\n" not in each.name + each.value
            for quote in each.evidence:
                if quote.line is not None:
                    line = texts[quote.source].split("\n")[quote.line - 1]
                    assert quote.text in line or line.split()[0] in quote.text


@each_case
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_configuration_cut_and_shuffled_is_read_without_an_exception(case, data):
    lines = (golden.answers(case).get(CONFIG) or "").split("\n")
    picked = data.draw(st.lists(st.sampled_from(lines), max_size=60))
    found = posture(case.parent.name, "\n".join(picked))
    assert found is None or isinstance(found, Posture)


def test_a_field_not_looked_for_is_not_observed():
    found = Traits("users").posture()
    assert found.users == ()
    assert found.services is None


def test_two_of_one_name_are_one_trait_whatever_their_order():
    one, other = Traits("users"), Traits("users")
    for value in ("b", "a", ""):
        one.add("users", "admin", value)
    for value in ("a", "b"):
        other.add("users", "admin", value)
    assert one.posture() == other.posture()
    assert one.posture().users[0].value == "a; b"


def test_what_is_cut_off_still_counts():
    long = "x" * 2000
    assert one_line(long + "1") != one_line(long + "2")
    assert len(one_line(long)) < len(long)


def test_their_number_is_bounded():
    found = Traits("users")
    for number in range(MAX_TRAITS + 5):
        found.add("users", f"u{number}")
    assert len(found.posture().users) == MAX_TRAITS

from hypothesis import given
from hypothesis import strategies as st
from support.build import erspan, lines

from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import MAX_QUOTES, mentioning, quoted, session_quotes, stated
from netwatch.model.mirror import Mirror, MirrorKind


def test_repeated_lines_are_quoted_once():
    assert len(quoted(lines("a\nb") + lines("a\nb"))) == 2


def test_a_flood_of_lines_is_cut_and_said_to_be():
    shown = quoted(lines("\n".join(str(n) for n in range(10_000))))
    assert len(shown) == MAX_QUOTES + 1
    assert shown[-1].text.startswith("…")


def test_an_endless_line_is_cut():
    assert len(quoted(lines("x" * 10_000))[0].text) <= 500


def test_a_session_without_lines_still_has_evidence():
    assert "session 9 (flow)" in session_quotes(Mirror("9", MirrorKind.FLOW))[0].text
    assert session_quotes(erspan())[0].text.startswith("monitor session 52")


def test_an_empty_word_is_mentioned_nowhere():
    assert mentioning(lines("a\nb"), "") == ()
    assert [each.text for each in mentioning(lines("a\nb"), "B")] == ["b"]


def test_a_value_without_a_line_is_stated():
    assert stated((), "version", "version", "17.9")[0].text == "version: 17.9"


@given(st.text(st.characters(codec=None)))
def test_words_for_people_are_short_and_on_one_line(text):
    assert len(cut(text)) <= 80
    assert "\n" not in cut(text)


@given(st.text(max_size=300), st.text(max_size=300))
def test_padding_does_not_make_two_facts_one(one, other):
    padded = "x" * 400
    same = " ".join(one.split()) == " ".join(other.split())
    assert (label(padded + one) == label(padded + other)) is (
        same or " ".join((padded + one).split()) == " ".join((padded + other).split())
    )

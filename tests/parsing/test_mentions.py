"""Lines that hold a word: numbered as the text numbers them, whatever the case."""

from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.mentions import lines_with


def test_a_line_is_told_once_with_its_number():
    text = "a\nMirror span mirror\n\nb\nSPAN"
    assert list(lines_with(text, ("mirror", "span"))) == [(2, "Mirror span mirror"), (5, "SPAN")]


@given(st.text(alphabet="aMirRoặİ\n ", max_size=60))
def test_it_finds_what_looking_at_every_line_finds(text):
    every = [
        (number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if "mir" in "".join(c.lower() if c.isascii() else c for c in line)
    ]
    assert list(lines_with(text, ("mir",))) == every

"""Lines that hold a word: numbered as the text numbers them, whatever the case."""

from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.mentions import lines_with
from netwatch.parsing.switch import mentions as switch_mentions


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


@given(
    st.lists(
        st.sampled_from(
            ["monitor session", "monitor-session", "monitor erspan", "span", "RSPAN", "erspan-id",
             "mirror0", "Mirrored", "tcpdump", "ethanalyzer", "acl-capture", "capture session", "x",
             " ", "-", "\u017fpan"]
        )
        | st.text(max_size=8)
    ).map("".join)
)  # fmt: skip
def test_the_quick_look_misses_no_mention(text):
    assert switch_mentions.mentions(text) is (switch_mentions.MENTION.search(text) is not None)

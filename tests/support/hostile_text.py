"""Text as hostile as a device can send it: golden answers taken apart and put together wrongly."""

from pathlib import Path

from hypothesis import strategies as st

from netwatch.model.state import Answers
from netwatch.parsing.text import clean

_HOME = Path(__file__).parents[1] / "data" / "platforms"


def golden_lines(platform):
    """Every line of every golden answer of ``platform``."""
    paths = sorted((_HOME / platform).glob("*/*.txt"))
    return sorted({line for path in paths for line in path.read_text().split("\n")})


def mutated(platform):
    """Lines of the golden answers in any order, cut anywhere, with noise between them."""
    line = st.sampled_from(golden_lines(platform))
    cut = st.builds(lambda text, at: text[: at % (len(text) + 1)], line, st.integers(0, 200))
    noise = st.text(max_size=20) | st.sampled_from(['"', "\\", "{", "}", "[", "]", "'", "<", "end"])
    return st.lists(line | line | cut | noise, max_size=14).map("\n".join)


def read_everywhere(platform, text):
    """Show ``text`` to every reader of ``platform`` as the answer to each of its questions."""
    topics = {each.topic for each in (*platform.commands, *platform.templates)}
    shown = clean(text)
    for topic in topics:
        answers = Answers(((topic, topic, shown),))
        platform.read(answers)
        platform.follow_up(answers)
    platform.flatten(shown)
    return True

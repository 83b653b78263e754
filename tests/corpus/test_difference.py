"""One line taken out of, or edited in, a real configuration is one line of its difference."""

import pytest
from support.corpus import corpus, text_of

from netwatch.model.difference import TRIVIAL
from netwatch.parsing.difference.shown import shown
from netwatch.parsing.difference.texts import text_diff

pytestmark = pytest.mark.corpus

_A_FOLDER = 3


def _texts():
    for folder in sorted(corpus("configs").iterdir()):
        for path in sorted(folder.rglob("*"))[:_A_FOLDER]:
            if path.is_file():
                yield path, text_of(path)


def test_one_line_less_is_one_line_removed_and_found_under_its_parents():
    seen = 0
    for path, text in _texts():
        lines = text.split("\n")
        levels = text_diff(text, text).new_outline.levels
        # A line that encloses none, once in the file: its absence moves nothing else.
        leaves = [
            at
            for at in range(len(lines) // 3, len(lines) - 1)
            if levels[at] < TRIVIAL
            and levels[at + 1] % TRIVIAL <= levels[at]
            and lines.count(lines[at]) == 1
        ][:5]
        for at in leaves:
            seen += 1
            found = shown(text_diff(text, "\n".join(lines[:at] + lines[at + 1 :])))
            assert found.text.complete, path
            assert (found.counts.removed, found.counts.changes) == (1, 1), (path, lines[at])
            gone = [each for part in found.stanzas for each in part.lines() if each.counts]
            assert [(each.old, each.old_text) for each in gone] == [(at + 1, lines[at])]
    assert seen > 100

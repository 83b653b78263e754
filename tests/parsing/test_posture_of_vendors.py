"""Posture of every platform that reads one: the same demands, on its golden configuration."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.model.state import Answers
from netwatch.parsing.text import clean

HOME = Path(__file__).parents[1] / "data" / "platforms"
NAMES = sorted(path.parents[1].name for path in HOME.glob("*/company/running-config.txt"))
each_platform = pytest.mark.parametrize("name", NAMES)


def text_of(name):
    return (HOME / name / "company" / "running-config.txt").read_text(encoding="utf-8")


def facts(name, text):
    reading = registry.platform(name).read(Answers(((CONFIG, CONFIG, clean(text)),)))
    return {
        field: {(each.name, each.value) for each in getattr(reading.posture, field) or ()}
        for field in Posture.__dataclass_fields__
    }


PIECE = re.compile(
    r"^(?:banner|event-handler|scheduler job|management access-list).*?"
    r"^(?:EOF|exit|\^C?|@|#|end-job)$"
    r"|^\S[^\n]*(?:\n[ \t]+[^\n]*)*",
    re.MULTILINE | re.DOTALL,
)


def blocks(text):
    """Return the text cut at its margin, free text in one piece with the line that opens it."""
    return [found[0] for found in PIECE.finditer(text) if found[0] not in ("!", "end")]


@each_platform
def test_everything_a_configuration_answers_is_observed(name):
    reading = registry.platform(name).read(Answers(((CONFIG, CONFIG, text_of(name)),)))
    for field in ("aaa_methods", "users", "services", "protections", "permits", "log_targets"):
        assert getattr(reading.posture, field), field
    for field in ("registered", "processes", "shown_permits", "running_guests"):
        assert getattr(reading.posture, field) is None, field


@each_platform
@pytest.mark.parametrize(
    "spelling",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: re.sub(r"(?m)$", "  ", text),
        lambda text: re.sub(r"\n(?=\n)", "\n\n", text),
    ],
)
def test_spelling_of_line_ends_changes_nothing(name, spelling):
    assert facts(name, spelling(text_of(name))) == facts(name, text_of(name))


@each_platform
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_order_of_statements_changes_nothing(name, seed):
    pieces = blocks(text_of(name))
    again = list(pieces)
    random.Random(seed).shuffle(again)

    def loose(found):
        # In which order the servers of a group are asked is part of what it is.
        return {
            field: {(each, " ".join(sorted(value.split()))) for each, value in traits}
            for field, traits in found.items()
        }

    assert loose(facts(name, "\n".join(again))) == loose(facts(name, "\n".join(pieces)))


@each_platform
def test_evidence_quotes_the_line_it_numbers(name):
    lines = text_of(name).split("\n")
    reading = registry.platform(name).read(Answers(((CONFIG, CONFIG, text_of(name)),)))
    for field in Posture.__dataclass_fields__:
        for trait in getattr(reading.posture, field) or ():
            for quote in trait.evidence:
                assert quote.text in lines[quote.line - 1] or quote.text.split()[0] == "username"


@each_platform
def test_a_banner_says_nothing(name):
    assert "fake" not in dict(facts(name, text_of(name))["users"])

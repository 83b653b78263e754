"""Recognition: the clear winner or nobody, and no text that makes the looking slow."""

import re

import pytest

from netwatch import registry
from netwatch.model.platform import Platform
from netwatch.model.state import Reading
from netwatch.parsing.recognise import recognise, score

FIRST = ((r"^alpha ", 5), (r"^shared$", 3), (r"^never of alpha|^also never", -4))
SECOND = ((r"^beta ", 5), (r"^shared$", 3))


def invented(name, signature):
    return Platform(
        name=name,
        title=name,
        read=lambda _answers: Reading(),
        flatten=lambda _text: (),
        interface_key=str.strip,
        signature=signature,
    )


PLATFORMS = (invented("first", FIRST), invented("second", SECOND))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("alpha 1\n", "first"),
        ("x\nbeta 1\n", "second"),
        ("shared\n", None),
        ("alpha 1\nbeta 1\n", None),
        ("alpha 1\nbeta 1\nnever of alpha\n", "second"),
        ("shared\nalpha 1\nalso never\n", None),
        (" alpha 1\n", None),
        ("", None),
    ],
)
def test_the_clear_winner_is_named_or_nobody(text, answer):
    assert recognise(text, PLATFORMS) == answer


def test_a_signature_counts_once():
    assert score("alpha 1\nalpha 2\nshared", PLATFORMS[0]) == 8


@pytest.mark.parametrize("name", registry.names("platforms"))
def test_no_signature_starts_with_blanks_that_may_be_line_ends(name):
    # `^\s*x` looks at every run of blank lines from each of its lines: quadratic in the run.
    for pattern, _ in registry.platform(name).signature:
        assert not re.search(r"(?:\A|\|)\^\(?\\s[*+]", pattern), pattern

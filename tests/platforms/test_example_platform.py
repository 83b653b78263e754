"""The worked example stays green, and the page that explains it shows its very lines."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.example_platform import FILE, HOME, cases, platform

from netwatch import registry
from netwatch.app.golden import case_shape, read_case
from netwatch.model.state import Answers, Reading
from netwatch.parsing.recognise import recognise
from netwatch.parsing.redact import redact

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-platform.md"
ACME = platform()
SAMPLE = HOME / "cases" / "sessions" / "running-config.txt"
TOPICS = sorted({each.topic for each in (*ACME.commands, *ACME.templates)})


def fences(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_example_reads_its_sample(case):
    expected = json.loads((case / "expected.json").read_text())
    assert json.loads(json.dumps(case_shape(ACME, read_case(case)))) == expected


def test_the_sample_holds_what_the_page_speaks_of():
    reading = ACME.read(read_case(SAMPLE.parent))
    assert [each.id for each in reading.declared] == ["1", "2", "3"]
    assert reading.declared[1].destinations[0].resolved_from == "tunnel far"
    assert [each.text for each in reading.unread] == ["sideways e5", "default copy-port limits"]
    assert [each.via for each in reading.dormant] == ["schedule nightly"]
    assert ACME.read(Answers(())) == Reading()


def test_the_example_is_no_platform_of_the_package():
    assert ACME.name not in registry.names("platforms")


def test_only_the_example_recognises_its_sample():
    assert recognise(SAMPLE.read_text(), (*registry.platforms(), ACME)) == ACME.name


def test_its_secrets_are_replaced_once():
    once = redact(SAMPLE.read_text(), ACME.secrets, b"key")
    assert "s3cr3t-of-the-lab" not in once
    assert "sealed <secret:salted>" in once
    assert redact(once, ACME.secrets, b"key") == once


def test_its_proof_tells_a_whole_answer_from_half_of_one():
    whole = SAMPLE.read_text()
    end = re.compile(ACME.commands[0].end, re.MULTILINE)
    assert end.search(whole)
    assert not any(end.search(whole[:cut]) for cut in range(len(whole) - len("end\n")))


def test_it_asks_for_the_hash_of_the_file_that_runs():
    (asked,) = ACME.follow_up(read_case(HOME / "cases" / "image"))
    assert asked.text == "show checksum sha256 flash:acme-3.2.1.bin"
    assert ACME.may_send(asked.text)
    hostile = Answers((("version", "", "Running: flash:a;reload"),))
    assert ACME.follow_up(hostile) == ()


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(SAMPLE.read_text().split("\n")) | st.text(max_size=30), max_size=20),
    st.sampled_from(TOPICS),
)
def test_no_text_makes_it_raise(lines, topic):
    given = Answers(((topic, topic, "\n".join(lines)),))
    assert isinstance(ACME.read(given), Reading)
    ACME.follow_up(given)


@pytest.mark.parametrize(("language", "file"), [("python", FILE), ("acme", SAMPLE)])
def test_what_the_page_shows_stands_in_the_file(language, file):
    text = file.read_text()
    assert fences(language)
    for each in fences(language):
        assert f"\n{each}" in text, each


def test_what_the_page_tells_to_run_is_there():
    commands = "".join(fences("sh")).split("\n")
    files = [word for line in commands for word in line.split() if word.endswith(".py")]
    assert files
    assert all((ROOT / each).is_file() for each in files)
    assert all(
        (ROOT / each).exists() for each in re.findall(r"`(tests/\S+?\.py)`", PAGE.read_text())
    )


def test_the_page_covers_every_part_of_a_platform_file():
    page = PAGE.read_text()
    parts = re.findall(r"^    (\w+)=", FILE.read_text().partition("PLATFORM = ")[2], re.MULTILINE)
    assert parts
    assert [each for each in parts if f"`{each}" not in page and f"    {each}=" not in page] == []

"""netwatch mirrors draws what it knows."""

from xml.etree import ElementTree as ET

import pytest
from support.mirror_maps import write


@pytest.fixture
def known(run, tmp_path, monkeypatch):
    write(tmp_path, 60)
    monkeypatch.setenv("NETWATCH_STATE_DIR", str(tmp_path))
    return run


def test_a_map_is_drawn_into_a_file(known, tmp_path):
    result = known("mirrors", "--format", "svg", "--output", "map.svg")
    assert result.code == 0, result.err
    root = ET.parse(tmp_path / "map.svg").getroot()
    assert "61 mirror sessions" in "".join(root.itertext())


@pytest.mark.parametrize(("form", "begins"), [("dot", "digraph"), ("mermaid", "flowchart LR")])
def test_a_map_of_a_site_as_text(known, form, begins):
    result = known("mirrors", "site:nyc", "--format", form, "--detail", "sessions")
    assert result.out.startswith(begins)
    assert "lon-" not in result.out


def test_what_cannot_be_drawn_says_what_can(known):
    result = known("findings", "--format", "svg")
    assert result.code == 2
    assert "netwatch mirrors --format svg" in result.err
    result = known("mirrors", "--format", "svg", "--detail", "nothing")
    assert result.code == 2
    assert "sessions, devices, sites" in result.err


def test_the_table_goes_into_a_spreadsheet(known):
    result = known("mirrors", "--format", "csv")
    assert result.out.splitlines()[0].startswith("where,session,kind")

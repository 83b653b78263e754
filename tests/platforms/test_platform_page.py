"""The coverage table in the docs says what the platform files say today."""

import pytest
from support.platform_page import COMMAND, EVIDENCE, PAGE, page, row

from netwatch.registry import platforms


@pytest.mark.parametrize("platform", platforms(), ids=lambda each: each.name)
def test_every_platform_says_what_it_knows_of_everything(platform):
    assert set(platform.coverage) == set(EVIDENCE)
    line = f"| {' | '.join(row(platform))} |"
    assert line in PAGE.read_text(encoding="utf-8").split("\n"), f"run: {COMMAND}"


def test_the_page_is_whole_and_current():
    assert PAGE.read_text(encoding="utf-8") == page(platforms()), f"run: {COMMAND}"

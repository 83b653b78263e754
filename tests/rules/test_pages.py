"""Every rule has its page, whole, and what the page shows is what the rule says today."""

import re

import pytest
from support.rule_pages import PAGES, first_finding, index, refreshed

from netwatch.registry import rules

RULES = {each.id: each for each in rules()}
HEADINGS = (
    "What it means",
    "Why it matters",
    "Example",
    "What it rests on",
    "What it misses",
    "Benign causes",
    "Approve or tune",
)


def _page(rule_id):
    path = PAGES / f"{rule_id}.md"
    assert path.is_file(), f"write docs/rules/{rule_id}.md with the headings {HEADINGS}"
    return path.read_text()


def _sections(page):
    parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (each.strip() for each in parts[2::2]), strict=True))


@pytest.mark.parametrize("rule_id", RULES)
def test_page_has_every_section_with_something_in_it(rule_id):
    page = _page(rule_id)
    assert page.startswith(f"# {rule_id}\n")
    sections = _sections(page)
    assert tuple(sections) == HEADINGS
    assert all(re.search(r"[a-z]{4}", each) for each in sections.values())


@pytest.mark.parametrize("rule_id", RULES)
def test_page_shows_what_the_rule_says(rule_id):
    rule = RULES[rule_id]
    page = _page(rule_id)
    fresh = refreshed(page, rule, first_finding(rule))
    assert page == fresh, "run: python tests/support/rule_pages.py"
    assert f"| {rule.severity.label} | {rule.confidence} |" in page
    assert first_finding(rule).title in page


@pytest.mark.parametrize("rule_id", [each.id for each in RULES.values() if each.techniques])
def test_page_says_why_by_technique(rule_id):
    why = _sections(_page(rule_id))["Why it matters"]
    assert any(each in why for each in RULES[rule_id].techniques)


@pytest.mark.parametrize("rule_id", RULES)
def test_page_links_only_to_rules_that_exist(rule_id):
    linked = set(re.findall(r"\]\(([a-z-]+)\.md\)", _page(rule_id)))
    assert linked <= {*RULES, "index"}


def test_index_lists_every_rule():
    assert (PAGES / "index.md").read_text() == index(rules()), (
        "run: python tests/support/rule_pages.py"
    )


def test_every_page_belongs_to_a_rule():
    assert {each.stem for each in PAGES.glob("*.md")} == {*RULES, "index"}

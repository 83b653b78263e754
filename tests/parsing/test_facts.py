"""Labels, clocks and sections that end with ``exit``."""

import pytest

from netwatch.parsing.facts import labelled, uptime
from netwatch.parsing.flatten import by_exit


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2 weeks 1 day 03:43:17", 15 * 86400 + 3 * 3600 + 43 * 60 + 17),
        ("12 days 3 hrs 4 mins 5 secs", 12 * 86400 + 3 * 3600 + 4 * 60 + 5),
        ("00:00:09", 9),
        ("a while", None),
        ("", None),
        (None, None),
    ],
)
def test_uptimes_are_seconds(text, seconds):
    assert uptime(text) == seconds


@pytest.mark.parametrize(
    "line", ["Serial Number: X1", "Serial Number..... X1", "Serial Number = X1"]
)
def test_a_label_is_found_before_any_mark(line):
    assert labelled(f"first\n  {line}  \nlast") == {"Serial Number": "X1"}


def test_the_first_mention_of_a_label_counts():
    assert labelled("Unit: 1\nUnit: 2") == {"Unit": "1"}


def test_sections_nest_until_exit():
    text = "policy-map p in\nclass c\nassign-queue 3\nexit\nexit\ninterface 0/1\n  shutdown\n"
    assert [(each.parents, each.text, each.number) for each in by_exit(text)] == [
        ((), "policy-map p in", 1),
        (("policy-map p in",), "class c", 2),
        (("policy-map p in", "class c"), "assign-queue 3", 3),
        ((), "interface 0/1", 6),
        (("interface 0/1",), "shutdown", 7),
    ]


def test_a_section_that_was_not_closed_ends_at_the_next_interface():
    lines = by_exit("interface 0/1\nshutdown\ninterface 0/2\nshutdown\n")
    assert [each.parents for each in lines] == [(), ("interface 0/1",), (), ("interface 0/2",)]


def test_a_stray_exit_closes_nothing():
    assert [each.parents for each in by_exit("exit\nexit\nhostname x\n")] == [()]

"""An access list with other numbers is the same list; one in another order is not."""

from dataclasses import replace

import pytest
from support.build import state

from netwatch import registry
from netwatch.compare import compare
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.renumbered import renumbered, without_numbers

OLD = "ip access-list extended A\n 10 permit tcp any any eq 22\n 20 deny ip any any\n"
SAME = "ip access-list extended A\n 100 permit tcp any any eq 22\n 110 deny ip any any\n"
LISTS = frozenset({("ip access-list extended A",)})


@pytest.mark.parametrize(
    ("new", "lists"),
    [
        (SAME, LISTS),
        ("ip access-list extended A\n 110 deny ip any any\n 100 permit tcp any any eq 22\n", LISTS),
        (OLD, frozenset()),
        ("ip access-list extended A\n 10 deny ip any any\n 20 permit tcp any any eq 22\n", ()),
        ("ip access-list extended A\n 10 permit tcp any any eq 22\n 30 permit ip any any\n", ()),
        (SAME + " 120 permit ip any any\n", ()),
        (SAME.replace("list extended A", "list extended B"), ()),
        ("", ()),
    ],
)
def test_only_numbers_in_the_same_order_are_no_difference(new, lists):
    assert renumbered(by_indent(OLD), by_indent(new)) == frozenset(lists)


def test_numbers_outside_an_access_list_mean_something():
    old, new = "vlan group\n 10 a\n", "vlan group\n 20 a\n"
    assert renumbered(by_indent(old), by_indent(new)) == frozenset()


def test_only_the_entries_of_such_lists_are_left_out():
    lines = by_indent(SAME + " remark on purpose\nhostname r1\n")
    kept = [each.text for each in without_numbers(lines, LISTS)]
    assert kept == ["ip access-list extended A", "remark on purpose", "hostname r1"]


def test_a_renumbered_list_is_no_drift_and_a_moved_entry_is():
    platform = registry.platform("cisco_xe")
    before = state(config=OLD)
    assert compare(before, replace(before, config=SAME), platform) == ()
    moved = SAME.replace("110 deny", "90 deny")
    assert len(compare(before, replace(before, config=moved), platform)) == 1

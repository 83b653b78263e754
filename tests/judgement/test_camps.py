import pytest

from netwatch.judgement.camps import vote


def voices(**said):
    """``a=3`` gives three devices that say a."""
    return {f"{value}{n}": (value,) for value, count in said.items() for n in range(count)}


@pytest.mark.parametrize(
    ("said", "contested", "majority"),
    [
        ({"a": 3, "b": 1}, {"b"}, "a"),
        ({"a": 6, "b": 2}, {"b"}, "a"),
        ({"a": 6, "b": 1, "c": 1}, {"b", "c"}, "a"),
        ({"a": 2, "b": 2}, {"a", "b"}, None),
        ({"a": 2, "b": 1}, {"a", "b"}, None),
        ({"a": 5, "b": 2}, {"a", "b"}, None),
        ({"a": 1, "b": 1}, set(), None),
        ({"a": 9}, set(), "a"),
    ],
)
def test_who_is_contested(said, contested, majority):
    result = vote(voices(**said))
    assert {value for value in said if result.disputes(value)} == contested
    assert (result.majority and result.majority.value) == majority


def test_a_stack_stands_in_two_camps_and_counts_once():
    result = vote({"r1": ("a", "b"), "r2": ("a",), "r3": ("a",), "r4": ("a",)})
    assert result.size == 4
    assert [(each.value, len(each.devices)) for each in result.camps] == [("a", 4), ("b", 1)]
    assert result.disputes("b")
    assert not result.disputes("a")


def test_a_large_camp_names_a_few_and_counts_the_rest():
    (camp,) = vote(voices(a=7)).camps
    assert str(camp) == "a0, a1, a2, a3 and 3 more"


def test_nobody_answered():
    with pytest.raises(ValueError, match="needs an answer"):
        vote({"r1": ()})

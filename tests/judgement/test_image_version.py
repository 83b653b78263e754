from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.judgement.image_version import order, same_train, version_key

# Each row is one vendor's releases, oldest first.
HISTORY = [
    ["12.2(55)SE3", "12.2(55)SE12", "15.0(2)SE", "15.2(4)M6a", "15.2(4)M7", "15.7(3)M4b"],
    ["16.12.05", "17.3.1", "17.09.04", "17.09.04a", "17.09.05", "17.12.01"],
    ["7.0(3)I7(9)", "9.3(5)", "9.3(8)", "9.3(10)", "10.2(3)F"],
    ["4.27.9M", "4.28.1F", "4.28.10.1M", "4.30.0F"],
    ["21.4R3-S5.4", "22.4R2", "22.4R3", "22.4R3.5", "22.4R3-S2", "22.4R3-S10", "23.2R1"],
    ["5.15.0-91-generic", "5.15.0-102-generic", "6.1.0-rc3", "6.1.0-18-amd64", "6.10.2"],
    ["10.2.3", "10.2.3-h4", "10.2.4"],
    ["v6.49.10", "v7.1beta6", "v7.1rc3", "v7.1", "v7.16.2"],
]
pieces = st.one_of(
    st.integers(0, 999).map(str),
    st.sampled_from(["a", "b", "M7", "R3-S2", "F", "(4)", "-rc1", "beta", "-generic", "SE12"]),
)
versions = st.tuples(st.integers(0, 30).map(str), st.lists(pieces, max_size=6)).map(
    lambda parts: ".".join((parts[0], *parts[1]))
)


@pytest.mark.parametrize("releases", HISTORY, ids=lambda each: each[0])
def test_releases_in_order(releases):
    assert sorted(releases, key=version_key) == releases
    for older, newer in pairwise(releases):
        assert order(older, newer) == 1
        assert order(newer, older) == -1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("17.09.04a", "17.9.4a"),
        ("Version 15.2(4)M7, RELEASE SOFTWARE", "15.2(4)M7"),
        ("22.4r3-s2", "22.4R3-S2"),
    ],
)
def test_same_version(one, other):
    assert order(one, other) == 0


def test_no_version_no_order():
    assert order("experimental", "17.9.4") is None
    assert order("17.9.4", "") is None


@given(versions, versions, versions)
def test_order_is_total(a, b, c):
    assert order(a, b) in (-1, 0, 1)
    assert order(a, b) == -order(b, a)
    if order(a, b) >= 0 and order(b, c) >= 0:
        assert order(a, c) >= 0


@given(versions)
def test_a_rebuild_is_later_and_a_candidate_earlier(version):
    assert order(version, f"{version}.1") == 1
    assert order(version, f"{version}-rc1") == -1


@given(versions, st.integers(1, 9))
def test_leading_zeros_are_no_difference(version, zeros):
    major, dot, rest = version.partition(".")
    assert order(version, f"{'0' * zeros}{major}{dot}{rest}") == 0


@given(st.text())
def test_any_text_has_a_key(text):
    assert order(text, text) in (0, None)


def test_a_number_of_a_million_digits_costs_nothing():
    assert order("9" * 1_000_000, "1") == -1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("15.2(4)M7", "15.2(4)E10", False),
        ("15.2(4)M7", "15.2(4)M6", True),
        ("17.09.04a", "17.09.04b", True),
        ("17.09.04a", "17.09.04", True),
        ("12.2(55)SE12", "15.0(2)SE", True),
    ],
)
def test_trains(one, other, same):
    assert same_train(one, other) is same

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from netwatch.parsing.moment import MomentError, read_moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01T22:00", "2026-03-01T21:00"),
        ("2026-07-01 22:00", "2026-07-01T20:00"),
        ("2026-07-01T22:00+09:00", "2026-07-01T13:00"),
        ("2026-07-01T22:00Z", "2026-07-01T22:00"),
        # The hours around the one that is skipped, and around the one that is repeated.
        ("2026-03-29T01:59", "2026-03-29T00:59"),
        ("2026-03-29T03:00", "2026-03-29T01:00"),
        ("2026-10-25T01:59", "2026-10-24T23:59"),
        ("2026-10-25T03:00", "2026-10-25T02:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30"),
    ],
)
def test_local_time(text, utc):
    assert read_moment(text, BERLIN) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_an_hour_that_does_not_exist():
    with pytest.raises(MomentError, match="does not exist in Europe/Berlin") as caught:
        read_moment("2026-03-29T02:30", BERLIN)
    assert "2026-03-29T00:30:00+00:00" in str(caught.value)
    assert "2026-03-29T01:30:00+00:00" in str(caught.value)


def test_an_hour_that_exists_twice():
    with pytest.raises(MomentError, match="exists twice") as caught:
        read_moment("2026-10-25T02:30", BERLIN)
    assert "2026-10-25T00:30:00+00:00 or 2026-10-25T01:30:00+00:00" in str(caught.value)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01T00:00", "22:00"])
def test_no_time(text):
    with pytest.raises(MomentError, match="write 2026"):
        read_moment(text, BERLIN)


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59-12:00"])
def test_a_time_out_of_range(text):
    with pytest.raises(MomentError):
        read_moment(text, BERLIN)

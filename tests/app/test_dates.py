from datetime import UTC, datetime, timedelta

import pytest

from netwatch.app.dates import DateError, since, until

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-03-02", datetime(2026, 3, 2, 23, 59, 59, 999999, tzinfo=UTC)),
        (" 2026-12-31 ", datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2026-03-02T12:00:01", datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)),
        ("2026-03-02T15:00+02:00", datetime(2026, 3, 2, 13, 0, tzinfo=UTC)),
        ("12h", NOW + timedelta(hours=12)),
        ("30D", NOW + timedelta(days=30)),
        ("8w", NOW + timedelta(weeks=8)),
    ],
)
def test_until(text, end):
    assert until(text, NOW) == end


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-03-01", "over already"),
        ("2026-03-02T12:00", "over already"),
        ("2026-03-02T13:00+02:00", "over already"),
        ("0d", "over already"),
        ("", "is no time"),
        ("-3d", "is no time"),
        ("2026-02-30", "is no time"),
        ("9999-12-31T23:59-14:00", "too far away"),
    ],
)
def test_until_what_cannot_be(text, says):
    with pytest.raises(DateError, match=says):
        until(text, NOW)


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T18:00Z", datetime(2026, 3, 1, 18, tzinfo=UTC)),
        ("7d", NOW - timedelta(days=7)),
    ],
)
def test_since(text, begin):
    assert since(text, NOW) == begin

from datetime import UTC, datetime

import pytest

from netwatch.judgement.printed_time import printed_time

WANTED = datetime(2026, 3, 1, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 10:05",
        "2026-03-01T10:05:33",
        "Mar 01 2026 10:05:00",
        "Mar 1 2026 10:05:00 +00:00",
        "Mar 01 10:05:44 2026",
        "10:05:54 Mar 01 2026",
        "Sunday March 1 2026 10:05",
    ],
)
def test_a_whole_time_is_read(text):
    assert printed_time(text) == WANTED


@pytest.mark.parametrize(
    "text", ["", "Mar 01 10:05", "<no date>", "2026-13-41 10:05", "Mar 99 2026 10:05", "9" * 500]
)
def test_what_is_no_whole_time_is_none(text):
    assert printed_time(text) is None

import pytest

from netwatch.parsing.uptime import spoken


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 year, 2 weeks, 3 days, 4 hours, 5 minutes", 33019500),
        ("12 day(s), 3 hour(s), 4 minute(s), 5 second(s)", 1047845),
        ("9 minutes", 540),
        ("0 minutes", 0),
        ("a while", None),
        ("", None),
    ],
)
def test_spoken(text, seconds):
    assert spoken(text) == seconds

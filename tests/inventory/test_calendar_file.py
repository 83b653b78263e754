import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netwatch.inventory.calendar_file import CalendarError, read_calendar

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20260101T000000Z", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*events):
    return read_calendar(calendar(*events), name="changes.ics", now=NOW, zone=BERLIN)


ONE = (
    "UID:chg-7@example.net", "SUMMARY:Move the sensor", "DTSTART:20260310T220000Z",
    "DTEND:20260311T020000Z", "X-NETWATCH-WINDOW:CHG7", "X-NETWATCH-DEVICES:core-rtr1\\,site:nyc",
    "X-NETWATCH-EXPECT:mirror added: core-rtr1 destination Gi1/0/48",
    "X-NETWATCH-EXPECT:reload",
)  # fmt: skip


def test_an_event_with_its_own_properties():
    found = read(ONE)
    (window,) = found.windows
    assert (window.name, window.uid, window.title) == ("CHG7", "chg-7@example.net",
                                                       "Move the sensor")  # fmt: skip
    assert window.starts == datetime(2026, 3, 10, 22, tzinfo=UTC)
    assert window.ends - window.starts == timedelta(hours=4)
    assert window.devices == ("core-rtr1", "site:nyc")
    assert [each.text for each in window.expectations] == [
        "mirror added: core-rtr1 destination Gi1/0/48", "reload",
    ]  # fmt: skip
    assert (found.cancelled, found.ignored, found.remarks) == ((), 0, ())


def test_the_same_in_the_description():
    (window,) = read((
        "UID:chg 8", "DTSTART:20260310T230000", "DURATION:PT3H",
        "DESCRIPTION:Hello\\ndevices: core-rtr1\\, core-rtr2\\nexpect: reload\\nexpect: may reload",
    )).windows  # fmt: skip
    assert window.name == "chg-8"
    assert window.starts == datetime(2026, 3, 10, 22, tzinfo=UTC)  # floating: the setting's zone
    assert window.devices == ("core-rtr1", "core-rtr2")
    assert [each.needed for each in window.expectations] == [True, False]


def test_a_recurring_event_keeps_its_local_hour_over_the_change_of_clocks():
    found = read((
        "UID:weekly", "DTSTART;TZID=Europe/Berlin:20260301T010000",
        "DTEND;TZID=Europe/Berlin:20260301T050000", "RRULE:FREQ=WEEKLY",
        "EXDATE;TZID=Europe/Berlin:20260315T010000", "X-NETWATCH-DEVICES:core-rtr1",
    ))  # fmt: skip
    starts = [each.starts for each in found.windows]
    assert starts[0] == datetime(2026, 3, 8, 0, tzinfo=UTC)
    assert datetime(2026, 3, 15, 0, tzinfo=UTC) not in starts
    # The night the clocks go forward: five hours on the wall but for one, three hours long.
    night = next(each for each in found.windows if each.starts.day == 29)
    assert night.ends - night.starts == timedelta(hours=3)
    assert datetime(2026, 4, 4, 23, tzinfo=UTC) in starts
    assert starts[-1] <= NOW + timedelta(days=60)
    names = [each.name for each in found.windows]
    assert names[0] == "weekly/20260308T0000Z"
    assert len(set(names)) == len(names)


def test_a_moved_occurrence_keeps_its_name():
    found = read(
        ("UID:w", "DTSTART:20260310T220000Z", "DTEND:20260310T230000Z", "RRULE:FREQ=DAILY;COUNT=2",
         "X-NETWATCH-DEVICES:a"),
        ("UID:w", "RECURRENCE-ID:20260311T220000Z", "DTSTART:20260312T040000Z",
         "DTEND:20260312T050000Z", "X-NETWATCH-DEVICES:a"),
    )  # fmt: skip
    assert {each.name: each.starts.day for each in found.windows} == {
        "w/20260310T2200Z": 10, "w/20260311T2200Z": 12,
    }  # fmt: skip


def test_cancelled_over_and_foreign_events():
    off = (*ONE, "STATUS:CANCELLED")
    over = ("UID:old", "DTSTART:20260301T220000Z", "DTEND:20260301T230000Z",
            "X-NETWATCH-DEVICES:a")  # fmt: skip
    lunch = ("UID:lunch", "DTSTART:20260310T110000Z", "DTEND:20260310T120000Z", "SUMMARY:Lunch")
    found = read(off, over, lunch)
    assert found.windows == ()
    assert [each.name for each in found.cancelled] == ["CHG7"]
    assert found.ignored == 1


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("DTSTART:20260310T220000Z",), "no end"),
        (("DTSTART:20260310T220000Z", "DTEND:20260310T210000Z"), "ends before it begins"),
        (("DTSTART:20260329T023000", "DURATION:PT1H"), "does not exist"),
        (
            ("DTSTART:20260310T220000Z", "DURATION:PT1H", "X-NETWATCH-EXPECT:dance"),
            "no expectation",
        ),
        (
            ("DTSTART:20260310T220000Z", "DURATION:PT1H", "X-NETWATCH-EXPECT:candidate: /etc/x"),
            "cannot name a file",
        ),
        (
            ("DTSTART:20260310T220000Z", "DURATION:PT1H", "X-NETWATCH-WINDOW:a b"),
            "no name for a window",
        ),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_used_costs_only_itself(lines, says):
    found = read(("UID:bad", "X-NETWATCH-DEVICES:a", *lines), ONE)
    assert [each.name for each in found.windows] == ["CHG7"]
    (remark,) = found.remarks
    assert says in remark


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"hello", "no iCalendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "no iCalendar"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger"),
        (calendar((*ONE, "RRULE:FREQ=SECONDLY")), "repeats secondly"),
        (calendar(("UID:a", "DTSTART:00010101T000000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY",
                   "X-NETWATCH-DEVICES:a")), "before 1970"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_says_so(raw, says):
    with pytest.raises(CalendarError, match=says):
        read_calendar(raw, name="changes.ics", now=NOW, zone=BERLIN)


def test_what_a_calendar_says_never_reaches_the_terminal_as_it_is():
    remarks = read(("UID:bad", "DTSTART:20260310T220000Z", "DURATION:PT1H",
                    "X-NETWATCH-DEVICES:a", "X-NETWATCH-EXPECT:\x1b[2Jdance")).remarks  # fmt: skip
    assert remarks
    assert "\x1b" not in "".join(remarks)


PIECES = (
    *calendar(ONE).decode().split("\r\n"), "RRULE:FREQ=DAILY;COUNT=99999", "DTSTART:19700101",
    "RRULE:FREQ=", "DTEND;TZID=No/Where:2026", "RDATE:20260310T220000Z", "UID:", "DURATION:-P1D",
    "RECURRENCE-ID:x", "STATUS:",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_hostile_calendars_give_windows_or_a_clear_error(lines):
    raw = "\r\n".join(lines).encode()
    with contextlib.suppress(CalendarError):
        found = read_calendar(raw, name="changes.ics", now=NOW, zone=BERLIN)
        assert all(each.ends > NOW and each.devices for each in found.windows)

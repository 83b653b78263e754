"""When a schedule is due: days, zones, and the two nights a year on which the clock jumps."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from netwatch.app.settings import load_settings
from netwatch.app.timetable import ScheduleError, jitter, next_due, timetable
from netwatch.inventory.errors import InventoryError
from netwatch.model.device import Window
from netwatch.model.schedule import Blackout, Dated, Schedule, Timetable, Weekly


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(after, count, **when):
    """Return the next ``count`` times as text in UTC."""
    schedule, moment, found = Schedule(name="x", what="sweep", **when), at(after), []
    for _ in range(count):
        moment = next_due(schedule, moment)
        found.append(f"{moment:%m-%d %H:%M}")
    return found


BERLIN = {"zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("after", "when", "expected"),
    [
        # 29 March 2026: 02:00 becomes 03:00, so half past two is half past three, once.
        ("2026-03-28T02:00", {"cron": "30 2 * * *", **BERLIN}, ["03-29 01:30", "03-30 00:30"]),
        # 25 October 2026: 03:00 becomes 02:00, so half past two comes twice and counts once.
        ("2026-10-24T01:00", {"cron": "30 2 * * *", **BERLIN},
         ["10-25 00:30", "10-26 01:30", "10-27 01:30"]),
        ("2026-10-24T23:00", {"cron": "0,30 2 * * *", **BERLIN},
         ["10-25 00:00", "10-25 00:30", "10-26 01:00"]),
        # Every hour is every hour, whatever the clock on the wall does.
        ("2026-03-28T23:30", {"cron": "0 * * * *", **BERLIN},
         ["03-29 00:00", "03-29 01:00", "03-29 02:00"]),
        ("2026-10-24T23:30", {"cron": "0 * * * *", **BERLIN},
         ["10-25 00:00", "10-25 01:00", "10-25 02:00"]),
        # The other hemisphere, and a zone that shifts by half an hour.
        ("2026-04-04T12:00", {"cron": "45 1 * * *", "zone": "Australia/Lord_Howe"},
         ["04-04 14:45", "04-05 15:15"]),
        ("2026-10-24T00:00", {"every": timedelta(hours=4)}, ["10-24 04:00", "10-24 08:00"]),
        ("2026-01-01T00:00", {"cron": "0 0 29 2 *"}, ["02-29 00:00"]),
    ],
)  # fmt: skip
def test_clocks_that_jump_neither_lose_nor_double_a_run(after, when, expected):
    assert due(after, len(expected), **when) == expected


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("0", "Sun"),
        ("7", "Sun"),
        ("1-5", "Mon Tue Wed Thu Fri"),
        ("5-7", "Fri Sat Sun"),
        ("0-6/3", "Wed Sat Sun"),
        ("sat,0", "Sat Sun"),
        ("mon-wed", "Mon Tue Wed"),
        ("*", "Mon Tue Wed Thu Fri Sat Sun"),
    ],
)
def test_days_of_the_week_count_as_cron_counts_them(field, days):
    # 4 January 2026 is a Sunday.
    schedule = Schedule(name="x", what="sweep", cron=f"0 0 * * {field}")
    found, moment = [], at("2026-01-04T12:00")
    while (moment := next_due(schedule, moment)) <= at("2026-01-11T12:00"):
        found.append(f"{moment:%a}")
    assert " ".join(found) == days


@pytest.mark.parametrize(
    ("cron", "zone"),
    [("every night", "UTC"), ("61 2 * * *", "UTC"), ("0 2 * * 8", "UTC"), ("0 2 * * 1/2", "UTC"),
     ("0 2 * * *", "Mars/Olympus"), ("0 2 * *", "UTC"), ("0 0 * * 5-1", "UTC")],
)  # fmt: skip
def test_a_schedule_that_makes_no_sense_says_so(cron, zone):
    with pytest.raises(ScheduleError, match="five cron fields"):
        next_due(Schedule(name="x", what="sweep", cron=cron, zone=zone), at("2026-01-01T00:00"))


def test_a_time_that_never_comes_says_so():
    with pytest.raises(ScheduleError, match="never comes"):
        next_due(Schedule(name="x", what="sweep", cron="0 0 30 2 *"), at("2026-01-01T00:00"))


def test_jitter_is_the_same_on_every_server_and_differs_by_schedule():
    schedules = [Schedule(name=f"s{each}", what="sweep", jitter_s=600) for each in range(50)]
    drawn = [jitter(each, at("2026-01-01T02:00")) for each in schedules]
    assert drawn == [jitter(each, at("2026-01-01T02:00")) for each in schedules]
    assert len(set(drawn)) == 50
    assert timedelta(0) <= min(drawn) < max(drawn) <= timedelta(seconds=600)
    assert jitter(Schedule(name="x", what="sweep"), at("2026-01-01T02:00")) == timedelta(0)


def settings(tmp_path, text=None, **more):
    if text is not None:
        (tmp_path / "schedules.yaml").write_text(text)
    return load_settings(inventory=tmp_path / "inventory.yaml", **more)


def test_without_a_file_there_is_a_nightly_sweep(tmp_path):
    said = timetable(settings(tmp_path, schedule="30 1 * * *", timezone="Europe/Berlin"))
    (nightly,) = said.schedules
    assert (nightly.name, nightly.what) == ("nightly", "sweep")
    assert nightly.plan == "cron 30 1 * * * Europe/Berlin"


FILE = """
schedules:
  - {name: edge, what: sweep, every: 15m, devices: ["tag:edge"], jitter: 60}
  - {name: clean, what: retention, cron: "0 4 * * sun", timezone: America/New_York}
  - {name: morning, what: report, cron: "0 6 * * *", format: table, output: "report-{date}.txt"}
maintenance:
  - {sites: [nyc], days: [sat, sunday], hours: "22:00-04:00", reason: weekly works}
  - {begin: 2026-12-24T18:00, end: 2026-12-26T00:00}
"""


def test_a_file_says_what_is_done_and_where_netwatch_keeps_away(tmp_path):
    said = timetable(settings(tmp_path, FILE, timezone="Europe/Berlin"))
    edge, clean, morning = said.schedules
    assert (edge.every, edge.devices, edge.jitter_s) == (timedelta(minutes=15), ("tag:edge",), 60)
    assert clean.zone == "America/New_York"
    assert (morning.form, morning.output, morning.zone) == (
        "table", "report-{date}.txt", "Europe/Berlin",
    )  # fmt: skip
    weekly, dated = said.blackouts
    assert weekly.period == Weekly(
        days=(5, 6), hours=Window(time(22), time(4)), zone="Europe/Berlin"
    )
    assert dated.period.begin.astimezone(UTC) == at("2026-12-24T17:00")


def test_a_file_without_a_sweep_keeps_the_nightly_one(tmp_path):
    said = timetable(settings(tmp_path, "schedules: [{name: r, what: retention, every: 1d}]"))
    assert [each.name for each in said.schedules] == ["nightly", "r"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("schedules:\n- {name: a, every: 4h}\n- {name: a, every: 4h}", ":3: a: this name is used"),
        ("schedules:\n- {name: a, what: nap, every: 4h}", "no kind of work 'nap'; there are im"),
        ("schedules:\n- {name: a}", "either cron .five fields. or every"),
        ("schedules:\n- {name: a, every: 4h, cron: '0 2 * * *'}", "either cron"),
        ("schedules:\n- {name: a, every: 10s}", "15m, 4h, 1d, 2w"),
        ("schedules:\n- {name: a, every: 0m}", "once a minute"),
        ("schedules:\n- {name: a, what: report, every: 1d}", "needs `output:`"),
        ("schedules:\n- {name: a, every: 1d, timezone: Mars}", ":2: .*no time zone 'Mars'"),
        ("schedules:\n- {name: a, every: 1d, colour: red}", "colour: Extra inputs"),
        ("maintenance:\n- {days: [someday]}", "no day 'someday'"),
        ("maintenance:\n- {sites: [nyc]}", ":2: maintenance: give either days"),
        ("maintenance:\n- {days: [mon], begin: 2026-01-01}", "give either days"),
    ],
)
def test_a_file_that_makes_no_sense_names_line_and_remedy(tmp_path, text, says):
    with pytest.raises(InventoryError, match=says):
        timetable(settings(tmp_path, text))


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//works//EN
BEGIN:VEVENT
UID:1@example.net
DTSTART;TZID=Europe/Berlin:{first}T220000
DTEND;TZID=Europe/Berlin:{first}T235900
RRULE:FREQ=DAILY;COUNT=3
SUMMARY:Works
END:VEVENT
BEGIN:VEVENT
UID:2@example.net
STATUS:CANCELLED
DTSTART:{first}T030000Z
DTEND:{first}T040000Z
END:VEVENT
END:VCALENDAR
"""


def test_maintenance_may_stand_in_a_calendar(tmp_path):
    today = datetime.now(UTC).date()
    calendar = CALENDAR.format(first=f"{today:%Y%m%d}").replace("\n", "\r\n")
    (tmp_path / "works.ics").write_bytes(calendar.encode())
    said = timetable(settings(tmp_path, "maintenance: [{sites: [nyc], calendar: works.ics}]"))
    berlin = ZoneInfo("Europe/Berlin")
    for day in range(3):
        evening = datetime.combine(today + timedelta(days=day), time(22, 30), berlin)
        assert said.keeps_out("nyc", evening)
        assert not said.keeps_out("lon", evening)
        assert not said.keeps_out("nyc", evening - timedelta(hours=1))
    assert not said.keeps_out("nyc", datetime.combine(today, time(3, 30), UTC))


@pytest.mark.parametrize("content", [None, b"no calendar", b"BEGIN:VCALENDAR\r\n"])
def test_a_calendar_that_cannot_be_read_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "works.ics").write_bytes(content)
    with pytest.raises(InventoryError, match=r"maintenance: calendar .*works.ics"):
        timetable(settings(tmp_path, "maintenance: [{calendar: works.ics}]"))


def test_a_named_file_that_is_missing_says_so(tmp_path):
    with pytest.raises(InventoryError, match="no schedule file"):
        timetable(settings(tmp_path, schedules=tmp_path / "other.yaml"))


def test_a_site_is_left_alone_in_its_maintenance_only():
    weekend = Weekly(days=(5,), hours=Window(time(22), time(4)), zone="Europe/Berlin")
    christmas = Dated(begin=at("2026-12-24T18:00"), end=at("2026-12-26T00:00"))
    said = Timetable(
        blackouts=(Blackout(period=weekend, sites=("nyc",)), Blackout(period=christmas))
    )
    # 10 January 2026 is a Saturday; Berlin is an hour ahead of UTC.
    assert not said.keeps_out("nyc", at("2026-01-10T20:59"))
    assert said.keeps_out("nyc", at("2026-01-10T21:00"))
    assert said.keeps_out("nyc", at("2026-01-11T02:59"))
    assert not said.keeps_out("nyc", at("2026-01-11T03:00"))
    assert not said.keeps_out("nyc", at("2026-01-10T02:00"))
    assert not said.keeps_out("lon", at("2026-01-10T22:00"))
    assert not said.keeps_out(None, at("2026-01-10T22:00"))
    assert said.keeps_out("lon", at("2026-12-25T12:00"))
    assert said.keeps_out(None, at("2026-12-24T18:00"))
    assert not said.keeps_out(None, at("2026-12-26T00:00"))

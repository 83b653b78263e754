"""Windows from a calendar, opened and closed by the service's functions, over real SSH."""

from datetime import UTC, datetime, timedelta

import pytest

from netwatch.app.windows import Due, close_due, open_due
from netwatch.app.workspace import Workspace
from netwatch.model.window import WindowState

pytestmark = pytest.mark.lab

SENSOR = "mirror added: core-rtr1 session 52 destination 203.0.113.66"


def event(name, starts, ends, *more):
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{name}@example.net\r\nX-NETWATCH-WINDOW:{name}\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART:{starts:%Y%m%dT%H%M%SZ}\r\nDTEND:{ends:%Y%m%dT%H%M%SZ}\r\n"
        + "".join(f"{each}\r\n" for each in more)
        + "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_a_window_from_a_calendar_opens_and_closes_itself(run, lab, tmp_path):
    now = datetime.now(UTC)
    starts, ends = now + timedelta(minutes=5), now + timedelta(hours=1)
    told = ("X-NETWATCH-DEVICES:core-rtr1", f"X-NETWATCH-EXPECT:{SENSOR}")
    (tmp_path / "c.ics").write_text(event("CHG5", starts, ends, *told), newline="")
    result = run("window", "import", "c.ics")
    assert result.code == 0
    assert "1 windows planned" in result.err
    assert "0 windows planned, 1 known already" in run("window", "import", "c.ics").err
    moved = ends + timedelta(minutes=30)
    (tmp_path / "c.ics").write_text(event("CHG5", starts, moved, *told), newline="")
    assert "1 windows planned" in run("window", "import", "c.ics").err
    assert "planned: a window that was not opened" in run("window", "verify", "CHG5").err
    with Workspace.open() as work:
        assert open_due(work, now - timedelta(hours=1)) == Due()
        (opened,) = open_due(work, now).opened
        assert opened.kept.baselines[0].why_not == ""
        assert open_due(work, now) == Due()
        assert close_due(work, now) == Due()
    lab.stage("after", "core-rtr1")
    with Workspace.open() as work:
        (verdict,) = close_due(work, moved).verdicts
        assert verdict.exit_code == 1  # nobody changed anything before it began, then too early
        assert close_due(work, moved) == Due()
    kept = run("window", "show", "CHG5", "--format", "json").json
    assert (kept["state"], len(kept["verdicts"])) == ("closed", 1)


def test_cancelled_missed_and_unusable_events(run, lab, tmp_path):
    now = datetime.now(UTC)
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=30)
    told = ("X-NETWATCH-DEVICES:core-rtr1",)
    (tmp_path / "c.ics").write_text(event("CHG5", soon, later, *told), newline="")
    run("window", "import", "c.ics")
    (tmp_path / "c.ics").write_text(event("CHG5", soon, later, *told, "STATUS:CANCELLED"),
                                    newline="")  # fmt: skip
    assert "1 cancelled" in run("window", "import", "c.ics").err
    (tmp_path / "d.ics").write_text(event("CHG6", soon, later, "X-NETWATCH-DEVICES:core-rtr9"),
                                    newline="")  # fmt: skip
    result = run("window", "import", "d.ics")
    assert result.code == 3
    assert "no device 'core-rtr9'" in result.err
    (tmp_path / "e.ics").write_text(event("CHG7", soon, later, *told), newline="")
    run("window", "import", "e.ics")
    with Workspace.open() as work:
        assert open_due(work, later) == Due()
    states = {each["window"]: each["state"]
              for each in run("window", "list", "--format", "json").json}  # fmt: skip
    assert states == {"CHG5": "cancelled", "CHG7": "missed"}
    assert run("window", "import", "none.ics").code == 2


def test_one_window_that_cannot_be_opened_keeps_no_other_from_it(run, lab, tmp_path, monkeypatch):
    now = datetime.now(UTC)
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=30)
    for name, device in (("CHG5", "edge-rtr2"), ("CHG6", "core-rtr1")):
        (tmp_path / "c.ics").write_text(
            event(name, soon, later, f"X-NETWATCH-DEVICES:{device}"), newline=""
        )
        assert run("window", "import", "c.ics").code == 0
    path = tmp_path / "inventory.yaml"
    path.write_text(path.read_text().replace("edge-rtr2", "edge-rtr9"))
    with Workspace.open() as work:
        due = open_due(work, now)
        assert [each.kept.window.name for each in due.opened] == ["CHG6"]
        (problem,) = due.problems
        assert problem.startswith("window CHG5 cannot be opened: no device 'edge-rtr2'")
        assert work.store.windows.get("CHG5").state is WindowState.PLANNED
    path.write_text(path.read_text().replace("core-rtr1", "core-rtr9"))
    with Workspace.open() as work:
        (verdict,) = close_due(work, later).verdicts
        assert verdict.devices[0].blind == ("it is no longer in the inventory",)
        assert verdict.exit_code == 3


def test_a_planned_window_is_opened_or_called_off_by_its_name(run, lab, tmp_path):
    now = datetime.now(UTC)
    for name in ("CHG5", "CHG6"):
        told = ("X-NETWATCH-DEVICES:core-rtr1", f"X-NETWATCH-EXPECT:{SENSOR}")
        ends = now + timedelta(minutes=30)
        (tmp_path / "c.ics").write_text(event(name, now, ends, *told), newline="")
        run("window", "import", "c.ics")
    opened = run("window", "open", "CHG5", "--no-hash", "--format", "json")
    assert opened.code == 0
    assert [each["expect"] for each in opened.json["expectations"]] == [SENSOR]
    assert run("window", "cancel", "CHG6", "--by", "anna").code == 0
    assert "cancelled; it cannot" in run("window", "open", "CHG6").err
    assert "open; it cannot" in run("window", "cancel", "CHG5").err
    assert "both --devices and --to" in run("window", "open", "X", "--to", "2030-01-01T00:00").err
    assert "no change window 'X'" in run("window", "open", "X").err

"""Which audit events are kept of the inventory's devices, and in which form."""

from datetime import timedelta

import pytest
from support.build import NOW

from netwatch.app.host_names import HostNames
from netwatch.app.told_events import keep_events, told_devices
from netwatch.model.audit import Action, AuditEvent, Meaning
from netwatch.model.device import Device
from netwatch.store import Store

ROUTER = Device(name="core-rtr1", address="192.0.2.1", platform="cisco_xe")
TWINS = tuple(Device(name=f"lab{n}", address="127.0.0.1", platform="cisco_xe") for n in (1, 2))
NAMES = HostNames((ROUTER, *TWINS))
KEY = b"k" * 32


def event(host="core-rtr1", risk=8, **other):
    return AuditEvent(
        source="device-log", meaning=Meaning(Action.COMMAND_TYPED, risk), host=host,
        **{"name": "monitor session 7", "at": NOW, "user": "eve", **other},
    )  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/netwatch.db") as opened:
        yield opened


def kept(store):
    return store.heard.between("core-rtr1", NOW - timedelta(days=9), NOW + timedelta(days=9))


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("core-rtr1", "core-rtr1"),
        ("CORE-RTR1", "core-rtr1"),
        ("192.0.2.1", "core-rtr1"),
        ("lab2", "lab2"),
        ("127.0.0.1", None),
        ("core-rtr2", None),
        (None, None),
    ],
)
def test_whom_a_log_means(host, name):
    found = NAMES.device(host)
    assert (found.name if found else None) == name


def test_the_worst_is_checked_first():
    told = told_devices([event("lab1", 3), event("lab2", 5), event("x"), event("lab1", 9)], NAMES)
    assert [each.name for each in told] == ["lab1", "lab2"]


def test_what_is_kept_holds_no_secret_and_no_control_character(store):
    typed = event(name="snmp-server community hunter2 RO", user="e\x00ve\x1b[2J", text="\x00")
    assert keep_events([typed], NAMES, store, KEY, NOW).new == 1
    (line,) = kept(store)
    assert "hunter2" not in line.event.command
    assert line.event.user.isprintable()
    assert "\x00" not in line.text


def test_a_flood_leaves_the_latest_of_each_device(store):
    many = [event(at=NOW - timedelta(seconds=each)) for each in range(250)]
    done = keep_events(many, NAMES, store, KEY, NOW)
    assert (done.new, done.beyond) == (200, 50)
    assert kept(store)[-1].at == NOW
    assert "50 earlier ones" in done.sentence


def test_what_failed_or_tells_no_usable_time_is_not_kept(store):
    events = [event(succeeded=False), event(at=None), event(at=NOW + timedelta(days=1))]
    done = keep_events(events, NAMES, store, KEY, NOW)
    assert (done.new, done.undated, kept(store)) == (0, 2, ())

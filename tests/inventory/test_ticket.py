import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.inventory.announced import AnnouncementError
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.ticket import TicketMapping, read_mapping, read_ticket

OWN = {
    "id": "CHG123", "title": "Upgrade", "devices": ["core-rtr1", "site:nyc"],
    "from": "2026-03-10T22:00", "to": "2026-03-11T02:00", "timezone": "Europe/Berlin",
    "expect": ["image version = 17.12.4", "reload"],
}  # fmt: skip


def read(data, mapping=None):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_ticket(body, mapping or TicketMapping(), UTC)


def test_netwatchs_own_form():
    ticket = read(OWN)
    window = ticket.window
    assert not ticket.cancelled
    assert (window.name, window.title, window.devices) == (
        "CHG123", "Upgrade", ("core-rtr1", "site:nyc"),
    )  # fmt: skip
    assert window.starts == datetime(2026, 3, 10, 21, tzinfo=UTC)
    assert [each.text for each in window.expectations] == OWN["expect"]


def test_lists_may_be_text_and_times_may_have_their_zone():
    ticket = read(OWN | {"devices": "a, b", "expect": "reload\n\nuser added: bob\n",
                         "from": "2026-03-10T22:00+01:00", "status": "Cancelled"})  # fmt: skip
    assert ticket.cancelled
    assert ticket.window.devices == ("a", "b")
    assert len(ticket.window.expectations) == 2


def test_another_system_by_its_mapping(tmp_path):
    path = tmp_path / "ticket.yaml"
    path.write_text(
        "id: /result/number\nfrom: /result/start~1date\nto: /result/end\n"
        "devices: /result/items/0/name\nexpect: /none\nstatus: /result/state\n"
        "cancelled: [Withdrawn]\n"
    )
    data = {"result": {"number": 77, "start/date": "2026-03-10T22:00", "end": "2026-03-11T02:00",
                       "items": [{"name": "a"}], "state": "withdrawn"}}  # fmt: skip
    ticket = read(data, read_mapping(path))
    assert ticket.cancelled
    assert (ticket.window.name, ticket.window.devices) == ("77", ("a",))
    assert ticket.window.expectations == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ide: /a\n", "ticket.yaml:1: 'ide' must be one of"),
        ("id: /a\nfrom: date\n", "ticket.yaml:2: 'from'"),
        ("cancelled: yes\n", "cancelled"),
        ("- a\n", "a mapping of"),
    ],
)
def test_a_mapping_that_is_none_names_its_line(tmp_path, text, says):
    (tmp_path / "ticket.yaml").write_text(text)
    with pytest.raises(InventoryError, match=says):
        read_mapping(tmp_path / "ticket.yaml")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b" " * (1024 * 1024 + 1), "larger"),
        ([], "no id"),
        (OWN | {"id": "a b"}, "no name"),
        (OWN | {"id": True}, "no id"),
        (OWN | {"devices": []}, "names no devices"),
        (OWN | {"devices": [1]}, "no list of words"),
        (OWN | {"devices": ["x"] * 1 + [f"d{n}" for n in range(1001)]}, "more than 1000"),
        (OWN | {"expect": {"a": 1}}, "no list of words"),
        (OWN | {"expect": ["fragment: /etc/shadow"]}, "cannot name a file"),
        (OWN | {"expect": ["dance"]}, "no expectation"),
        (OWN | {"to": "2026-03-10T21:00"}, "ends before"),
        (OWN | {"from": "soon"}, "no time"),
        (OWN | {"timezone": "Mars/Olympus"}, "no time zone"),
        (OWN | {"timezone": "../../etc/passwd"}, "no time zone"),
    ],
)
def test_a_ticket_that_cannot_be_used_says_why(data, says):
    with pytest.raises(AnnouncementError, match=says):
        read(data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*OWN, "status"), VALUES)))
def test_any_json_is_a_ticket_or_a_clear_error(given_fields):
    with contextlib.suppress(AnnouncementError):
        ticket = read(OWN | given_fields)
        assert ticket.window.devices
        ticket.window.title.encode()

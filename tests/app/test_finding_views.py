"""Which findings of several devices are one row."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from netwatch.app.finding_views import findings_view, grouped
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding, KeptFinding, Status

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def kept(number, **more):
    device = f"acc-sw{number}"
    finding = Finding(
        rule="config-drift", severity=Severity.LOW, confidence=Confidence.HIGH, device=device,
        title=f"{device}: 1 line added under 'ntp'", subject=f"ntp: {number:012x}",
    )  # fmt: skip
    status = more.pop("status", Status.OPEN)
    return KeptFinding(
        finding=replace(finding, **more), first_seen=NOON, last_seen=NOON, status=status
    )


ALIKE = [kept(number) for number in range(1, 6)]


def test_numbers_hashes_and_the_own_name_make_no_difference():
    assert grouped(ALIKE, 3) == [ALIKE]
    view = findings_view(ALIKE, least=3)
    (row,) = view.tables[1].rows
    assert row[1:3] == ("5", "acc-sw1, acc-sw2, acc-sw3, acc-sw4 and 1 more")
    assert view.findings == ()
    assert len(view.data) == 5


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "config-unsaved"},
        {"severity": Severity.HIGH},
        {"status": Status.EXPLAINED},
        {"title": "acc-sw9: 1 line added under 'snmp'"},
        {"subject": "snmp: 0"},
    ],
)
def test_what_differs_stands_alone(other):
    stranger = kept(9, **other)
    view = findings_view([*ALIKE, stranger], least=3)
    assert view.findings == (stranger,)


def test_several_findings_of_few_devices_are_no_group():
    few = [kept(number, subject=f"ntp: {each}") for number in (1, 2) for each in range(4)]
    assert grouped(few, 3) == []
    assert grouped(few, 2) == [few]

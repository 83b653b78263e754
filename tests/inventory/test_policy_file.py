from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from netwatch.app.starter import write_starter
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.policy_file import read_policy
from netwatch.model.evidence import Severity
from netwatch.model.policy import Policy, SeverityOverride

TEXT = """\
prefixes: [192.0.2.0/24]
collectors:
  - {address: 192.0.2.50, name: ids}
approvals:
  - devices: [core-*]
    destinations: [192.0.2.50]
    ticket: CHG1
    expires: 2026-12-31
severities: {config-drift: info}
ignores:
  - {rule: config-drift, device: "lab-*", reason: playground}
"""


def written(tmp_path, text):
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    return path


def test_a_policy_knows_its_lines_and_a_date_allows_the_whole_day(tmp_path):
    policy = read_policy(written(tmp_path, TEXT))
    (approval,) = policy.approvals
    assert (approval.line, approval.ticket) == (5, "CHG1")
    assert approval.expires > datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert policy.prefixes == (ip_network("192.0.2.0/24"),)
    assert policy.collectors[0].address == ip_network("192.0.2.50/32")
    assert policy.severities == (
        SeverityOverride(rule="config-drift", severity=Severity.INFO, line=9),
    )
    assert policy.ignores[0].line == 11


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("192.0.2.0/24", "192.0.2.7/24"), 1, "host bits set"),
        (("config-drift: info", "config-drift: loud"), 9, "unknown severity 'loud'"),
        (("ticket: CHG1", "tikcet: CHG1"), 7, "unknown key"),
    ],
)
def test_an_error_names_the_line(tmp_path, change, line, says):
    path = written(tmp_path, TEXT.replace(*change))
    with pytest.raises(InventoryError) as caught:
        read_policy(path)
    assert f"{path}:{line}:" in str(caught.value)
    assert says in str(caught.value)


def test_what_init_writes_can_be_read(tmp_path):
    inventory, policy = write_starter(tmp_path, replace=False)
    assert inventory.exists()
    assert read_policy(policy) == Policy()

from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

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


def test_the_example_is_a_valid_policy_and_every_entry_knows_its_line():
    path = Path(__file__).parents[2] / "policy.example.yaml"
    lines = path.read_text().splitlines()
    policy = read_policy(path)
    assert policy.terms.need_two
    entries = (
        *policy.approvals, *policy.image_approvals, *policy.drift_approvals, *policy.collectors,
        *policy.ignores,
    )  # fmt: skip
    assert len(entries) == 7
    assert all(lines[each.line - 1].lstrip().startswith("- ") for each in entries)
    assert all("prefixes:" in lines[each - 1] for each in policy.prefix_lines)
    (override,) = policy.severities
    assert "severities:" in lines[override.line - 1]


MORE = """\
collectors:
  - {address: 192.0.2.50, name: ids}
approvals:
  - {collectors: [ids], expires: 2026-12-31}
image_approvals:
  - {version: 17.9.5, expires: 2026-12-31T18:00:00Z}
drift_approvals:
  - {rules: [config-drift], statements: ["description *"]}
approvals_longest_days: 90
severities: {config-drift: info}
"""


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("collectors: [ids]", "collectors: [idz]"), 4, "no collector is named 'idz' (known: ids)"),
        (("version: 17.9.5, ", ""), 6, "the version, the digest or both"),
        (("version: 17.9.5", "digest: 17.9.5"), 6, "written in hex"),
        (("version: 17.9.5", "verzion: 17.9.5"), 6, "unknown key"),
        (("rules: [config-drift]", "rules: []"), 8, "at least 1 item"),
        (("rules: [config-drift], ", ""), 8, "Field required"),
        (("rules: [config-drift]", "rules: [config-drfit]"), 8, "did you mean config-drift?"),
        (("[config-drift]", "[mirror-new-session]"), 8, "under `approvals:`"),
        (("days: 90", "days: 0"), 9, "greater than or equal to 1"),
        (("days: 90", "days: 90\napprovals_without_end: true"), 10, "contradicts"),
        (("{config-drift: info}", "{loud: info}"), 10, "`netwatch rules` lists them"),
        (("expires: 2026-12-31}", "expires: someday}"), 4, "valid date"),
    ],
)
def test_every_mistake_names_its_line_and_what_to_write(tmp_path, change, line, says):
    assert change[0] in MORE
    path = written(tmp_path, MORE.replace(*change))
    with pytest.raises(InventoryError) as caught:
        read_policy(path)
    assert f"{path}:{line}:" in str(caught.value)
    assert says in str(caught.value)

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_file import read_inventory
from netwatch.model.device import (
    CloudAccount,
    Copying,
    HostKeyPolicy,
    SnmpAgent,
    SnmpVersion,
    SshAlgorithms,
    Window,
)
from netwatch.model.inventory import SecretRef, SecretSource

GOOD = """\
defaults: {site: nyc, credentials: default}
credentials:
  default:
    username: netwatch
    password: {env: NETWATCH_PASSWORD}
    private_key: ~/.ssh/id_ed25519
jump_hosts:
  - {name: bastion1, address: 198.51.100.9}
devices:
  - name: core-rtr1
    address: 192.0.2.1
    platform: cisco_xe
    tags: [edge]
    jump: [bastion1]
  - name: old-sw7
    address: 192.0.2.7
    platform: cisco_ios
    site: lon
    port: 2222
    host_key: strict
    ssh: {kex: [diffie-hellman-group14-sha1]}
"""


def written(tmp_path, text):
    path = tmp_path / "inventory.yaml"
    path.write_text(text)
    return path


def test_devices_take_the_defaults_they_do_not_set(tmp_path):
    inventory = read_inventory(written(tmp_path, GOOD))
    first, second = inventory.devices
    assert (first.site, first.port, first.host_key) == ("nyc", 22, HostKeyPolicy.ACCEPT_NEW)
    assert first.jump == ("bastion1",)
    assert inventory.hop("bastion1").address == "198.51.100.9"
    assert (second.site, second.port, second.host_key) == ("lon", 2222, HostKeyPolicy.STRICT)
    assert second.ssh == SshAlgorithms(kex=("diffie-hellman-group14-sha1",))
    (credentials,) = inventory.credentials
    assert credentials.password == SecretRef(SecretSource.ENV, "NETWATCH_PASSWORD")
    assert credentials.private_key == str(Path("~/.ssh/id_ed25519").expanduser())


def test_copies_are_fetched_gently_and_only_where_wanted(tmp_path):
    text = GOOD.replace("tags: [edge]", 'fetch_image: true\n    fetch_window: "23:30-04:00"')
    text = text.replace("defaults: {", "defaults: {fetch_rate: 5000, fetch_max_size: 7, ")
    first, second = (each.copying for each in read_inventory(written(tmp_path, text)).devices)
    assert (first.wanted, first.rate, first.max_bytes) == (True, 5000, 7)
    assert first.window == Window(time(23, 30), time(4))
    assert second == replace(Copying(), rate=5000, max_bytes=7)


def test_a_second_account_is_named_like_the_first(tmp_path):
    text = GOOD.replace("tags: [edge]", "second_account: audit").replace(
        "jump_hosts:", "  audit: {username: audit}\njump_hosts:"
    )
    first, second = read_inventory(written(tmp_path, text)).devices
    assert (first.second_account, second.second_account) == ("audit", None)


def test_an_agent_is_asked_with_credentials_of_its_own(tmp_path):
    text = GOOD.replace("jump: [bastion1]", "snmp: {credentials: mon, port: 1161}")
    text = text.replace("port: 2222", "snmp: {credentials: old, version: 2c}").replace(
        "jump_hosts:",
        "  mon: {username: mon, password: {env: A}, privacy: {env: P}}\n"
        "  old: {community: {env: C}}\njump_hosts:",
    )
    inventory = read_inventory(written(tmp_path, text))
    first, second = inventory.devices
    assert first.snmp == SnmpAgent(credentials="mon", port=1161)
    assert second.snmp == SnmpAgent(credentials="old", version=SnmpVersion.V2C)
    _, mon, old = inventory.credentials
    assert mon.privacy == SecretRef(SecretSource.ENV, "P")
    assert (old.username, old.community) == ("", SecretRef(SecretSource.ENV, "C"))


def test_netconf_is_spoken_with_the_device_s_own_credentials_unless_said(tmp_path):
    text = GOOD.replace("tags: [edge]", "netconf: {}").replace(
        "port: 2222", "netconf: {port: 22, credentials: default}"
    )
    first, second = (each.netconf for each in read_inventory(written(tmp_path, text)).devices)
    assert (first.port, first.credentials) == (830, None)
    assert (second.port, second.credentials) == (22, "default")


@pytest.mark.parametrize(
    ("hours", "within", "without"),
    [
        ("01:00-05:00", "01:00", "05:00"),
        ("23:00-01:00", "00:30", "12:00"),
        ("23:00-01:00", "23:00", "01:00"),
    ],
)
def test_hours_may_lie_over_midnight(hours, within, without):
    window = Window(*map(time.fromisoformat, hours.split("-")))
    assert window.holds(time.fromisoformat(within))
    assert not window.holds(time.fromisoformat(without))
    assert Window(time(3), time(3)).holds(time(12))


def test_the_example_is_a_valid_inventory():
    inventory = read_inventory(Path(__file__).parents[2] / "inventory.example.yaml")
    assert {each.name for each in inventory.devices} >= {"core-rtr1", "dc2-leaf1"}
    assert {each.cloud.account for each in inventory.devices if each.cloud} >= {"111122223333"}


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("password: {env: NETWATCH_PASSWORD}", "password: hunter2"), 5, "must not stand in this"),
        (("password: {env: NETWATCH_PASSWORD}", "password: {}"), 5, "exactly one of"),
        (("port: 2222", "port: 99999"), 19, "less than or equal to 65535"),
        (("port: 2222", "prot: 2222"), 19, "unknown key"),
        (("port: 2222", "fetch_window: 25:00-05:00"), 19, "fetch_window"),
        (("port: 2222", "fetch_rate: 1"), 19, "greater than or equal to 1000"),
        (("name: old-sw7", "name: core-rtr1"), 15, "used twice"),
        (("jump: [bastion1]", "jump: [bastion9]"), 10, "bastion9"),
        (("tags: [edge]", "credentials: nobody"), 10, "no credentials named 'nobody'"),
        (("tags: [edge]", "second_account: nobody"), 10, "no credentials named 'nobody'"),
        (("tags: [edge]", "second_account: default"), 10, "must be another account"),
        (("tags: [edge]", "snmp: {credentials: nobody}"), 10, "no credentials named 'nobody'"),
        (("tags: [edge]", "snmp: {credentials: default}"), 10, "does not go over a jump host"),
        (("port: 2222", "snmp: {credentials: default, version: 2c}"), 15, "need a community"),
        (("port: 2222", "snmp: {credentials: default, version: 1}"), 19, "snmp.version"),
        (("port: 2222", "snmp: {credentials: default, auth: rot13}"), 19, "snmp.auth"),
        (("tags: [edge]", "netconf: {credentials: nobody}"), 10, "no credentials named 'nobody'"),
        (("port: 2222", "netconf: {port: 0}"), 19, "netconf.port"),
        (("    username: netwatch\n", ""), 7, "need a username"),
        (("private_key: ~/.ssh/id_ed25519", "community: hunter2"), 6, "must not stand in this"),
        (("platform: cisco_xe\n", "\n"), 10, "Field required"),
    ],
)
def test_an_error_names_the_line(tmp_path, change, line, says):
    path = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(InventoryError) as caught:
        read_inventory(path)
    assert f"{path}:{line}:" in str(caught.value)
    assert says in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_broken_yaml_names_the_line_and_quotes_nothing(tmp_path):
    path = written(tmp_path, "credentials:\n  default: {password: hunter2\ndevices: [\n")
    with pytest.raises(InventoryError) as caught:
        read_inventory(path)
    assert f"{path}:" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_missing_file_says_how_to_get_one(tmp_path):
    with pytest.raises(InventoryError, match="netwatch init"):
        read_inventory(tmp_path / "none.yaml")


CLOUD = 'clouds:\n  - {name: aws-prod, platform: aws, account: "111122223333"}\n'


def test_a_cloud_account_is_watched_like_a_device(tmp_path):
    inventory = read_inventory(written(tmp_path, GOOD + CLOUD))
    account = inventory.device("aws-prod")
    assert account is inventory.devices[-1]
    assert (account.address, account.platform, account.credentials) == ("111122223333", "aws", "")
    assert account.cloud == CloudAccount(account="111122223333")
    assert not inventory.warnings


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("credentials: nobody", "no credentials named 'nobody'"),
        ("endpoint: ftp://127.0.0.1", "endpoint"),
        ("name: core-rtr1", "this name is used twice"),
    ],
)
def test_a_cloud_account_that_is_not_right_is_named_with_its_line(tmp_path, wrong, message):
    entry = wrong if wrong.startswith("name") else f"name: aws-prod, {wrong}"
    text = GOOD + f"clouds:\n  - {{{entry}, platform: aws}}\n"
    with pytest.raises(InventoryError, match=message) as caught:
        read_inventory(written(tmp_path, text))
    assert f":{len(text.splitlines())}:" in str(caught.value)


def test_probes_are_named_and_may_be_a_default(tmp_path):
    text = GOOD.replace("tags: [edge]", "probes: [memory-text]")
    first, second = read_inventory(written(tmp_path, text)).devices
    assert (first.probes, second.probes) == (("memory-text",), ())
    everywhere = text.replace("{site: nyc,", "{probes: [memory-text], site: nyc,")
    _, second = read_inventory(written(tmp_path, everywhere)).devices
    assert second.probes == ("memory-text",)


def test_an_unknown_probe_is_refused_with_its_line(tmp_path):
    text = GOOD.replace("tags: [edge]", "probes: [memory]")
    with pytest.raises(InventoryError, match=r"yaml:13: .*probes.*memory-text"):
        read_inventory(written(tmp_path, text))

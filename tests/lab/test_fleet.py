import subprocess
import sys

import pytest
import yaml

from netwatch.inventory.yaml_file import read_inventory
from netwatch.lab.fleet import Fleet, FleetError
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.mutate import copies
from netwatch.lab.process import FleetProcess


@pytest.mark.lab
def test_a_fleet_in_its_own_process_obeys_the_same_calls(device, connect, shell_of):
    spec = device("stages: {before: {}, after: {hostname: changed}}\n")
    with FleetProcess([spec]) as fleet:
        fleet.stage("after")
        shell = shell_of(connect(fleet))
        shell.until("changed#")
        shell.ask("show version", until="weeks")
        (session,) = fleet.sessions("lab-rtr1")
        assert bytes(session.received) == b"show version\n"
        with pytest.raises(FleetError, match="no device 'nobody'"):
            fleet.sessions("nobody")
    with pytest.raises(FleetError, match=r"ended|answer|closed"):
        fleet.stage("before")


@pytest.mark.lab
def test_a_hundred_devices_answer_each_by_its_own_name(device, connect, shell_of):
    with Fleet(copies(device(), 100)) as fleet:
        assert len(set(fleet.ports.values())) == 100
        for name in ("lab-rtr1-0001", "lab-rtr1-0100"):
            shell = shell_of(connect(fleet, name))
            shell.until(f"{name}#")
            assert f"{name} uptime is" in shell.ask("show version", until="weeks")


@pytest.mark.lab
def test_a_pinned_port_is_kept_and_a_taken_one_is_an_error(device, serve):
    port = serve(device()).ports["lab-rtr1"]
    with pytest.raises(OSError, match="in use"), Fleet([device()], ports={"lab-rtr1": port}):
        pass


@pytest.mark.lab
def test_closing_twice_and_closing_with_clients_connected(device, serve, connect, shell_of):
    fleet = serve(device())
    shell = shell_of(connect(fleet))
    shell.until("#")
    fleet.close()
    fleet.close()
    with pytest.raises((EOFError, OSError)):
        shell.ask("show version", until="weeks")


@pytest.mark.lab
def test_an_unknown_stage_is_an_error(device, serve):
    with pytest.raises(FleetError, match="stage 'later'"):
        serve(device()).stage("later")


def test_two_devices_of_one_name_are_refused(device):
    with pytest.raises(FleetError, match="same name"):
        Fleet([device(), device()])


def test_the_inventory_names_devices_and_only_refers_to_secrets(device):
    specs = (
        device("site: nyc\nrole: core\ntags: [edge]\nlogin: {enable: en-secret}\n"),
        device("crypto: legacy\njump: [lab-rtr1]\nlogin: {password: other-secret}\n", name="old1"),
    )
    text = inventory_yaml(specs, {"lab-rtr1": 2201, "old1": 2202}, {"old1": "/keys/id"})
    assert "secret" not in text
    data = yaml.safe_load(text)
    assert data["devices"][0] == {
        "name": "lab-rtr1",
        "address": "127.0.0.1",
        "platform": "cisco_xe",
        "port": 2201,
        "credentials": "lab",
        "site": "nyc",
        "role": "core",
        "tags": ["edge"],
    }
    old = data["devices"][1]
    assert (old["jump"], old["ssh"]["host_keys"]) == (["lab-rtr1"], ["ssh-rsa"])
    assert data["credentials"][old["credentials"]]["private_key"] == "/keys/id"
    named = {
        each["env"]
        for entry in data["credentials"].values()
        for each in entry.values()
        if isinstance(each, dict)
    }
    assert named == set(environment(specs))
    assert environment(specs)["NETWATCH_LAB_ENABLE"] == "en-secret"


def test_netwatch_reads_the_inventory_it_was_given(device, tmp_path):
    bastion = device("forwards: true\n", base="platform: linux\n", name="bastion1")
    specs = (device("jump: [bastion1]\n"), device("crypto: legacy\n", name="old1"), bastion)
    ports = {"lab-rtr1": 2201, "old1": 2202, "bastion1": 2203}
    (tmp_path / "inventory.yaml").write_text(inventory_yaml(specs, ports))
    inventory = read_inventory(tmp_path / "inventory.yaml")
    assert [(each.name, each.port) for each in inventory.devices] == [
        ("lab-rtr1", 2201),
        ("old1", 2202),
    ]
    assert inventory.devices[0].jump == ("bastion1",)
    assert inventory.devices[1].ssh.host_keys == ("ssh-rsa",)
    assert inventory.hop("bastion1").port == 2203


def test_reading_a_device_needs_no_ssh_library():
    code = (
        "import sys, netwatch.lab.dialogue, netwatch.lab.mutate; print('asyncssh' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

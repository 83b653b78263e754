"""What files of other tools list, and that no secret ever comes out of them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources._ansible_ini import expanded
from netwatch.model.source import Listed, SourceSettings

SECRET = "canary-of-the-source"  # planted to be looked for


def read(kind, path, **given_settings):
    source = SourceSettings(kind=kind, path=path, **given_settings)
    found = registry.unit("inventory.sources", kind).read(source, None)
    assert SECRET not in repr(found)
    return found


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_csv(tmp_path):
    text = (
        f"Hostname;IP Address;OS;Site;Tags;Password\nr1;192.0.2.1;ios;nyc;a,b;{SECRET}\nr2;;;;;\n"
    )
    found = read("csv", put(tmp_path / "d.csv", text))
    assert found.devices == (
        Listed(name="r1", address="192.0.2.1", platform="ios", site="nyc", tags=("a", "b")),
        Listed(name="r2", address="r2"),
    )
    assert "{env: ..}" in found.remarks[0]
    assert "Password" in found.remarks[0]


def test_csv_without_names_is_refused(tmp_path):
    with pytest.raises(InventoryError, match="column"):
        read("csv", put(tmp_path / "d.csv", "a,b\n1,2\n"))
    with pytest.raises(InventoryError, match="one character"):
        read("csv", put(tmp_path / "d.csv", "name\nr1\n"), delimiter="::")


def test_csv_by_its_own_words(tmp_path):
    path = put(tmp_path / "d.csv", "CI;Mgmt\nr1;192.0.2.1\n")
    (device,) = read("csv", path, fields={"name": "CI", "address": "Mgmt"}, delimiter=";").devices
    assert device == Listed(name="r1", address="192.0.2.1")


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        ("r1:ios\n# x\n\n", {}, Listed(name="r1", address="r1", platform="ios")),
        ("r1:ios:nyc\n", {}, Listed(name="r1", address="r1", platform="ios", site="nyc")),
        (
            "r1;192.0.2.1;eos;lon\n",
            {"delimiter": ";", "columns": ("name", "ip", "model", "group")},
            Listed(name="r1", address="192.0.2.1", platform="eos", site="lon"),
        ),
    ],
)
def test_oxidized(tmp_path, text, settings, expected):
    found = read("oxidized", put(tmp_path / "router.db", text), **settings)
    assert found.devices == (expected,)
    assert found.remarks == ()


@pytest.mark.parametrize("columns", [(), ("name", "model", "username", "password", "enable")])
def test_oxidized_with_passwords(tmp_path, columns):
    path = put(tmp_path / "router.db", f"r1:ios:admin:{SECRET}:{SECRET}\n")
    found = read("oxidized", path, columns=columns)
    assert found.devices == (Listed(name="r1", address="r1", platform="ios"),)
    assert "passwords are not taken" in found.remarks[0]


def test_rancid(tmp_path):
    put(tmp_path / "core/router.db", "R1.example.net;cisco;up;comment\nr2;juniper;down\nbad\n")
    put(tmp_path / "edge/router.db", "# old form\nr3:arista:up\n")
    found = read("rancid", tmp_path)
    assert found.devices == (
        Listed(name="r1.example.net", address="R1.example.net", platform="cisco", site="core"),
        Listed(name="r3", address="r3", platform="arista", site="edge"),
    )
    assert "1 devices are not `up`" in found.remarks[0]
    assert "router.db:3" in found.remarks[1]


def test_nornir(tmp_path):
    put(
        tmp_path / "hosts.yaml",
        "r1: {hostname: 192.0.2.1, groups: [nyc], data: {role: core}}\n"
        "r2: {platform: eos, port: 22}\n",
    )
    put(
        tmp_path / "groups.yaml",
        "nyc: {groups: [us], data: {site: nyc}}\nus: {platform: ios, groups: [nyc]}\n",
    )
    put(tmp_path / "defaults.yaml", f"port: 2222\nusername: x\npassword: {SECRET}\n")
    found = read("nornir", tmp_path)
    assert found.devices == (
        Listed(name="r1", address="192.0.2.1", platform="ios", port=2222, site="nyc", role="core"),
        Listed(name="r2", address="r2", platform="eos", port=22),
    )
    assert "password" in found.remarks[0]


INI = f"""
bare ansible_host=192.0.2.9
[leaf]
leaf[01:02] ansible_network_os=arista.eos.eos site=nyc
[spine]
spine1 ansible_host=192.0.2.1 ansible_password='{SECRET}'
[fabric:children]
leaf
spine
[fabric:vars]
ansible_network_os = "cisco.nxos.nxos"
ansible_port=2022
"""
YAML = f"""
all:
  vars: {{ansible_port: 2022}}
  hosts: {{bare: {{ansible_host: 192.0.2.9}}}}
  children:
    fabric:
      vars: {{ansible_network_os: cisco.nxos.nxos}}
      children:
        leaf:
          hosts:
            leaf[01:02]: {{ansible_network_os: arista.eos.eos, site: nyc}}
        spine:
          hosts:
            spine1: {{ansible_host: 192.0.2.1, ansible_password: {SECRET}}}
"""
LISTED = {
    "_meta": {
        "hostvars": {
            "leaf01": {"ansible_network_os": "arista.eos.eos", "site": "nyc", "ansible_port": 2022},
            "leaf02": {"ansible_network_os": "arista.eos.eos", "site": "nyc", "ansible_port": 2022},
            "spine1": {"ansible_host": "192.0.2.1", "ansible_password": SECRET,
                       "ansible_network_os": "cisco.nxos.nxos", "ansible_port": 2022},
        }
    },
    "all": {"children": ["ungrouped", "fabric"]},
    "fabric": {"children": ["leaf", "spine"]},
    "leaf": {"hosts": ["leaf01", "leaf02"]},
    "spine": {"hosts": ["spine1"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [("hosts", INI), ("hosts.yml", YAML), ("hosts.json", json.dumps(LISTED))],
    ids=["ini", "yaml", "list"],
)
def test_ansible(tmp_path, name, text):
    found = read("ansible", put(tmp_path / name, text))
    devices = {each.name: each for each in found.devices}
    assert devices["leaf02"] == Listed(
        name="leaf02", address="leaf02", platform="arista.eos.eos", port=2022, site="nyc",
        tags=("fabric", "leaf"),
    )  # fmt: skip
    assert devices["spine1"] == Listed(
        name="spine1", address="192.0.2.1", platform="cisco.nxos.nxos", port=2022,
        tags=("fabric", "spine"),
    )  # fmt: skip
    assert "ansible_password" in found.remarks[0]


def test_ansibles_folders_of_variables_and_templates(tmp_path):
    path = put(tmp_path / "hosts", "[leaf]\nr1\nr2 ansible_host={{ ip }}\n")
    put(tmp_path / "group_vars/leaf.yml", "ansible_network_os: eos\n")
    put(tmp_path / "group_vars/vault", f"$ANSIBLE_VAULT;1.1;AES256\n{SECRET}\n")
    put(tmp_path / "host_vars/r1.yml", "ansible_host: 192.0.2.7\n")
    found = read("ansible", path)
    assert found.devices == (
        Listed(name="r1", address="192.0.2.7", platform="eos", tags=("leaf",)),
    )
    assert "ansible-inventory --list" in found.remarks[0]


def test_ranges_have_an_end():
    assert expanded("r[1:3]-[a:b]") == ["r1-a", "r1-b", "r2-a", "r2-b", "r3-a", "r3-b"]
    assert expanded("r[01:10:5]") == ["r01", "r06"]
    with pytest.raises(InventoryError, match="stands for more"):
        expanded("r[0:9999][0:9999]")


KINDS = ("csv", "oxidized", "rancid", "nornir", "ansible")


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_file_is_a_sentence(tmp_path, kind):
    with pytest.raises(InventoryError):
        read(kind, tmp_path / "none")
    with pytest.raises(InventoryError, match="path"):
        read(kind, None)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=200) | st.text(alphabet="[]{}:;,= \nab01", max_size=80))
def test_any_text_is_read_or_refused_in_a_sentence(tmp_path_factory, kind, text):
    path = tmp_path_factory.mktemp("any") / "hosts.yaml"
    path.write_text(text, errors="replace")
    try:
        found = read(kind, path)
    except InventoryError:
        return
    assert all(each.name for each in found.devices)

"""netwatch inventory sync: two sources, a difference, and a file that every command reads."""

from pathlib import Path

import pytest
from support.dcim import Api, netbox_device

INVENTORY = """\
# by hand
credentials:
  default: {{username: netwatch, password: {{env: NETWATCH_PASSWORD}}}}
sources:
  - {{kind: netbox, url: {url}, token: {{env: NETBOX_TOKEN}}, tags: [netbox]}}
  - {{kind: oxidized, path: router.db, site: lab, credentials: default}}
devices:
  - {{name: byhand, address: 192.0.2.99, platform: cisco_xe}} # stays as it is
"""
pytestmark = pytest.mark.lab


@pytest.fixture
def api(tmp_path, monkeypatch):
    monkeypatch.setenv("NETBOX_TOKEN", "t0ken")
    with Api([netbox_device(1, "r1"), netbox_device(2, "both"), netbox_device(3, "byhand")]) as api:
        Path(tmp_path / "inventory.yaml").write_text(INVENTORY.format(url=api.url))
        rows = "both:nxos\nox1:ios\nodd:toaster\nbyhand:ios\n"
        Path(tmp_path / "router.db").write_text(rows)
        yield api


def differences(done):
    return {each["device"]: (each["step"], each["source"]) for each in done.json["differences"]}


def test_a_dry_run_shows_and_writes_nothing(run, api, tmp_path):
    done = run("inventory", "sync", "--dry-run", "-f", "json")
    assert done.code == 0
    assert differences(done) == {
        "r1": ("added", "netbox"), "both": ("added", "netbox"), "ox1": ("added", "oxidized"),
    }  # fmt: skip
    assert not (tmp_path / "inventory.synced.yaml").exists()
    told = " ".join(done.json["remarks"])
    assert "both: oxidized says address both, platform cisco_nxos; netbox counts" in told
    assert "platform 'toaster' is unknown, so odd is left out" in told
    assert "byhand is written by hand" in told


def test_what_was_synced_is_watched_and_the_hand_written_file_untouched(run, api, tmp_path):
    before = (tmp_path / "inventory.yaml").read_text()
    assert run("inventory", "sync").code == 0
    assert (tmp_path / "inventory.yaml").read_text() == before
    synced = (tmp_path / "inventory.synced.yaml").read_text()
    assert synced.startswith("# Written by `netwatch inventory sync`")
    assert "t0ken" not in synced
    again = run("inventory", "sync", "-f", "json")
    assert (again.json["differences"], again.json["written"]) == ([], False)
    from netwatch.app.workspace import Workspace

    with Workspace.open({"inventory": Path("inventory.yaml")}) as work:
        devices = {each.name: each for each in work.inventory.devices}
    assert devices.keys() == {"byhand", "r1", "both", "ox1"}
    assert devices["byhand"].address == "192.0.2.99"
    assert (devices["r1"].platform, devices["r1"].site, devices["r1"].tags) == (
        "cisco_xe", "nyc", ("edge", "netbox"),
    )  # fmt: skip
    assert (devices["ox1"].platform, devices["ox1"].site) == ("cisco_ios", "lab")


def test_a_vanished_device_is_told_of_and_stays(run, api, tmp_path):
    run("inventory", "sync")
    api.devices[:] = [netbox_device(2, "both", address="192.0.2.50/32")]
    done = run("inventory", "sync", "-f", "json")
    assert differences(done) == {"r1": ("gone", "netbox"), "both": ("changed", "netbox")}
    changed = next(each for each in done.json["differences"] if each["device"] == "both")
    assert changed["told"] == "address: 192.0.2.1 -> 192.0.2.50"
    assert "gone:" in (tmp_path / "inventory.synced.yaml").read_text()
    assert differences(run("inventory", "sync", "-f", "json")) == {}
    api.devices.append(netbox_device(1, "r1"))
    assert differences(run("inventory", "sync", "-f", "json")) == {"r1": ("back", "netbox")}
    del api.devices[1:]
    run("inventory", "sync")
    forgotten = run("inventory", "sync", "--forget-gone", "-f", "json")
    assert differences(forgotten) == {"r1": ("removed", "netbox")}
    assert "r1" not in (tmp_path / "inventory.synced.yaml").read_text()


def test_a_source_that_is_down_decides_nothing(run, api, tmp_path):
    run("inventory", "sync")
    before = (tmp_path / "inventory.synced.yaml").read_text()
    api.status = 500
    done = run("inventory", "sync", "--forget-gone")
    assert done.code == 2
    assert "inventory.yaml:5" in done.err
    assert (tmp_path / "inventory.synced.yaml").read_text() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("devices: []\n", "names no `sources:`"),
        ("sources: [{kind: netbox, url: 'https://x', token: s3cret}]\n", "must not stand in this"),
        ("sources: [{kind: toaster}]\n", "toaster"),
        ("sources: [{kind: csv, nonsense: 1}]\n", "unknown key"),
        ("sources: [{kind: csv}]\n", "needs a `path:`"),
    ],
)
def test_what_is_wrong_with_a_source_is_said(run, tmp_path, text, said):
    Path(tmp_path / "inventory.yaml").write_text(text)
    done = run("inventory", "sync")
    assert done.code == 2
    assert said in done.err
    assert "s3cret" not in done.err
    assert "Traceback" not in done.err


def test_credentials_that_nobody_defined_and_names_that_cannot_be(run, tmp_path):
    Path(tmp_path / "inventory.yaml").write_text(
        "credentials: {default: {username: x}}\nsources: [{kind: csv, path: d.csv}]\n"
    )
    rows = "name,platform,credentials\nr1,ios,ghost\n../r2,ios,\nr3,ios,\nr4,ios,\n"
    Path(tmp_path / "d.csv").write_text(rows)
    done = run("inventory", "sync", "-f", "json")
    assert set(differences(done)) == {"r3", "r4"}
    told = " ".join(done.json["remarks"])
    assert "no credentials are called 'ghost'" in told
    assert "its name cannot be used" in told


def test_a_file_that_somebody_damaged_is_named(run, api, tmp_path):
    run("inventory", "sync")
    Path(tmp_path / "inventory.synced.yaml").write_text("devices: [{name: x}]\n")
    done = run("sweep")
    assert done.code == 2
    assert "inventory.synced.yaml:1" in done.err

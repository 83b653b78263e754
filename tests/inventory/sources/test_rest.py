"""NetBox, Nautobot and LibreNMS over real HTTP, and servers that are none or mean harm."""

from dataclasses import replace

import pytest
from support.dcim import Api, nautobot_device, netbox_device

from netwatch import registry
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources import _http
from netwatch.model.source import Listed, SourceSettings

pytestmark = pytest.mark.lab


def read(kind, url, token="t0ken", **settings):  # a token of the test
    source = SourceSettings(kind=kind, url=url, **settings)
    return registry.unit("inventory.sources", kind).read(source, token)


def test_netbox_page_by_page():
    devices = [netbox_device(each, f"r{each}") for each in range(5)]
    devices[1] = netbox_device(1, None)
    devices[2] = netbox_device(2, "r2", address=None)
    devices[3] = netbox_device(
        3, "r3", platform=None, address="2001:db8::1/128",
        custom_fields={"nw": "nxos", "cred": {"value": "core", "label": "Core"}},
    )  # fmt: skip
    fields = {"platform": "custom_fields.nw", "credentials": "custom_fields.cred"}
    with Api(devices) as api:
        found = read("netbox", api.url, fields=fields, filters=(("status", "active"),))
        assert len(api.asked) == 3
        assert all("status=active" in each and "limit=200" in each for each in api.asked)
    plain = {"site": "nyc", "role": "core", "tags": ("edge",)}
    assert found.devices == (
        Listed(name="r0", address="192.0.2.1", platform="cisco-ios-xe", **plain),
        Listed(name="r3", address="2001:db8::1", platform="nxos", credentials="core", **plain),
        Listed(name="r4", address="192.0.2.1", platform="cisco-ios-xe", **plain),
    )
    assert found.remarks == (
        "1 devices have no name there",
        "1 devices have no primary address there (r2)",
    )


def test_netboxs_new_tokens_are_bearers():
    with Api([netbox_device(1, "r1")], header=("Authorization", "Bearer nbt_abc.def")) as api:
        assert len(read("netbox", api.url, "nbt_abc.def").devices) == 1


def test_nautobot():
    with Api([nautobot_device("leaf1"), nautobot_device("leaf2")], page=1) as api:
        found = read(
            "nautobot", api.url, fields={"credentials": "custom_fields.netwatch_credentials"}
        )
        assert all("depth=1" in each for each in api.asked)
    assert found.devices[0] == Listed(
        name="leaf1", address="192.0.2.2", platform="arista_eos", site="lon", role="leaf",
        tags=("dc",), credentials="default",
    )  # fmt: skip


def test_librenms():
    rows = [
        {"hostname": "192.0.2.3", "sysName": "r3", "os": "junos", "location": "lon",
         "type": "network", "disabled": 0, "community": "s3cret-community", "authpass": "s3cret"},
        {"hostname": "r4.example.net", "sysName": None, "overwrite_ip": "192.0.2.4", "os": "iosxe",
         "disabled": "0"},
        {"hostname": "off", "disabled": 1}, "nonsense",
    ]  # fmt: skip
    with Api(rows, header=("X-Auth-Token", "t0ken")) as api:
        found = read("librenms", api.url)
    assert found.devices == (
        Listed(name="r3", address="192.0.2.3", platform="junos", site="lon", role="network"),
        Listed(name="r4.example.net", address="192.0.2.4", platform="iosxe"),
    )
    assert "s3cret" not in repr(found)


def test_a_server_that_will_not_or_cannot():
    with Api([netbox_device(each, f"r{each}") for each in range(5)]) as api:
        with pytest.raises(InventoryError, match="refuses the token"):
            read("netbox", api.url, "wrong")
        api.wrong_next = "http://127.0.0.1:1/api/dcim/devices/?offset=2"
        with pytest.raises(InventoryError, match="next page elsewhere"):
            read("netbox", api.url)
        api.raw = b"<html>"
        with pytest.raises(InventoryError, match="no JSON"):
            read("netbox", api.url)
        api.raw = b'{"results": 1}'
        with pytest.raises(InventoryError, match="no list of devices"):
            read("netbox", api.url)
        api.raw, api.status = None, 302
        with pytest.raises(InventoryError, match="302"):
            read("netbox", api.url)
    with pytest.raises(InventoryError, match="cannot be asked"):
        read("netbox", "http://127.0.0.1:1")


def test_a_list_without_end_ends(monkeypatch):
    monkeypatch.setattr(_http, "_MAX_PAGES", 3)
    many = [netbox_device(each, f"r{each}") for each in range(9)]
    with Api(many) as api, pytest.raises(InventoryError, match="narrow `filters:`"):
        read("netbox", api.url)
    monkeypatch.setattr(_http, "_MAX_BYTES", 1000)
    with Api([netbox_device(1, "r1")]) as api, pytest.raises(InventoryError, match="64 MB"):
        read("netbox", api.url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://netbox.example.net", "use https://"),
        ("ftp://x", "needs a `url:`"),
        (None, "needs a `url:`"),
        ("https://user:secret@netbox.example.net", "holds a user"),
    ],
)
@pytest.mark.parametrize("kind", ["netbox", "nautobot", "librenms"])
def test_addresses_that_would_show_the_token(kind, url, said):
    with pytest.raises(InventoryError, match=said) as told:
        read(kind, url)
    assert "secret" not in str(told.value)
    with pytest.raises(InventoryError, match="token"):
        read(kind, url, None)


def test_a_certificate_that_is_none():
    source = SourceSettings(kind="netbox", url="https://127.0.0.1:1", ca_file="/nonexistent")
    with pytest.raises(InventoryError, match="cannot read"):
        registry.unit("inventory.sources", "netbox").read(replace(source), "t")

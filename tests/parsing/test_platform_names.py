import pytest

from netwatch import registry
from netwatch.parsing.platform_names import is_kin, names_of, platform_named

# Names as the tools' own lists have them: what each of them calls the platforms we read.
SPOKEN = {
    "netmiko": {
        "cisco_xe": "cisco_xe", "huawei": "huawei_vrp", "fortinet": "fortinet_fortios",
        "f5_tmsh": "f5_bigip", "extreme_vsp": "extreme_voss", "cisco_s300": "cisco_smb",
    },
    "oxidized": {
        "ios": "cisco_ios", "iosxr": "cisco_xr", "nxos": "cisco_nxos", "asa": "cisco_asa",
        "ciscosmb": "cisco_smb", "firelinuxos": "cisco_ftd", "junos": "juniper_junos",
        "eos": "arista_eos", "routeros": "mikrotik_routeros", "vrp": "huawei_vrp",
        "comware": "hp_comware", "procurve": "aruba_procurve", "aoscx": "aruba_aoscx",
        "fastiron": "ruckus_icx", "ironware": "ruckus_icx", "xos": "extreme_exos",
        "slxos": "extreme_slx", "voss": "extreme_voss", "os10": "dell_os10", "ftos": "dell_os9",
        "tmos": "f5_bigip", "gaiaos": "checkpoint_gaia", "panos": "paloalto_panos",
        "fortios": "fortinet_fortios", "edgeos": "ubiquiti_edgeos",
        "edgeswitch": "ubiquiti_edgeswitch", "vyatta": "vyos", "openwrt": "openwrt",
        "cumulus": "cumulus_nvue", "sros": "nokia_sros", "awplus": "allied_telesis",
        "aos7": "alcatel_omniswitch", "linuxgeneric": "linux",
    },
    "rancid": {
        "cisco": "cisco_ios", "cisco-nx": "cisco_nxos", "cisco-xr": "cisco_xr",
        "cisco-sb": "cisco_smb", "juniper": "juniper_junos", "arista": "arista_eos",
        "bigip": "f5_bigip", "force10": "dell_os9", "foundry": "ruckus_icx", "hp": "aruba_procurve",
        "mikrotik": "mikrotik_routeros", "fortigate": "fortinet_fortios", "paloalto":
        "paloalto_panos", "extreme": "extreme_exos", "sros": "nokia_sros",
    },
    "napalm": {
        "ios": "cisco_ios", "iosxr": "cisco_xr", "nxos_ssh": "cisco_nxos", "eos": "arista_eos",
        "junos": "juniper_junos", "iosxr_netconf": "cisco_xr", "ros": "mikrotik_routeros",
    },
    "netbox": {
        "cisco-ios-xe": "cisco_xe", "Cisco IOS-XR": "cisco_xr", "arista-eos": "arista_eos",
        "juniper-junos": "juniper_junos", "nokia-srlinux": "nokia_srl", "ios-xe": "cisco_xe",
    },
    "ansible": {
        "cisco.ios.ios": "cisco_ios", "junipernetworks.junos.junos": "juniper_junos",
        "arista.eos.eos": "arista_eos", "cisco.nxos.nxos": "cisco_nxos", "vyos.vyos.vyos": "vyos",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "name", "platform"),
    [(tool, name, to) for tool, names in SPOKEN.items() for name, to in names.items()],
)
def test_each_tools_names_are_understood(tool, name, platform):
    assert platform_named(name) == platform, tool


@pytest.mark.parametrize("platform", registry.platforms(), ids=lambda each: each.name)
def test_every_platform_goes_by_its_own_name_and_its_drivers(platform):
    names = [platform.name, platform.name.replace("_", "-"), platform.name.upper()]
    assert {platform_named(each) for each in names} == {platform.name}
    assert {platform_named(each) for each in names_of(platform.name)} == {platform.name}
    if platform.dialogue:
        driven = platform_named(platform.dialogue.driver)
        assert driven is not None
        assert is_kin(driven, platform.name)


def test_unknown_names_are_nobodys():
    assert platform_named("toaster") is None
    assert platform_named("") is None
    assert not is_kin("cisco_ios", "arista_eos")

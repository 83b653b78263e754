"""What other tools call the platforms netwatch knows: one table, asked whatever the spelling.

The names are netmiko's device types, NAPALM's drivers, Oxidized's models, RANCID's types
(router.db(5)), LibreNMS' operating systems, Ansible's ``ansible_network_os`` and the slugs people
give platforms in NetBox and Nautobot. Case, and whether words are joined by ``_``, ``-``, a blank
or nothing, makes no difference.
"""

import re

_NAMES: dict[str, str] = {
    "alcatel_omniswitch": "alcatel_aos aos6 aos7 aos8 omniswitch alcatel_omniswitch aos",
    "allied_telesis": "allied_telesis_awplus awplus alliedware alliedware_plus",
    "arista_eos": "eos arista arista_veos arista.eos.eos arista_ceos",
    "aruba_aoscx": "aoscx arubaos_cx arubanetworks.aoscx.aoscx aruba_aos_cx aruba_cx",
    "aruba_procurve": "hp_procurve procurve hp aruba_osswitch arubaos_switch aos_s hpe_procurve",
    "aws": "",
    "azure": "",
    "checkpoint_gaia": "gaia gaiaos checkpoint check_point_gaia",
    "cisco_asa": "asa cisco.asa.asa cisco_adaptive_security_appliance",
    "cisco_ftd": "ftd firelinuxos cisco_firepower firepower_threat_defense",
    "cisco_ios": "ios cisco ios_ssh ios_telnet cisco_ios_telnet cisco.ios.ios",
    "cisco_nxos": "nxos nxos_ssh cisco_nx nx_os cisco_nx_os cisco.nxos.nxos cisco_nexus",
    "cisco_smb": "cisco_s200 cisco_s300 cisco_s500 cisco_sb ciscosmb ciscosb s350 cisco_sx300",
    "cisco_xe": "iosxe ios_xe cisco_ios_xe cisco_iosxe",
    "cisco_xr": "iosxr ios_xr cisco_ios_xr cisco_iosxr iosxr_netconf cisco_xr_telnet "
    "cisco.iosxr.iosxr",
    "cumulus_nvue": "cumulus cumulus_linux nvue nvidia_cumulus nvidia.nvue.nvue",
    "dell_os10": "os10 dellemc.os10.os10 dellos10 dell_emc_os10 smartfabric_os10 dnos10",
    "dell_os9": "dell_force10 force10 ftos dell_dnos9 dnos9 dnos os9 dellos9 dellemc.os9.os9",
    "dell_sonic": "dellemc.enterprise_sonic.sonic enterprise_sonic dell_enterprise_sonic",
    "extreme_exos": "exos xos extreme extremexos community.network.exos extreme_networks_exos",
    "extreme_slx": "slx slxos slx_os extreme_slxos community.network.slxos",
    "extreme_voss": "voss extreme_vsp avaya_vsp vsp fabric_engine community.network.voss",
    "f5_bigip": "f5_tmsh f5_ltm bigip f5 tmos big_ip f5_tmos f5_big_ip",
    "fortinet_fortios": "fortinet fortios fortigate fortigate_full fortinet.fortios.fortios",
    "gcp": "google_cloud",
    "hp_comware": "comware h3c h3c_comware hpe_comware hp_h3c hpcomware",
    "huawei_vrp": "huawei vrp huawei_vrpv8 huaweivrp community.network.ce",
    "juniper_junos": "junos juniper juniper_srx juniper_junos_os junipernetworks.junos.junos "
    "juniper.device",
    "linux": "linuxgeneric linux_ssh debian ubuntu centos",
    "mikrotik_routeros": "routeros mikrotik ros community.routeros.routeros",
    "nokia_srl": "srl srlinux sr_linux nokia_srlinux nokia_sr_linux nokia.srlinux.srlinux",
    "nokia_sros": "sros alcatel_sros sros_md srosmd timos nokia_sr_os community.network.sros sr_os",
    "openvswitch": "ovs_linux ovs open_vswitch",
    "openwrt": "lede",
    "paloalto_panos": "panos paloalto pan_os palo_alto palo_alto_panos paloaltonetworks.panos",
    "ruckus_icx": "ruckus_fastiron brocade_fastiron fastiron foundry icx brocade ironware "
    "brocade_netiron extreme_netiron community.network.icx community.network.ironware "
    "ruckuswireless_icx",
    "sonic": "sonic_linux asternos asterfusion_asternos sonic_community",
    "ubiquiti_edgeos": "edgeos edgerouter ubiquiti_edgerouter ubiquiti_edge edgemax "
    "community.network.edgeos",
    "ubiquiti_edgeswitch": "edgeswitch edgemax_switch netgear_prosafe netgear broadcom_icos "
    "dell_os6 os6 fastpath community.network.edgeswitch ubiquiti_unifiswitch",
    "vyos": "vyatta_vyos vyatta vyos.vyos.vyos brocade_vyos",
}  # fmt: skip
_JOINTS = re.compile(r"[\s_.\-/]+")
_KIN = (frozenset({"cisco_ios", "cisco_xe"}), frozenset({"sonic", "dell_sonic"}),
        frozenset({"linux", "openvswitch", "cumulus_nvue", "sonic", "openwrt"}))  # fmt: skip


def _key(name: str) -> str:
    return _JOINTS.sub("", name.casefold())


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for platform, names in _NAMES.items():
        for name in (platform, *names.split()):
            if found.setdefault(_key(name), platform) != platform:
                raise ValueError(f"{name} is said to be {found[_key(name)]} and {platform}")
    return found


_PLATFORMS = _table()


def platform_named(name: str) -> str | None:
    """Return the platform that some tool calls ``name``; None when nobody is known to."""
    return _PLATFORMS.get(_key(name))


def names_of(platform: str) -> tuple[str, ...]:
    """Return the names by which ``platform`` is known, its own first."""
    return (platform, *_NAMES.get(platform, "").split())


def is_kin(some: str, other: str) -> bool:
    """Tell whether tools use one name for both platforms, so that a text decides which it is."""
    return some == other or any({some, other} <= each for each in _KIN)

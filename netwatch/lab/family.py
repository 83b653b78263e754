"""How the shells of the vendors behave: which manners the devices of each platform have."""

from netwatch.lab import cisco_manners, vendor_manners
from netwatch.lab.manners import Family

FAMILIES = (*cisco_manners.FAMILIES, *vendor_manners.FAMILIES)

_OF_PLATFORM = {
    "allied_telesis": "cisco_ios",
    "cisco_xe": "cisco_ios",
    "openvswitch": "linux",
    "cumulus_nvue": "linux",
    "sonic": "linux",
    # Oxidized's names for the same systems
    "aoscx": "aruba_aoscx",
    "ios": "cisco_ios",
    "iosxe": "cisco_ios",
    "nxos": "cisco_nxos",
    "eos": "arista_eos",
    "fortigate": "fortinet_fortios",
    "fortios": "fortinet_fortios",
    "firelinuxos": "cisco_ftd",
    "ironware": "ruckus_icx",
    "junos": "juniper_junos",
    "cumulus": "linux",
    "routeros": "mikrotik_routeros",
    "pfsense": "linux",
    "opnsense": "linux",
}


def family(name: str) -> Family:
    """Return the family called ``name``; the one named ``plain`` for a name nobody knows."""
    wanted = family_name(name)
    return next(each for each in FAMILIES if each.name == wanted)


def family_name(platform: str) -> str:
    """Return the family of a netwatch platform or an Oxidized model, ``plain`` by default."""
    wanted = _OF_PLATFORM.get(platform, platform)
    return wanted if any(each.name == wanted for each in FAMILIES) else "plain"

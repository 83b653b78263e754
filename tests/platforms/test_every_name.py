"""For every platform: interfaces abbreviated and ranges spelled out are the same session."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.sessions import canonical

ONE_SPELLING = ()  # names are written in one way only
_IOS = (
    ("TenGigabitEthernet", "Te"),
    ("GigabitEthernet", "Gi"),
    ("FastEthernet", "Fa"),
    ("Port-channel", "Po"),
    (r"\bGi(?=\d)", "GigabitEthernet"),
    (r"\bTe(?=\d)", "TenGigabitEthernet"),
    (r"\bFa(?=\d)", "FastEthernet"),
)
_COMWARE = (
    ("Ten-GigabitEthernet", "XGE"),
    (r"(?<!Ten-)\bGigabitEthernet", "GE"),
    ("Bridge-Aggregation", "BAGG"),
)
SPELLINGS = {
    "alcatel_omniswitch": ONE_SPELLING,
    "allied_telesis": ONE_SPELLING,
    "arista_eos": ((r"\bEthernet(?=\d)", "Et"), ("Port-Channel", "Po")),
    "aruba_aoscx": ONE_SPELLING,
    "aruba_procurve": ONE_SPELLING,
    "checkpoint_gaia": ONE_SPELLING,
    "cisco_asa": ONE_SPELLING,
    "cisco_ftd": ONE_SPELLING,
    "cisco_ios": _IOS,
    "cisco_nxos": ((r"\bEthernet(?=\d)", "Eth"), (r"\bport-channel(?=\d)", "Po")),
    "cisco_smb": ((r"\bgi(?=\d)", "GigabitEthernet"), ("GigabitEthernet(?=1)", "gi")),
    "cisco_xe": _IOS,
    "cisco_xr": (("TenGigE", "Te"), ("HundredGigE", "Hu")),
    "cumulus_nvue": ONE_SPELLING,
    "dell_os10": ((r"\bethernet(?=\d)", "ethernet "), (r"\bethernet(?=\d)", "Eth")),
    "dell_os9": (("TenGigabitEthernet ", "Te "), ("TenGigabitEthernet ", "te")),
    "dell_sonic": ((r"\bEthernet(?=\d)", "Ethernet "),),
    "extreme_exos": ONE_SPELLING,
    "extreme_slx": ((r"\bethernet(?= \d)", "Ethernet"),),
    "extreme_voss": ONE_SPELLING,
    "f5_bigip": ONE_SPELLING,
    "fortinet_fortios": ONE_SPELLING,
    "hp_comware": _COMWARE,
    "huawei_vrp": (("XGigabitEthernet", "XGE"), (r"\bGigabitEthernet", "GE")),
    "juniper_junos": ONE_SPELLING,
    "linux": ONE_SPELLING,
    "mikrotik_routeros": ONE_SPELLING,
    "nokia_srl": ONE_SPELLING,
    "nokia_sros": ONE_SPELLING,
    "openvswitch": ONE_SPELLING,
    "openwrt": ONE_SPELLING,
    "paloalto_panos": ONE_SPELLING,
    "ruckus_icx": ((r"\bethernet(?= \d)", "ethe"), (r"\bethe(?= \d)", "ethernet")),
    "sonic": ONE_SPELLING,
    "ubiquiti_edgeos": ONE_SPELLING,
    "ubiquiti_edgeswitch": ONE_SPELLING,
    "vyos": ONE_SPELLING,
}
ABBREVIATED = [name for name, spellings in SPELLINGS.items() if spellings]

# One line with ranges and what it stands for; N to M are drawn.
_MONITOR = "monitor session 1 "
RANGES = {
    "allied_telesis": (
        "interface port1.0.50\n mirror interface {many} direction both\n",
        "interface port1.0.50\n{each}",
        " mirror interface {one} direction both\n", "port1.0.{n}", "port1.0.{n}-port1.0.{m}",
    ),
    "arista_eos": (
        "monitor session S source {many} rx\n", "{each}", "monitor session S source {one} rx\n",
        "Ethernet{n}", "Ethernet{n}-{m}",
    ),
    "aruba_procurve": (
        "mirror 1 port 99\ninterface {many}\n   monitor all both mirror 1\n   exit\n",
        "mirror 1 port 99\n{each}",
        "interface {one}\n   monitor all both mirror 1\n   exit\n", "{n}", "{n}-{m}",
    ),
    "cisco_ios": (
        _MONITOR + "source interface {many} , Gi2/0/1 rx\n",
        "{each}" + _MONITOR + "source interface Gi2/0/1 rx\n",
        _MONITOR + "source interface {one} rx\n", "Gi1/0/{n}", "Gi1/0/{n} - {m}",
    ),
    "cisco_nxos": (
        "monitor session 1\n  source interface {many},port-channel7 tx\n",
        "monitor session 1\n{each}  source interface port-channel7 tx\n",
        "  source interface {one} tx\n", "Ethernet1/{n}", "Ethernet1/{n}-{m}",
    ),
    "cisco_smb": (
        _MONITOR + "source interface {many} rx\n", "{each}",
        _MONITOR + "source interface {one} rx\n", "gi1/0/{n}", "gi1/0/{n}-{m}",
    ),
    "cumulus_nvue": (
        "nv set system port-mirror session 1 span source-port {many}\n", "{each}",
        "nv set system port-mirror session 1 span source-port {one}\n", "swp{n}", "swp{n}-{m}",
    ),
    "dell_os10": (
        "monitor session 1\n source interface {many} rx\n", "monitor session 1\n{each}",
        " source interface {one} rx\n", "ethernet1/1/{n}", "ethernet1/1/{n}-1/1/{m}",
    ),
    "dell_os9": (
        "monitor session 1\n source range {many} destination Te 2/1 direction rx\n",
        "monitor session 1\n{each}", " source {one} destination Te 2/1 direction rx\n",
        "Te 1/{n}", "Te 1/{n} - {m}",
    ),
    "extreme_exos": (
        "create mirror M\nconfigure mirror M add port {many} ingress\n", "create mirror M\n{each}",
        "configure mirror M add port {one} ingress\n", "1:{n}", "1:{n}-{m}",
    ),
    "extreme_voss": (
        "mirror-by-port 1 in-port {many} out-port 2/1 mode rx\n", None,
        "{one}", "1/{n}", "1/{n}-1/{m}",
    ),
    "hp_comware": (
        "mirroring-group 1 mirroring-port {many} inbound\n", "{each}",
        "mirroring-group 1 mirroring-port {one} inbound\n",
        "GigabitEthernet1/0/{n}", "GigabitEthernet1/0/{n} to GigabitEthernet1/0/{m}",
    ),
    "huawei_vrp": (
        "observe-port 1 interface-range {many}\n", None, "{one}",
        "GE0/0/{n}", "GE0/0/{n} to GE0/0/{m}",
    ),
    "alcatel_omniswitch": (
        "port-mirroring 1 source port {many} inport\n", "{each}",
        "port-mirroring 1 source port {one} inport\n", "1/1/{n}", "1/1/{n}-{m}",
    ),
    "ubiquiti_edgeswitch": (
        _MONITOR + "source interface {many} rx\n", "{each}",
        _MONITOR + "source interface {one} rx\n", "0/{n}", "0/{n} - 0/{m}",
    ),
}  # fmt: skip
RANGES["cisco_xe"] = RANGES["cisco_ios"]


def read(name, text):
    platform = registry.platform(name)
    reading = platform.read(Answers(((CONFIG, CONFIG, text),)))
    key = platform.interface_key
    # A session without a number is called by its port.
    found = (replace(each, id=key(each.id)) for each in reading.declared or ())
    return sorted(repr(canonical(each, key)) for each in found)


def texts(name):
    return [
        text
        for case in sorted((golden.HOME / name).glob("*/"))
        for _, text in golden.answers(case).all(CONFIG)
    ]


def test_nobody_unknown_is_here():
    assert set(SPELLINGS) | set(RANGES) <= set(registry.names("platforms"))


@pytest.mark.parametrize("name", ABBREVIATED)
def test_an_abbreviated_name_is_the_same_interface(name):
    changed = 0
    for text in texts(name):
        for pattern, short in SPELLINGS[name]:
            other = re.sub(pattern, short, text)
            changed += other != text
            assert read(name, other) == read(name, text)
    assert changed


@pytest.mark.parametrize("name", RANGES)
@settings(max_examples=20, deadline=None)
@given(low=st.integers(1, 40), more=st.integers(1, 8))
def test_a_range_says_what_its_members_say(name, low, more):
    compact, spelled, line, one, many = RANGES[name]
    names = [one.format(n=n) for n in range(low, low + more + 1)]
    ranged = compact.format(many=many.format(n=low, m=low + more))
    if spelled is None:
        text = ",".join(names) if name == "extreme_voss" else " ".join(names)
        expected = compact.format(many=text)
    else:
        expected = spelled.format(each="".join(line.format(one=each) for each in names))
    assert read(name, ranged) == read(name, expected)

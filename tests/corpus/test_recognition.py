"""Which platform wrote a file, told from its text alone, on real files.

Three questions, each with its own truth:

- A file is *certain* when a line or block that a network engineer knows one system by stands in
  it (``CERTAIN``, written for this test and wider than a line: headers, blocks in a system's own
  layout) and no other system's does. At least 99 in 100 of those must be recognised.
- Every other file must be recognised as what its authors called it, or not at all: their own
  name for it stands in its repository path (``AUTHORS``).
- Nothing may be taken for a system it is not (``STRANGERS``: systems netwatch does not read).
"""

import re
from collections import Counter

import pytest
from support.corpus import corpus, text_of

from netwatch import registry
from netwatch.parsing.recognise import recognise

pytestmark = pytest.mark.corpus

# One family where the text of one cannot always be told from the other's.
FAMILIES = {
    "ios": ("cisco_ios", "cisco_xe"),
    "asa": ("cisco_asa", "cisco_ftd"),
}
CERTAIN = {
    "ios": (
        r"^Current configuration : \d+ bytes[\s\S]{0,400}^version 1[0-7]\.\d",
        r"^version 1[0-7]\.\d+\s*\n(?:.*\n){0,6}?(?:no )?service (?:timestamps|pad|password)",
        (
            r"^interface (?:Fast|Gigabit|TenGigabit)Ethernet[\d/.]+\s*\n(?: .*\n){0,12}?"
            r" (?:ip address [\d.]+ 255[\d.]+|no ip address|negotiation auto"
            r"|switchport mode \w+)\s*\n"
        ),
        r"^flow (?:record|monitor) \S+\n(?: .*\n)*? (?:collect|cache) \S+ ",
        r"^monitor session \d+ type erspan-source\s*\n(?: .*\n)*? +erspan-id \d",
    ),
    "cisco_nxos": (
        r"^!Command: show (?:running|startup)-config",
        r"^version \d\.\d\(\d[\w.]*\)[^\n]*\n(?:.*\n){0,8}?(?:hostname|switchname|feature|vdc) ",
        (
            r"^interface (?:Ethernet\d+/\d+|mgmt0|nve1)\s*\n(?:  .*\n){0,9}?"
            r"  (?:vrf member|member vni) "
        ),
    ),
    "cisco_xr": (r"^!! IOS XR Configuration", r"^end-policy\s*$", r"^RP/\d/\w+/CPU\d:"),
    "arista_eos": (
        r"^! device: \S+ \([^)\n]*EOS",
        r"^interface (?:Ethernet|Port-Channel|Management)[\d/]+\s*\n(?:   \S.*\n){1,20}!\s*$",
        (
            r"^router bgp \d+\s*\n(?:   .*\n)+   !?\s*\n?"
            r"(?:   (?:address-family|vrf|vlan) .*\n      \S)"
        ),
    ),
    "juniper_junos": (
        r"^set (?:interfaces (?:ge|xe|et|fxp|lo0|irb|ae)\S* unit|policy-options|routing-options) ",
        (
            r"^(?:groups|system|interfaces|protocols|policy-options|firewall"
            r"|routing-options) \{\s*\n"
            r"(?:.*\n){0,9}?.*;\s*$"
        ),
        r"^## Last (?:commit|changed): ",
    ),
    "vyos": (r"^// vyos-config-version: ", r"^set interfaces ethernet eth\d+ address '"),
    "aruba_aoscx": (r"^!Version ArubaOS-CX ", r"^!export-password: default"),
    "fortinet_fortios": (r"^#config-version=", r"^config system \w+\s*\n(?: +.*\n)+end\s*$"),
    "f5_bigip": (r"^#TMSH-VERSION: ", r"^ltm (?:virtual|pool|node) \S+ \{\s*\n(?: {4}.*\n)+\}"),
    "paloalto_panos": (r"^set deviceconfig system ", r"^ {2,4}deviceconfig \{\s*\n"),
    "nokia_sros": (r"^# TiMOS-", r"^configure \{\s*\n(?: {4}.*\n)+\}"),
    "mikrotik_routeros": (r"^# .{1,40} by RouterOS ",),
    "sonic": (r'^\s*"DEVICE_METADATA(?:\|localhost)?": \{', r'"MIRROR_SESSION_TABLE:\w+": \{'),
    "cumulus_nvue": (r"^net add (?:interface|hostname) ", r"^# ports\.conf --\s*\n[\s\S]*^frr ver"),
    "ruckus_icx": (r"^ver(?:sion)? \S+T\d{2,3}", r"^vlan \d+ name \S+ by port\s*\n untagged ethe "),
    "dell_os9": (r"^! Version 9\.\d", r"^boot system stack-unit 0 primary "),
    "hp_comware": (r"^ version [57]\.[\d.]+, Release ",),
    "asa": (r"^ASA Version \d",),
    "extreme_voss": (r"^# *box type *: ", r"^#.*VSP-\d"),
}
# What the authors call it, in the order in which the names are looked for.
AUTHORS = (
    (r"^vyos-1x", ("vyos",)),
    (r"mikrotik", ("mikrotik_routeros",)),
    (r"fortios|fortinet", ("fortinet_fortios",)),
    (r"nokia_sros", ("nokia_sros",)),
    (r"^sonic-", ("sonic",)),
    (r"cisco_xr_test|_iosxr|\biosxr|xr_ipsla|\.iosxr|cisco_iosxr", ("cisco_xr",)),
    (r"arista\.eos|_eos_|arista|merge_good", ("arista_eos",)),
    (r"aoscx", ("aruba_aoscx",)),
    (r"nxos", ("cisco_nxos",)),
    (r"_asa_", FAMILIES["asa"]),
    ((r"_ios_|iosxe|\.ios\b|-ios\b|cisco_|atpg|hier_config__tests_fixtures_r|sanitize|ibdp|"
     r"dynamic-session|vpn-gateway|_cisco|pybatfish"), FAMILIES["ios"]),
    (r"_icx_|ironware|fastiron|netiron", ("ruckus_icx",)),
    (r"slxos|_nos_", ("extreme_slx",)),
    (r"voss", ("extreme_voss",)),
    (r"os10", ("dell_os10",)),
    (r"os9", ("dell_os9",)),
    (r"comware", ("hp_comware",)),
    (r"procurve", ("aruba_procurve",)),
    (r"vyos", ("vyos",)),
    (r"junos|juniper", ("juniper_junos",)),
    (r"bigip|f5", ("f5_bigip",)),
)  # fmt: skip
# Read by eye: what the authors' name for the file does not say, or says wrongly.
BY_EYE = {
    # An IOS XR text whose first lines could be those of IOS.
    "ciscoconfparse2__tests_fixtures_configs_sample_01.iosxr": ("cisco_xr",),
    # Two-space layout of NX-OS under a name without one.
    "pybatfish__docs_networks_example-filters_current_configs_rtr-with-acl.cfg": ("cisco_nxos",),
    # A fixture of the NX-OS modules that holds an EOS configuration.
    "cisco.nxos__tests_unit_modules_network_nxos_fixtures_nxos_config_config.cfg": ("arista_eos",),
    # The display of a Comware switch under a name of ProCurve's.
    "ciscoconfparse2__tests_fixtures_configs_HP_Procurve.conf": ("hp_comware",),
    # Lines of IOS and of FastIron in one text.
    "batfish__tests_parsing-tests_networks_unit-tests_configs_cisco_vlan": (),
}
STRANGERS = re.compile(
    r"cnos|enos_|mrv_|saos|oneaccess|nvfis|fsos|adva|aireos|garderos|opnsense|sonicos_|tnsr|"
    r"eatonnetwork|arubainstant|nipper"
)


@pytest.fixture(scope="module")
def told():
    """Return (path, text, answer) of every file."""
    platforms = registry.platforms()
    files = [path for path in sorted(corpus("configs").rglob("*")) if path.is_file()]
    texts = [text_of(path) for path in files]
    return [
        (path, text, recognise(text, platforms)) for path, text in zip(files, texts, strict=True)
    ]


def certain(path, text):
    """Return the platforms a certain file may be recognised as, None when it is not certain."""
    if path.name in BY_EYE or STRANGERS.search(path.name):
        return None
    marked = [
        name
        for name, patterns in CERTAIN.items()
        if any(re.search(each, text[:400_000], re.MULTILINE) for each in patterns)
    ]
    return FAMILIES.get(marked[0], (marked[0],)) if len(marked) == 1 else None


def authors(path):
    """Return the platforms that a file's own name allows, None when it names none."""
    if path.name in BY_EYE:
        return BY_EYE[path.name]
    if STRANGERS.search(path.name):
        return ()
    name = path.name.lower()
    return next((allowed for pattern, allowed in AUTHORS if re.search(pattern, name)), None)


def test_certain_files_are_recognised(told):
    wanted = [(path, certain(path, text), answer) for path, text, answer in told]
    judged = [each for each in wanted if each[1] is not None]
    missed = [
        (path.name, allowed, answer) for path, allowed, answer in judged if answer not in allowed
    ]
    wrong = [each for each in missed if each[2] is not None]
    assert not wrong
    assert len(judged) > 550
    assert len(missed) <= len(judged) // 100, missed


def test_every_system_read_is_among_the_certain_ones(told):
    seen = Counter(allowed for path, text, _ in told if (allowed := certain(path, text)))
    assert len(seen) > 14


def test_no_other_file_is_taken_for_what_its_authors_do_not_call_it(told):
    others = [(path, answer) for path, text, answer in told if answer and not certain(path, text)]
    unnamed = [path.name for path, _ in others if authors(path) is None]
    assert not unnamed
    assert not [(path.name, answer) for path, answer in others if answer not in authors(path)]


def test_a_stranger_is_not_recognised(told):
    strangers = [(path.name, answer) for path, _, answer in told if STRANGERS.search(path.name)]
    assert len(strangers) > 15
    assert not [each for each in strangers if each[1] is not None]


def test_the_labelled_sessions_of_cisco_are_found_without_a_name(told):
    answers = {path.name: answer for path, _, answer in told}
    monitor = "batfish__tests_parsing-tests_networks_unit-tests_configs_cisco_monitor"
    assert answers[monitor] in FAMILIES["ios"]

"""Recall and precision on real configurations, against a reading made by eye."""

import pytest
from support.corpus import corpus, labels, text_of

from netwatch import registry
from netwatch.model.state import Answers

pytestmark = pytest.mark.corpus

# The corpus guessed its folder names; these files are somebody else's.
PLATFORM_OF = {
    "arista.eos__tests_unit_modules_network_eos_fixtures_eos_acl_interfaces_config.cfg": (
        "arista_eos"
    ),
    "community.network__tests_unit_plugins_modules_ironware_fixtures_show_running-config": (
        "ruckus_icx"
    ),
}
FOLDERS = {
    "cisco_ios": "cisco_ios",
    "ios": "cisco_ios",
    "cisco_nxos": "cisco_nxos",
    "nxos": "cisco_nxos",
    "arista_eos": "arista_eos",
    "juniper_junos": "juniper_junos",
    "junos": "juniper_junos",
    "cisco_xr": "cisco_xr",
    "aoscx": "aruba_aoscx",
    "sonic": "sonic",
    "fortinet": "fortinet_fortios",
    "fortios": "fortinet_fortios",
    "mikrotik": "mikrotik_routeros",
    "vyos": "vyos",
    "cisco_asa": "cisco_asa",
    "asa": "cisco_asa",
    "huawei_vrp": "huawei_vrp",
    "nokia_sros": "nokia_sros",
    "f5_bigip": "f5_bigip",
    "paloalto_panos": "paloalto_panos",
    "other": "sonic",
}
# Configurations that no reading as Cisco IOS may find a session in.
STRANGERS = (
    "f5_bigip", "fortinet", "fortios", "frr", "juniper_junos", "junos", "mikrotik", "opnsense",
    "paloalto_panos", "sonic", "sonicos", "vyos", "cumulus", "cumulus_nclu", "aoscx", "arista_eos",
)  # fmt: skip
KINDS = {"acl": "flow"}
# A label that describes a source where the database names it.
NAMES = {"ACL_RULE with MIRROR_INGRESS_ACTION=erspan": "EVERFLOW_DSCP|RULE_1"}

IRONWARE = (
    "configs/cisco_ios/"
    "community.network__tests_unit_plugins_modules_ironware_fixtures_show_running-config"
)
BATFISH_NXOS = (
    "configs/cisco_nxos/batfish__projects_batfish_src_test_resources_org_batfish_vendor_"
    "cisco_nxos_grammar_testconfigs_nxos_monitor"
)


def source(kind, name, direction):
    return {"kind": kind, "name": name, "direction": direction}


# What a label overlooks, and what the text says instead. The labels themselves stay as they are.
DISPUTED = {
    # Line 172, ` mon ethernet 2/20 both` below `interface ethernet 2/1`, feeds the port that
    # line 8 declares (`mirror ethernet 2/20`): NetIron prints `monitor` so.
    (IRONWARE, "ethernet 2/20"): {
        "sources": [source("interface", "ethernet 2/1", "both")],
        "complete": True,
    },
    # `source vlan 1,2-3` without a direction: a VLAN is copied on ingress only (Cisco, NX-API
    # REST SDK user guide 9.3(x), chapter on ERSPAN).
    (BATFISH_NXOS, "1"): {
        "sources": [
            *(source("interface", f"Ethernet1/{n}", "both") for n in (1, 4)),
            source("interface", "Ethernet1/2", "tx"),
            source("interface", "Ethernet1/3", "rx"),
            *(source("vlan", str(n), "rx") for n in (1, 2, 3)),
        ]
    },
    # Its only source is an ACL rule, which makes it `acl` by the labels' own convention;
    # orchagent treats MIRROR_INGRESS_ACTION and MIRROR_ACTION alike (sonic-swss, aclorch.cpp).
    ("configs/sonic/yang_sample_config_db.json", "erspan"): {"kind": "acl"},
}


def platform_of(path):
    name = PLATFORM_OF.get(path.name) or FOLDERS.get(path.parent.name)
    return name if name in registry.names("platforms") else None


def read(path, name):
    reading = registry.platform(name).read(Answers((("running-config", "file", text_of(path)),)))
    return reading.declared or ()


def labelled(session, key):
    sources = {}
    for each in session["sources"]:
        name = NAMES.get(each["name"], each["name"])
        name = key(name) if each["kind"] == "interface" else name
        kind = "filter" if each["kind"] == "acl" else each["kind"]
        known = sources.get((kind, name))
        both = known is not None and known != each["direction"]
        sources[kind, name] = "both" if both else each["direction"]
    enabled = session["enabled"]
    return (
        KINDS.get(session["kind"], session["kind"]),
        # "unknown" in a label means the text does not say; CONTRACT lets a platform's default speak
        None if enabled == "unknown" else enabled,
        session.get("complete", True),
        sorted((kind, name, way) for (kind, name), way in sources.items()),
        sorted((each["kind"], key(each["value"])) for each in session["destinations"]),
        session.get("origin_ip"),
    )


def found(mirror, key):
    sources = [
        (
            each.kind.value,
            key(each.name) if each.kind.value == "interface" else each.name,
            each.direction.value if each.direction else "unknown",
        )
        for each in mirror.sources
    ]
    origins = {each.origin for each in mirror.destinations if each.origin}
    return (
        mirror.kind.value,
        mirror.enabled,
        mirror.complete,
        sorted(sources),
        sorted((each.kind.value, key(each.value)) for each in mirror.destinations),
        next(iter(origins), None),
    )


def test_every_labelled_session_is_read_exactly():
    compared = 0
    for name, truth in labels().items():
        path = corpus(name)
        platform = platform_of(path)
        if platform is None:
            continue
        compared += 1
        key = registry.platform(platform).interface_key
        told = [each | DISPUTED.get((name, each["id"]), {}) for each in truth["sessions"]]
        wanted = {each["id"]: labelled(each, key) for each in told}
        got = {each.id: found(each, key) for each in read(path, platform)}
        assert got == wanted, name
    assert compared


def test_no_other_file_has_a_session():
    known = {corpus(name) for name in labels()}
    read_files = 0
    for folder in FOLDERS:
        for path in sorted(corpus("configs", folder).rglob("*")):
            platform = platform_of(path)
            if path in known or not path.is_file() or platform is None:
                continue
            read_files += 1
            assert read(path, platform) == (), path
    assert read_files > 100


def test_nobody_else_is_taken_for_cisco_ios():
    for folder in STRANGERS:
        for path in sorted(corpus("configs", folder).rglob("*")):
            if path.is_file():
                assert read(path, "cisco_ios") == (), path

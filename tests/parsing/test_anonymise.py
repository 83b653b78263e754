"""Names and addresses are replaced alike everywhere, and nothing a reader looks at changes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.anonymise import anonymise


def one(text, **known):
    (result,) = anonymise((text,), **known)
    return result


def test_an_address_is_the_same_wherever_it_stands():
    config, shown = anonymise(
        ("ip address 10.7.7.1 255.255.255.0\nneighbor 10.7.7.2\nsource 10.9.9.9", "Peer 10.7.7.2")
    )
    assert config == "ip address 192.0.2.1 255.255.255.0\nneighbor 192.0.2.2\nsource 198.51.100.9"
    assert shown == "Peer 192.0.2.2"


@pytest.mark.parametrize(
    "text",
    [
        "255.255.255.0", "255.255.254.0", "255.255.255.255", "0.0.0.0", "0.0.0.255", "0.0.1.255",
        "127.0.0.1", "224.0.0.5", "239.1.2.3", "version 10.2.3.4", "v10.2.3.4", "4.28.3.1M",
        "1.3.6.1.4.1.9", "300.1.1.1", "area 0.0.0.1", "192.0.2.7", "198.18.4.4", "::", "::1",
        "ff02::5", "2001:db8::1", "12:30:59", "ffff.ffff.ffff", "00:00:00:00:00:00",
        "01:80:c2:00:00:00", "0000.5e00.5301", "ge-0/0/1.100", "65000:100", "a::b::c",
        "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99",
    ],
)  # fmt: skip
def test_masks_well_known_addresses_and_look_alikes_stay(text):
    assert one(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("10.1.2.3/24", "192.0.2.3/24"),
        ("10.1.2.10-10.1.2.20", "192.0.2.10-192.0.2.20"),
        ("permit 10.1.2.0 0.0.0.255", "permit 192.0.2.0 0.0.0.255"),
        ("net_10.1.2.3_in", "net_192.0.2.3_in"),
        ("see 10.1.2.3.", "see 192.0.2.3."),
        ("192.0.2.1 10.1.2.3", "192.0.2.1 198.51.100.3"),
        ("2a02:100:1:2::5/64", "2001:db8::5/64"),
        ("2a02:100:1:2::5 2A02:0100:1:2:0:0:0:5", "2001:db8::5 2001:db8::5"),
        ("2a02:1::1 2a02:2::1", "2001:db8::1 2001:db8:0:1::1"),
        ("2a02:1::a1b2:c3d4:e5f6:1", "2001:db8::1:0"),
        ("fe80::21b:54ff:fec2:1", "fe80::1:0"),
        ("b4:de:31:00:00:09", "00:00:5e:00:53:00"),
        ("b4de.3100.0009 B4-DE-31-00-00-09", "0000.5e00.5300 00-00-5E-00-53-00"),
        ("b4de-3100-0009", "0000-5e00-5300"),
        ("<secret:9f3a51c0aa21> <secret:9f3a51c0aa21>", "<secret:000000000001> " * 2),
        ("ip domain-name a.acme.io\nh.a.acme.io", "ip domain-name example.net\nh.example.net"),
    ],
)  # fmt: skip
def test_addresses_become_documentation_values(before, after):
    assert one(before) == after.rstrip()


def test_the_name_goes_and_words_like_it_stay():
    text = "hostname nyc-sw1\nnyc-sw1#show\nnyc-sw10 mail.nyc-sw1.net NYC-SW1"
    shown = one(text, hostname="nyc-sw1")
    assert shown == "hostname device1\ndevice1#show\nnyc-sw10 mail.device1.net device1"
    plain = one('hostname core\nswitch core 1\ncore#\n"hostname": "core"', hostname="core")
    assert plain == 'hostname device1\nswitch core 1\ndevice1#\n"hostname": "device1"'


def test_a_serial_number_keeps_its_shape():
    assert one("SN: FOC1234X0yz", serial="FOC1234X0yz") == "SN: AAA0000A0aa"


def test_many_networks_stay_apart():
    text = "\n".join(f"10.{each // 256}.{each % 256}.1" for each in range(2000))
    assert len(set(one(text).split("\n"))) == 2000
    assert not re.search(r"^10\.", one(text), re.MULTILINE)


PIECES = st.one_of(
    st.ip_addresses().map(str),
    st.from_regex(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", fullmatch=True),
    st.from_regex(r"<secret:[0-9a-f]{12}>", fullmatch=True),
    st.text(":.-/0123456789abcdefABCDEF \n", max_size=30),
    st.sampled_from(["nyc-sw1", "hostname nyc-sw1\n", "domain-name acme.io\n", "\n", " "]),
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=4).map("".join))
def test_it_keeps_lines_and_doing_it_again_changes_nothing(first, second):
    once = anonymise((first, second), hostname="nyc-sw1", serial="X1")
    assert anonymise(once, hostname="nyc-sw1", serial="X1") == once
    assert [text.count("\n") for text in once] == [first.count("\n"), second.count("\n")]


def private(text):
    """Return golden text as a real network would have it: no documentation address."""
    for public, inside in (
        ("192.0.2.", "10.1.2."), ("198.51.100.", "10.7.100."), ("203.0.113.", "172.20.113."),
        ("2001:db8:", "2a02:100:"),
    ):  # fmt: skip
        text = text.replace(public, inside)
    return text


def structure(platform, text):
    reading = platform.read(Answers(((CONFIG, CONFIG, text),)))
    return (
        [
            (
                re.sub(r"(?:\d{1,3}\.){3}\d{1,3}", "address", each.id),
                each.kind, each.enabled, each.complete,
                [(source.kind, source.direction) for source in each.sources],
                [(to.kind, to.erspan_id, to.origin is None) for to in each.destinations],
            )
            for each in reading.declared or ()
        ],
        [(each.mode, each.local is None) for each in reading.tunnels or ()],
        [each.line for each in reading.unread or ()],
        [each.line for each in reading.dormant or ()],
        [(each.number, len(each.parents)) for each in platform.flatten(text)],
    )  # fmt: skip


@pytest.mark.parametrize("name", registry.names("platforms"))
def test_readers_read_the_same_structure_before_and_after(name):
    platform = registry.platform(name)
    for case in sorted((golden.HOME / name).glob("*/")):
        config = golden.answers(case).get(CONFIG)
        if config is not None:
            before = private(config)
            after = one(before)
            assert not re.search(r"\b10\.(?:1\.2|7\.100)\.\d|172\.20\.113\.|2a02:100:", after)
            assert structure(platform, after) == structure(platform, before), case.name


def test_a_certificate_is_blanked_and_keeps_its_lines():
    text = (
        "-----BEGIN CERTIFICATE-----\nMIIDejCC\nUElEOklT\n-----END CERTIFICATE-----\n"
        "-----BEGIN CERTIFICATE REQUEST-----\nMIID\n"
    )
    (shown,) = anonymise([text])
    assert shown == text.replace("MIIDejCC", "AAAAAAAA").replace("UElEOklT", "AAAAAAAA")
    assert anonymise([shown]) == (shown,)

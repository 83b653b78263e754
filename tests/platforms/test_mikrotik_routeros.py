"""RouterOS: what golden cases do not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_text import mutated, read_everywhere

from netwatch import registry
from netwatch.model.image import Signature
from netwatch.model.platform import BOOT, BOOTLOADER, CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.mikrotik.export import flatten, logical_lines
from netwatch.parsing.mikrotik.status import uptime
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact
from netwatch.parsing.sessions import canonical, reconcile
from netwatch.parsing.text import clean

PLATFORM = registry.platform("mikrotik_routeros")
STANZAS = (
    "/interface ethernet switch\nset 0 mirror-source=ether2 mirror-target=ether5",
    "/interface list member\nadd interface=ether9 list=WAN",
    "/ip firewall mangle\nadd action=sniff-tzsp in-interface-list=WAN sniff-target=192.0.2.1",
    "/ipv6 firewall mangle\nadd action=sniff-tzsp disabled=yes sniff-target=192.0.2.2",
    "/tool sniffer\nset streaming-enabled=yes streaming-server=192.0.2.60",
    '/system scheduler\nadd name=x on-event="/tool sniffer start"',
    "/interface gre\nadd name=out remote-address=203.0.113.9",
)


def read(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def facts(text):
    reading = read(text)
    return (
        {canonical(each, PLATFORM.interface_key) for each in reading.declared},
        {(each.name, each.remote) for each in reading.tunnels},
        {(each.via, each.text) for each in reading.dormant},
    )


@settings(deadline=None)
@given(mutated("mikrotik_routeros") | st.text())
def test_no_text_makes_the_reader_fail(text):
    assert read_everywhere(PLATFORM, text)


@settings(deadline=None)
@given(st.permutations(STANZAS), st.sampled_from(["\n", "\r\n", "\n\n", "\n# note\n"]))
def test_order_line_ends_blank_lines_and_comments_change_nothing(stanzas, between):
    assert facts(clean(between.join("\n".join(stanzas).split("\n")))) == facts("\n".join(STANZAS))


@settings(deadline=None)
@given(st.sets(st.integers(1, 110), max_size=6))
def test_a_statement_may_wrap_anywhere_even_in_mid_word(places):
    line = (
        '/ip firewall mangle add action=sniff-tzsp chain=forward comment="for the probe" '
        "in-interface=ether1 sniff-target=192.0.2.1"
    )
    pieces, done = [], 0
    for at in sorted(places):
        pieces.append(line[done:at])
        done = at
    wrapped = "\\\n    ".join([*pieces, line[done:]])
    assert list(logical_lines(wrapped)) == [(1, line)]
    assert read(wrapped).declared == read(line).declared


def test_terse_and_wrapped_exports_are_the_same_configuration():
    terse = "/ip address add address=192.0.2.1/24 interface=ether1\n/ip dns set servers=192.0.2.2"
    wrapped = (
        "/ip address\nadd address=192.0.2.1/24 inter\\\n    face=ether1\n"
        "/ip dns\nset servers=192.0.2.2"
    )
    assert flatten(terse) == flatten(wrapped)


def test_the_slash_form_of_a_menu_is_the_same_menu():
    slashed = "/ip/firewall/mangle/add action=sniff-tzsp chain=forward sniff-target=192.0.2.1"
    assert read(slashed).declared[0].id == "mangle/1"


def test_a_running_sniffer_switches_the_declared_one_on_and_a_stopped_one_off():
    declared = read("/tool sniffer set streaming-enabled=yes streaming-server=192.0.2.60").declared
    assert [each.enabled for each in declared] == [None]
    printed = "streaming-enabled: yes\nstreaming-server: 192.0.2.60:37008\nrunning: {}\n"
    for word, state in (("yes", True), ("no", False)):
        operating = read(printed.format(word), MIRRORS).operating
        assert [each.enabled for each in reconcile(declared, operating)] == [state]


def test_a_sniffer_that_runs_into_memory_is_a_capture():
    (mirror,) = read("file-name: \nstreaming-enabled: no\nrunning: yes", MIRRORS).operating
    assert (mirror.kind, mirror.destinations[0].value) == ("capture", "memory")


def test_a_stopped_sniffer_without_a_receiver_is_observed_and_nothing():
    assert (
        read("streaming-enabled: no\nstreaming-server: 0.0.0.0\nrunning: no", MIRRORS).operating
        == ()
    )


@pytest.mark.parametrize(
    ("text", "seconds"), [("5w3d20m51s", 3284451), ("32m36s", 1956), ("1y", 31536000), ("x", None)]
)
def test_uptime(text, seconds):
    assert uptime(text) == seconds


def test_boot_from_the_network_has_a_network_scheme():
    text = "boot-device: ethernet\npreboot-etherboot: 5s\nprotected-routerboot: enabled\n"
    image = read(text, BOOT).image
    assert image.boot_path == (
        "netboot:ethernet",
        "netboot:preboot-etherboot=5s",
        "protected-routerboot=enabled",
    )


def test_firmware_that_waits_for_a_reboot_is_told():
    text = (
        ";;; Firmware upgraded successfully, please reboot for changes to take effect!\n"
        "  current-firmware: 7.14\n  upgrade-firmware: 7.15\n"
    )
    assert read(text, BOOTLOADER).warnings == ("RouterBOOT 7.15 waits for a reboot",)
    assert read(text, BOOTLOADER).image.bootloader == "7.14"


def test_counters_are_read_and_not_kept():
    one, other = (
        "uptime: 1d\ncpu-load: 1%\nversion: 7.16\n",
        "uptime: 2d\ncpu-load: 9%\nversion: 7.16\n",
    )
    assert blank(one, PLATFORM.volatile, VERSION) == blank(other, PLATFORM.volatile, VERSION)
    assert read(one, VERSION).image.uptime_s == 86400


@pytest.mark.parametrize(
    "line",
    [
        "/ppp secret add name=x password=hunter22 service=l2tp",
        '/interface wireless security-profiles set x wpa2-pre-shared-key="hunter22"',
        "/snmp community add addresses=::/0 name=hunter22",
        "/interface wireguard add name=wg private-key=hunter22",
        "/radius add address=192.0.2.1 secret=hunter22",
        "/ip ipsec identity add peer=p secret=hunter22",
        "/routing bgp connection add tcp-md5-key=hunter22",
    ],
)
def test_no_secret_survives(line):
    assert "hunter22" not in redact(line, PLATFORM.secrets, b"key")


def test_nothing_that_configures_is_on_the_list():
    listed = [each.text for each in PLATFORM.commands]
    reading = {"/export terse", "/system check-installation"}
    assert all(" print" in each or each in reading for each in listed)
    assert not PLATFORM.dialogue.prepare
    assert not PLATFORM.may_send("/tool sniffer start")


def test_removal_is_for_people_and_names_the_right_menu():
    assert PLATFORM.mirror_removal("tool-sniffer")[0] == "/tool sniffer stop"
    assert PLATFORM.mirror_removal("ipv6-mangle/1")[1] == "/ipv6 firewall mangle disable NUMBER"
    assert "mirror-source=none" in PLATFORM.mirror_removal("switch/0")[0]
    assert PLATFORM.mirror_removal("switch-rule/2") == (
        "/interface ethernet switch rule disable NUMBER",
    )
    assert PLATFORM.mirror_removal("wireless-sniffer") == (
        "/interface wireless sniffer set streaming-enabled=no",
    )
    assert PLATFORM.mirror_removal("switch/0/egress")


ARM = "architecture-name: arm64\nversion: 7.22\nboard-name: {}\n"


@pytest.mark.parametrize(
    ("shown", "board", "said"),
    [
        ("  status: installation is ok\n", "RB5009", Signature.VALID),
        ("damaged system package: bad image\n", "RB5009", Signature.INVALID),
        ("damaged system package: bad image\n", "CHR QEMU Virtual Machine", Signature.UNKNOWN),
        ("  status: checking\n", "RB5009", Signature.UNKNOWN),
        (None, "RB5009", None),
    ],
)
def test_the_check_of_the_installation(shown, board, said):
    answers = [(VERSION, "/system resource print", ARM.format(board))]
    if shown is not None:
        answers.append(("installation", "/system check-installation", shown))
    assert PLATFORM.read(Answers(tuple(answers))).image.signature is said

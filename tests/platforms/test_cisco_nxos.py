import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpus import outputs

from netwatch.model.evidence import Confidence
from netwatch.model.mirror import MirrorKind, SeenIn
from netwatch.model.platform import BOOT, CONFIG, FILES, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers, Reading
from netwatch.parsing.noise import blank
from netwatch.parsing.nxos.image import boot_files, version_row
from netwatch.parsing.redact import redact
from netwatch.parsing.sessions import canonical, reconcile
from netwatch.parsing.text import clean
from netwatch.platforms.cisco_nxos import MONITOR_CONFIG, PLATFORM

STANZAS = (
    (
        "monitor session 1\n  source interface Ethernet1/1-2 rx\n"
        "  destination interface Ethernet1/48\n  no shut"
    ),
    (
        "monitor session 2 type erspan-source\n  vrf default\n  erspan-id 5\n"
        "  destination ip 192.0.2.50\n  source vlan 10,20-21 rx"
    ),
    "monitor erspan origin ip-address 198.51.100.1 global",
    "interface Tunnel7\n  tunnel source 198.51.100.1\n  tunnel destination 203.0.113.7",
    "monitor session 3\n  source interface Ethernet1/3\n  destination interface Tunnel7\n  no shut",
    "ip access-list TAKE\n  10 permit ip any any capture session 4",
    "interface Ethernet1/9\n  ip access-group TAKE in",
    "monitor session 4 type acl-capture\n  destination interface Ethernet1/40\n  no shut",
    "event manager applet X\n  action 1 cli monitor session 9",
    "monitor session 5\n  teleport 7",
    "monitor session 6\n  source interface sup-eth0\n  destination interface Ethernet1/41",
)
FRAGMENTS = st.sampled_from(
    [
        "monitor session 1",
        "monitor session all",
        "monitor session all shut",
        "no monitor session 1",
        "no monitor session",
        "monitor session 1 type",
        "monitor session 1 type erspan-source",
        "  source",
        "  source interface",
        "  source interface , - ,",
        "  source vlan 1-",
        "  source ip",
        "  destination",
        "  destination ip",
        "  filter",
        "  filter vlan",
        "  erspan-id 9999999999999999999999",
        "  no",
        "  no shut",
        "  vrf",
        "monitor erspan origin",
        "interface Tunnel",
        "interface Tunnel1",
        "  tunnel",
        "  tunnel destination",
        "scheduler job name X",
        "end-job",
        "boot nxos bootflash:",
        "version",
        "hostname",
        "session 1",
        "    rx            :",
        "    both          : Eth1/1",
        "source intf       :",
        "destination ports : Eth1/48",
        "state             : down (",
        "erspan-id         : x",
        "Feature       Enabled",
        "Boot Variables on next reload:",
        "  BIOS: version 1",
        "Hardware",
        "{",
        '{"rr_ctime": 5}',
    ]
)
# The first use of ciscoconfparse2 takes a second: no deadline for the properties below.
TOPICS = (CONFIG, MONITOR_CONFIG, MIRRORS, VERSION, BOOT, FILES, HASH, "inventory")


def read(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def of(text):
    (mirror,) = read(text).declared
    return mirror


@settings(deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=40), max_size=12), st.sampled_from(TOPICS))
def test_no_text_makes_the_reader_fail(lines, topic):
    text = clean("\n".join(lines))
    for command in (topic, "show file bootflash:x sha256sum", "dir bootflash:"):
        reading = PLATFORM.read(Answers(((topic, command, text),)))
        assert isinstance(reading, Reading)
        PLATFORM.follow_up(Answers(((topic, command, text),)))


@settings(deadline=None)
@given(st.permutations(STANZAS))
def test_order_of_independent_stanzas_changes_nothing(stanzas):
    def facts(text):
        reading = read(text)
        return (
            {canonical(each, PLATFORM.interface_key) for each in reading.declared},
            set(reading.tunnels),
            {each.text for each in reading.unread},
            {(each.via, each.text) for each in reading.dormant},
        )

    assert facts("\n".join(stanzas)) == facts("\n".join(STANZAS))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["", "  ", "!", "  !"]), min_size=40, max_size=40))
def test_line_ends_blank_lines_and_comments_change_nothing(fillers):
    lines = "\n".join(STANZAS).split("\n")
    loose = "\r\n".join(f"{line}\r\n{fill}" for line, fill in zip(lines, fillers, strict=False))
    plain, padded = read("\n".join(lines)), read(clean(loose))
    assert padded.declared == plain.declared
    assert padded.tunnels == plain.tunnels
    assert [each.text for each in padded.unread] == [each.text for each in plain.unread]


def test_a_session_is_shut_until_the_text_raises_it():
    quiet = "monitor session 1\n  source interface Ethernet1/1\n  destination interface Ethernet1/2"
    assert of(quiet).enabled is False
    assert of(f"{quiet}\n  shut").enabled is False
    assert of(f"{quiet}\n  no shut").enabled is True
    assert of(f"{quiet}\n  no shut\n  shut").enabled is False
    assert of(f"{quiet}\n  no shut\nmonitor session all shut").enabled is False
    assert of(f"monitor session all shut\n{quiet}\n  no shut").enabled is False


def test_the_present_end_names_the_kind_of_a_session_without_type():
    assert of("monitor session 1\n  destination ip 192.0.2.1").kind is MirrorKind.ERSPAN_SOURCE
    assert of("monitor session 1\n  source ip 192.0.2.1").kind is MirrorKind.ERSPAN_DESTINATION
    assert of("monitor session 1").kind is MirrorKind.LOCAL


def test_a_vlan_without_direction_is_copied_on_ingress_as_far_as_is_known():
    found = of("monitor session 1\n  source vlan 5")
    assert (found.sources[0].direction, found.confidence) == ("rx", Confidence.LOW)
    assert of("monitor session 1\n  source vlan 5 rx").confidence is Confidence.HIGH


def test_a_short_line_that_stands_for_many_names_stays_bounded():
    text = "monitor session 1\n" + "  source vlan 1-4094 rx\n" * 2000
    reading = read(text)
    assert len(reading.declared[0].sources) <= 4095
    assert any("not expanded" in each for each in reading.warnings)


def test_deep_nesting_is_read():
    text = "monitor session 1\n" + "".join(f"{' ' * n}no shut\n" for n in range(1, 2500))
    assert of(text).enabled is True


def test_hidden_session_is_seen_in_operation_only():
    config = (
        "monitor session 1\n  source interface Ethernet1/1\n  destination interface Ethernet1/2"
    )
    shown = (
        "   session 1\n---------------\ntype              : local\nstate             : up\n"
        "source intf       :\n    both          : Eth1/1\ndestination ports : Eth1/2\n"
        "   session 9\n---------------\ntype              : local\nstate             : up\n"
    )
    reading = PLATFORM.read(
        Answers(((CONFIG, "c", config), (MIRRORS, "show monitor session all", shown)))
    )
    joined = {each.id: each for each in reconcile(reading.declared, reading.operating)}
    assert joined["1"].seen_in is SeenIn.BOTH
    assert joined["1"].enabled is True
    assert joined["9"].seen_in is SeenIn.OPERATIONAL


def test_both_views_of_one_session_are_the_same_session():
    config = (
        "monitor session 2 type erspan-source\n  erspan-id 7\n  vrf default\n"
        "  destination ip 192.0.2.50\n  source interface Ethernet1/1-2 rx\n"
        "  source interface Ethernet1/3 both\n  source interface sup-eth0 rx\n"
        "  filter access-group A\n  no shut\n"
        "monitor erspan origin ip-address 198.51.100.1 global"
    )
    shown = (
        "session 2\ntype : erspan-source\nstate : up\nerspan-id : 7\nvrf-name : default\n"
        "acl-name : A\ndestination-ip : 192.0.2.50\norigin-ip : 198.51.100.1 (global)\n"
        "source intf :\n  rx : Eth1/1 Eth1/2 Eth1/3 sup-eth0\n  tx : Eth1/3\n  both : Eth1/3\n"
        "destination ports :\n"
    )
    (declared,), (running,) = read(config).declared, read(shown, MIRRORS).operating
    key = PLATFORM.interface_key
    assert canonical(declared, key) == canonical(running, key)
    assert replace(declared, id="3") != declared


def test_only_the_words_of_the_box_mean_no_sessions():
    assert read("Note: No sessions configured", MIRRORS).operating == ()
    assert read("", MIRRORS).operating == ()
    assert read("% Invalid command at '^' marker.", MIRRORS).operating is None
    assert read("connection reset", MIRRORS).operating is None


def test_a_type_nobody_knows_is_doubted_and_told():
    reading = PLATFORM.read(
        Answers(((CONFIG, "c", "hostname x"), (MIRRORS, "m", "session 1\ntype : hologram\n")))
    )
    assert [each.confidence for each in reading.operating] == [Confidence.LOW]
    assert [each.text for each in reading.unread] == ["type : hologram"]


COMPLETE = "!Command: show running-config\n!Time: Mon Mar  2\n\nversion 9.3(8) Bios:version \nx\n"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (COMPLETE, True),
        ("\nleaf# show running-config\n" + COMPLETE, True),
        (COMPLETE + " --More-- \n", False),
        ("!Command: show running-config\n!Time: Mon Mar  2\n", False),
        ("% Invalid command at '^' marker.\n" + COMPLETE, False),
        ("version 9.3(8)\nhostname leaf\n", False),
        ("!Command: show startup-config\n\nversion 9.3(8)\n", False),
    ],
)
def test_a_configuration_proves_itself_complete(text, whole):
    end = PLATFORM.commands[0].end
    assert bool(re.search(end, text, re.MULTILINE)) is whole


def test_hashes_are_asked_of_local_images_and_never_without_a_sum():
    version = "Software\n NXOS: version 9.3(8)\n  NXOS image file is: bootflash:///a.bin\n"
    boot = "Boot Variables on next reload:\nsup-1\nNXOS variable = bootflash:/b.bin\n"
    asked = PLATFORM.follow_up(Answers(((VERSION, "v", version), (BOOT, "b", boot))))
    assert [each.text for each in asked] == [
        "show file bootflash:a.bin sha256sum",
        "show file bootflash:b.bin sha256sum",
        "show software authenticity file bootflash:a.bin",
        "show software authenticity file bootflash:b.bin",
    ]
    assert all(PLATFORM.may_send(each.text) for each in asked)
    assert not PLATFORM.may_send("show file bootflash:a.bin")
    away = version.replace("bootflash:///a.bin", "tftp://192.0.2.66/a.bin")
    assert PLATFORM.follow_up(Answers(((VERSION, "v", away),))) == ()
    smuggled = version.replace("a.bin", "a.bin|sh")
    assert PLATFORM.follow_up(Answers(((VERSION, "v", smuggled),))) == ()


def test_hash_of_the_running_image_has_the_running_images_name():
    version = "Software\n NXOS: version 9.3(8)\n  NXOS image file is: bootflash:///a.bin\n"
    asked = "show file bootflash:a.bin sha256sum"
    image = PLATFORM.read(Answers(((VERSION, "v", version), (HASH, asked, "A" * 64)))).image
    assert [(each.path, each.value) for each in image.digests] == [("bootflash:///a.bin", "a" * 64)]


@pytest.mark.parametrize("answer", ["", "a" * 63, "a" * 65, "g" * 64, "hostname x\n" + "a" * 64])
def test_what_is_not_one_bare_hash_is_no_hash(answer):
    asked = "show file bootflash:a.bin sha256sum"
    assert PLATFORM.read(Answers(((HASH, asked, answer),))).image.digests == ()


def test_secrets_leave_the_text():
    text = (
        "snmp-server user admin network-admin auth md5 0xe15d7e77 priv 0xe15d7e77aa localizedkey\n"
        "  ip ospf message-digest-key 1 md5 3 a667d47acc18ea6b\n"
        '  tacacs-server host 192.0.2.9 key 7 "fewhgSECRET"\n'
        "    password 3 a667d47acc18ea6b\n"
    )
    hidden = redact(text, PLATFORM.secrets, b"key")
    for secret in ("0xe15d7e77", "a667d47acc18ea6b", "fewhgSECRET"):
        assert secret not in hidden


def test_noise_is_blanked_and_the_bios_stays():
    text = blank(COMPLETE, PLATFORM.noise, CONFIG)
    assert "Time" not in text
    assert "Bios:version" in text
    assert text.count("\n") == COMPLETE.count("\n")


def test_nothing_that_configures_can_be_sent():
    written = [each.text for each in (*PLATFORM.commands, *PLATFORM.templates)]
    assert all(each.startswith(("show ", "dir ")) for each in written)
    assert PLATFORM.dialogue.prepare == ("terminal width 511", "terminal length 0")


@pytest.mark.corpus
def test_every_real_show_version_is_read():
    found = outputs(
        "cisco_nxos/show_version/*.raw",
        "genie_nxos/ShowVersion/*_output.txt",
        "napalm_nxos*/show_version/*show_version.*",
    )
    for name, text in found.items():
        row = version_row(text)
        assert {"VERSION", "IMAGE", "MODEL", "SERIAL", "HOSTNAME"} <= set(row), name
    assert len(found) > 12


@pytest.mark.corpus
def test_every_other_real_output_is_read():
    for name, text in outputs("cisco_nxos/dir/*.raw", "genie_nxos/Dir/*_output.txt").items():
        lines = [line for line in text.split("\n") if re.search(r"\d\d:\d\d:\d\d \d{4}", line)]
        assert len(read(text, FILES).files) == len(lines) > 0, name
    for name, text in outputs("genie_nxos/ShowBoot/*_output.txt").items():
        assert len(boot_files(text, "next")) == 2, name
    for name, text in outputs("genie_nxos/ShowMonitorSession/*_output.txt").items():
        reading = read(text, MIRRORS)
        assert [each.complete for each in reading.operating] == [True], name
        assert reading.warnings == (), name

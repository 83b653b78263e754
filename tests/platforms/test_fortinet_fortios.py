"""FortiOS and FortiSwitch: what golden cases do not say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_text import mutated, read_everywhere

from netwatch import registry
from netwatch.model.image import Signature
from netwatch.model.platform import CONFIG, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.fortinet.config import flatten
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact
from netwatch.parsing.sessions import canonical
from netwatch.parsing.text import clean

PLATFORM = registry.platform("fortinet_fortios")
STANZAS = tuple(
    """
config system virtual-switch
    edit "lan"
        set span enable
        set span-source-port "port1"
        set span-dest-port "port2"
    next
end
--
config switch-controller traffic-sniffer
    set erspan-ip 192.0.2.50
end
--
config firewall decrypted-traffic-mirror
    edit "t"
        set interface "port9"
    next
end
--
config firewall policy
    edit 1
        set decrypted-traffic-mirror "t"
    next
end
--
config system auto-script
    edit "s"
        set script "diagnose sniffer packet any"
    next
end
--
config system gre-tunnel
    edit "out"
        set remote-gw 203.0.113.9
    next
end
""".strip().split("\n--\n")
)


def read(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def facts(text):
    reading = read(text)
    return (
        {canonical(each, PLATFORM.interface_key) for each in reading.declared},
        {(each.name, each.remote) for each in reading.tunnels},
        {(each.via, each.text) for each in reading.dormant},
        reading.unread,
    )


def sniffer(line):
    text = f"config switch-controller traffic-sniffer\n{line}\nset erspan-ip 192.0.2.50\nend"
    return read(text).declared


@settings(deadline=None)
@given(mutated("fortinet_fortios") | st.text())
def test_no_text_makes_the_reader_fail(text):
    assert read_everywhere(PLATFORM, text)


@settings(deadline=None)
@given(st.permutations(STANZAS), st.sampled_from(["\n", "\r\n", "\n\n", "\n    # note\n"]))
def test_order_line_ends_blank_lines_and_comments_change_nothing(stanzas, between):
    assert facts(clean(between.join("\n".join(stanzas).split("\n")))) == facts("\n".join(STANZAS))


def test_a_sniffer_mirrors_by_default_and_not_with_mode_none():
    assert [each.enabled for each in sniffer("")] == [True]
    assert [each.enabled for each in sniffer("set mode none")] == [False]
    assert sniffer("set mode rspan")[0].destinations[0].value == "4092"


def test_a_sniffer_without_a_collector_sends_nothing():
    text = "config switch-controller traffic-sniffer\nset erspan-ip 0.0.0.0\nend"
    assert read(text).declared == ()


def test_a_fortiswitch_mirror_is_inactive_until_told():
    text = 'config switch mirror\nedit m\nset dst "port1"\nset src-ingress "port2"\n{}next\nend'
    assert [each.enabled for each in read(text.format("")).declared] == [False]
    assert [each.enabled for each in read(text.format("set status active\n")).declared] == [True]


def test_a_quoted_text_that_never_ends_hides_nothing():
    mirror = "config switch mirror\nedit m\nset dst port1\nnext\nend"
    text = f'config system x\nset note "open\nend\n{mirror}'
    reading = read(text)
    assert [each.id for each in reading.declared] == ["mirror/m"]
    assert reading.warnings == ("line 2: a quoted text has no end",)


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        ("Firmware Signature: certified", Signature.VALID),
        ("Firmware Signature: un-certified", Signature.INVALID),
        ("Hostname: x", Signature.UNKNOWN),
    ],
)
def test_the_signature_is_the_devices_word(line, signature):
    assert (
        read(f"Version: FortiGate-60F v7.0.7,build0367 (GA.F)\n{line}", VERSION).image.signature
        is signature
    )


def test_a_lower_security_level_is_another_bootloader():
    text = "Version: FortiGate-91G v7.4.7,build1\nBIOS version: 06000100\nSecurity Level: {}\n"
    levels = {read(text.format(level), VERSION).image.bootloader for level in ("2", "0")}
    assert levels == {"06000100 (security level 2)", "06000100 (security level 0)"}


def test_what_changes_at_every_visit_is_no_change():
    one = "System time: Wed Jan  7 14:30:09 2026\nVirus-DB: 1.0(2018-04-09)\nHostname: fw1\n"
    other = "System time: Thu Jan  8 14:30:09 2026\nVirus-DB: 1.1(2019-04-09)\nHostname: fw1\n"
    assert blank(one, PLATFORM.noise, VERSION) == blank(other, PLATFORM.noise, VERSION)
    shown = (
        'set password ENC {0}\nset private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----\n{0}\n'
        '-----END ENCRYPTED PRIVATE KEY-----"\n'
    )
    kept = {
        blank(redact(shown.format(each), PLATFORM.secrets, b"k"), PLATFORM.noise, CONFIG)
        for each in ("AAAAbbbbCCCC==", "DDDDeeeeFFFF==")
    }
    assert len(kept) == 1
    assert "AAAA" not in kept.pop()


def test_a_configuration_is_whole_when_its_last_table_is_closed():
    end = next(each.end for each in PLATFORM.commands if each.topic == CONFIG)
    assert re.search(end, "config system global\nend\nend\n", re.MULTILINE)
    assert not re.search(end, "config system global\n    set hostname x\n", re.MULTILINE)


def test_nothing_that_configures_is_on_the_list():
    listed = [each.text for each in PLATFORM.commands]
    assert all(each.split()[0] in {"get", "show", "diagnose"} for each in listed)
    assert PLATFORM.dialogue.prepare == ()
    assert not PLATFORM.may_send("config system console")


def test_lines_are_compared_under_their_tables():
    text = 'config a\n    edit "x"\n        set k v\n    next\nend\nset lone 1'
    found = {(each.parents, each.text) for each in flatten(text)}
    assert found == {
        (("config a",), 'edit "x"'),
        (("config a", 'edit "x"'), "set k v"),
        ((), "set lone 1"),
    }


def test_removal_is_for_people_and_enters_the_virtual_domain():
    assert PLATFORM.mirror_removal("root/sniffer/1") == (
        "config vdom", "edit root", "config firewall sniffer", 'delete "1"', "end",
    )  # fmt: skip
    assert "set mode none" in PLATFORM.mirror_removal("traffic-sniffer")
    assert "unset type" in PLATFORM.mirror_removal("switch-interface/s/hub")
    assert "set span disable" in PLATFORM.mirror_removal("virtual-switch/lan")
    assert 'delete "m1"' in PLATFORM.mirror_removal("managed-switch/S1/m1")
    assert PLATFORM.mirror_removal("policy/3/capture") == ()

"""What NETCONF names against what the command line shows: pure, platform by platform."""

from dataclasses import replace

import pytest
from hypothesis import given
from support.build import NOW
from support.strategies import texts

from netwatch.collect.errors import quoted
from netwatch.model.channels import CONFIG_AGAIN, NETCONF
from netwatch.model.platform import CONFIG
from netwatch.model.snapshot import Artifact, Reason, Snapshot
from netwatch.parsing.netconf import READS
from netwatch.parsing.xml import parsed
from netwatch.platforms.cisco_xe import PLATFORM as XE
from netwatch.platforms.juniper_junos import PLATFORM as JUNOS
from netwatch.read import is_doubtful, read_device
from netwatch.registry import platforms

IOS = (
    "hostname r1\nusername admin privilege 15\n"
    "monitor session 1 source interface Gi1/0/1\n"
    "monitor session 1 destination interface Gi1/0/2\nend\n"
)
BOX = """\
version 20.4R3.8;
system {
    host-name r1;
    login {
        user admin {
            class super-user;
        }
    }
}
forwarding-options {
    analyzer IDS {
        input {
            ingress {
                interface ge-0/0/1.0;
            }
        }
        output {
            ip-address 192.0.2.200;
        }
    }
}
"""
TAP = BOX.replace("analyzer IDS", "analyzer TAP")


def snapshot(platform, shown, said, again=None):
    texts = ((CONFIG, shown), (NETCONF, said), (CONFIG_AGAIN, again))
    artifacts = tuple(Artifact(topic, topic, text) for topic, text in texts if text is not None)
    return Snapshot(device="r1", platform=platform.name, taken_at=NOW, artifacts=artifacts)


def seen(platform, *texts):
    channels = read_device(platform, snapshot(platform, *texts)).channels
    named, unnamed = channels.named, channels.unnamed
    return tuple(None if each is None else [t.name for t in each] for each in (named, unnamed))


@pytest.mark.parametrize(
    ("platform", "shown", "said"),
    [
        (XE, IOS, "monitor session 1\nusername admin\n"),
        (XE, IOS, "username ADMIN\n"),
        (XE, IOS.replace("username admin privilege 15\n", ""), "monitor session 1\n"),
        (XE, f"monitor session 7\n{IOS}", "monitor session 7\nmonitor session 1\nusername admin\n"),
        (JUNOS, BOX, BOX),
        (
            JUNOS,
            BOX,
            BOX.replace("    host-name r1;\n", "    host-name r1;\n    services { ssh; }\n"),
        ),
    ],
    ids=["xe", "a session the model lacks", "no users", "a session not read", "junos", "other"],
)
def test_nothing_is_named_apart(platform, shown, said):
    assert seen(platform, shown, said) == ([], [])
    assert not is_doubtful(platform, snapshot(platform, shown, said))


@pytest.mark.parametrize(
    ("platform", "shown", "said", "named", "unnamed"),
    [
        (XE, IOS, "monitor session 66\nusername admin\n", ["session 66"], []),
        (XE, IOS, "username admin\nusername eve\n", ["user eve"], []),
        (XE, IOS, "username eve\n", ["user eve"], ["user admin"]),
        (JUNOS, BOX, TAP, ["session TAP"], ["session IDS"]),
        (JUNOS, BOX, BOX.replace("user admin", "user eve"), ["user eve"], ["user admin"]),
        (JUNOS, BOX, f"/* ACCESS-DENIED */\n{TAP}", ["session TAP"], []),
        (
            JUNOS,
            BOX.replace("input {", "apply-flags omit;\n        input {"),
            TAP,
            ["session TAP"],
            [],
        ),
    ],
)
def test_a_difference_counts_once_the_command_line_was_asked_again(
    platform, shown, said, named, unnamed
):
    assert seen(platform, shown, said) == (None, None)
    assert is_doubtful(platform, snapshot(platform, shown, said))
    assert seen(platform, shown, said, shown) == (named, unnamed)


def test_what_was_configured_in_between_is_no_difference():
    said = "monitor session 1\nmonitor session 2\nusername admin\n"
    later = IOS.replace("end\n", "monitor session 2 source interface Gi1/0/3\nend\n")
    assert seen(XE, IOS, said, later) == ([], [])


def test_a_configuration_that_was_not_shown_is_held_against_nothing():
    assert seen(XE, None, "username eve\n") == (None, None)


def test_a_reader_that_stumbles_costs_the_channel_alone():
    def stumble(_text):
        raise RecursionError

    box = replace(XE, netconf=replace(XE.netconf, named=stumble))
    state = read_device(box, snapshot(box, IOS, "username eve\n"))
    assert (state.config is not None, state.channels) == (True, None)
    assert [each.reason for each in state.failures] == [Reason.READER_ERROR]


def test_a_junos_configuration_is_taken_out_of_its_answer():
    reply = f"<rpc-reply><configuration-text>\n{BOX}</configuration-text></rpc-reply>"
    assert JUNOS.netconf.kept(parsed(reply.encode())) == BOX


@pytest.mark.parametrize(
    "inner",
    ["", "<configuration-text/>", f"<configuration-text>{BOX[:200]}</configuration-text>"],
)
def test_a_junos_answer_that_is_not_whole_is_none(inner):
    with pytest.raises(ValueError, match="configuration"):
        JUNOS.netconf.kept(parsed(f"<rpc-reply>{inner}</rpc-reply>".encode()))


@pytest.mark.parametrize("platform", [each for each in platforms() if each.netconf])
def test_every_question_only_reads(platform):
    request = parsed(platform.netconf.request.encode())
    assert request.tag in READS, quoted(platform.netconf.request)
    assert not {each.tag for each in request.iter()} & {
        "edit-config",
        "commit",
        "lock",
        "candidate",
    }


@pytest.mark.parametrize("platform", [XE, JUNOS])
@given(said=texts)
def test_hostile_text_raises_nothing(platform, said):
    read_device(platform, snapshot(platform, IOS, said, IOS))

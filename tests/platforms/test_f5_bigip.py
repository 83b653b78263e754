"""BIG-IP: what golden cases do not say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_text import mutated, read_everywhere

from netwatch import registry
from netwatch.model.platform import BOOT, CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.f5.config import flatten
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact
from netwatch.parsing.sessions import canonical
from netwatch.parsing.text import clean

PLATFORM = registry.platform("f5_bigip")
STANZAS = tuple(
    """
ltm virtual /Common/a {
    clone-pools {
        p {
            context clientside
        }
    }
}
--
ltm virtual /Common/b {
    clone-pools { p { context serverside } }
    rules {
        /Common/r
    }
}
--
ltm pool /Common/p {
    members {
        /Common/192.0.2.50:any {
            address 192.0.2.50
        }
    }
}
--
ltm rule /Common/r {
when CLIENT_ACCEPTED {
    clone pool p
}
}
--
net port-mirror 1.4 {
    interfaces {
        1.1
    }
}
""".strip().split("\n--\n")
)


def read(text, topic=CONFIG):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def facts(text):
    reading = read(text)
    return {canonical(each, PLATFORM.interface_key) for each in reading.declared}, reading.unread


@settings(deadline=None)
@given(mutated("f5_bigip") | st.text())
def test_no_text_makes_the_reader_fail(text):
    assert read_everywhere(PLATFORM, text)


@settings(deadline=None)
@given(st.permutations(STANZAS), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_order_line_ends_and_blank_lines_change_nothing(stanzas, between):
    assert facts(clean(between.join("\n".join(stanzas).split("\n")))) == facts("\n".join(STANZAS))


def test_one_pool_on_both_sides_is_one_mirror_of_both():
    text = (
        "ltm virtual v {\n clone-pools {\n  p { context clientside }\n"
        "  p { context serverside }\n }\n}\n"
        "ltm pool p {\n members {\n  192.0.2.50:0 { address 192.0.2.50 }\n }\n}"
    )
    (mirror,) = read(text).declared
    assert [each.direction.value for each in mirror.sources] == ["both"]
    assert [each.value for each in mirror.destinations] == ["192.0.2.50"]


def test_a_changed_pool_is_a_changed_mirror():
    text = "\n".join(STANZAS)
    moved = text.replace("address 192.0.2.50", "address 203.0.113.9")
    assert facts(text) != facts(moved)


def test_a_member_without_an_address_line_is_known_by_its_name():
    text = (
        "ltm virtual v {\n clone-pools { p { context clientside } }\n}\n"
        "ltm pool p {\n members {\n  2001:db8::5.any { }\n  192.0.2.9:80 { }\n }\n}"
    )
    assert [each.value for each in read(text).declared[0].destinations] == [
        "2001:db8::5",
        "192.0.2.9",
    ]


def test_a_clone_in_a_comment_of_an_irule_is_none():
    text = "ltm rule r {\nwhen X {\n    # clone pool p\n}\n}\n"
    assert read(text).declared == ()


def test_no_clone_pools_is_none():
    assert read("ltm virtual v {\n    clone-pools none\n}").declared == ()


def test_the_active_volume_is_the_running_one_with_and_without_slots():
    for row in (
        "HD1.2   BIG-IP  16.1.2.2  0.0.28     yes  complete",
        "HD1.2   1  BIG-IP  16.1.2.2  0.0.28   yes  complete",
    ):
        assert read(row, BOOT).image.running_file == "HD1.2/16.1.2.2-0.0.28"


def test_a_script_is_compared_line_by_line():
    found = [each.text for each in flatten(STANZAS[3])]
    assert "clone pool p" in found


def test_states_of_members_are_no_change():
    assert blank("    state up\n", PLATFORM.noise, CONFIG) == blank(
        "    state down\n", PLATFORM.noise, CONFIG
    )


def test_a_re_salted_secret_is_no_change():
    one, other = (
        redact(f"secret $M${each}", PLATFORM.secrets, b"k")
        for each in ("ab$cdefgh==", "xy$ijklmn==")
    )
    assert one == other
    assert "cdefgh" not in one


def test_the_users_preference_is_never_touched():
    assert PLATFORM.dialogue.prepare == ()
    assert all(each.text.split()[0] in {"show", "list"} for each in PLATFORM.commands)
    assert not PLATFORM.may_send("modify cli preference pager disabled")


@pytest.mark.parametrize("prompt", ["admin@(lb1)(cfg-sync Standalone)(Active)(/Common)(tmos)#"])
def test_the_shells_prompt_is_known(prompt):
    assert re.fullmatch(PLATFORM.dialogue.prompt, prompt)


def test_the_hostname_is_found_in_the_global_settings():
    text = "sys global-settings {\n    gui-setup disabled\n    hostname lb1.example.com\n}\n"
    assert re.findall(PLATFORM.dialogue.hostname, text, re.MULTILINE) == ["lb1.example.com"]


def test_removal_is_for_people():
    assert PLATFORM.mirror_removal("/Common/v") == (
        "modify ltm virtual /Common/v clone-pools none",
    )
    assert PLATFORM.mirror_removal("port-mirror/1.4") == ("delete net port-mirror 1.4",)
    assert PLATFORM.mirror_removal("rule//Common/r")[0] == "list ltm rule /Common/r"

"""IOS XR: what golden cases do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.mirror import MirrorKind
from netwatch.model.platform import CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("cisco_xr")
STANZAS = (
    "monitor-session A ethernet\n destination interface tunnel-ip1\n!",
    "interface tunnel-ip1\n tunnel destination 192.0.2.50\n!",
    "interface TenGigE0/0/0/1\n monitor-session A ethernet direction rx-only\n!",
    "interface TenGigE0/0/0/2 l2transport\n monitor-session A ethernet\n!",
)


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


@given(st.permutations(STANZAS))
def test_the_order_of_stanzas_makes_no_difference(stanzas):
    (mirror,) = read(CONFIG, "\n".join(stanzas)).declared
    assert mirror.kind is MirrorKind.ERSPAN_SOURCE
    assert {each.name: each.direction.value for each in mirror.sources} == {
        "TenGigE0/0/0/1": "rx",
        "TenGigE0/0/0/2": "both",
    }
    assert mirror.destinations[0].value == "192.0.2.50"
    assert mirror.destinations[0].resolved_from == "tunnel-ip1"


def test_blank_lines_make_no_difference():
    text = "\n".join(STANZAS)
    assert read(CONFIG, text.replace("\n", "\n\n")).declared == read(CONFIG, text).declared


FORMAL = (
    "monitor-session A ethernet destination interface tunnel-ip1",
    "interface tunnel-ip1 tunnel destination 192.0.2.50",
    "interface TenGigE0/0/0/1 monitor-session A ethernet direction rx-only",
    "interface TenGigE0/0/0/2 l2transport monitor-session A ethernet",
)


def test_formal_lines_say_the_same():
    (formal,) = read(CONFIG, "\n".join(FORMAL)).declared
    (nested,) = read(CONFIG, "\n".join(STANZAS)).declared
    assert (formal.sources, formal.destinations) == (nested.sources, nested.destinations)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("disk0:mbi-6.1.4/x.vm", ["show md5 file /disk0:/mbi-6.1.4/x.vm"]),
        ("bootflash:disk0/mbi-4.1.0/x.vm", ["show md5 file /disk0:/mbi-4.1.0/x.vm"]),
        ("tftp://192.0.2.66/x.vm", []),
    ],
)
def test_the_hash_is_asked_of_the_file_that_was_booted(path, asked):
    text = f'Cisco IOS XR Software\nSystem image file is "{path}"\n'
    found = PLATFORM.follow_up(Answers(((VERSION, VERSION, text),)))
    assert [each.text for each in found] == asked


@given(
    st.lists(st.sampled_from("\n".join((*STANZAS, *FORMAL)).splitlines())).map("\n".join)
    | st.text()
)
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, VERSION):
        read(topic, text)

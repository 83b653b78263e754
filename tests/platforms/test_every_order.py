"""For every platform: the order of independent stanzas changes no reading."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden
from support.stanzas import pieces, shuffled_json

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers

# Where the order of the pieces does mean something, and why.
LATER_LINE_WINS = "a later line takes back what an earlier one said"
NUMBERED = "rules are called by their place"
AT_THE_MARGIN = "free text or a script stands at the margin, or the text is torn"
NESTED = "everything stands below one head"
ORDERED = {
    "alcatel_omniswitch/all-spellings": LATER_LINE_WINS,
    "arista_eos/automation": AT_THE_MARGIN,
    "arista_eos/look-alikes": AT_THE_MARGIN,
    "arista_eos/removal-in-a-change-file": LATER_LINE_WINS,
    "cisco_ios/automation": AT_THE_MARGIN,
    "cisco_ios/look-alikes": AT_THE_MARGIN,
    "cisco_ios/middle-of-a-block": AT_THE_MARGIN,
    "cisco_ios/removal-in-a-change-file": LATER_LINE_WINS,
    "cisco_nxos/automation": AT_THE_MARGIN,
    "cisco_nxos/look-alikes": AT_THE_MARGIN,
    "cisco_nxos/one-line-states": LATER_LINE_WINS,
    "cisco_smb/look-alikes": AT_THE_MARGIN,
    "cumulus_nvue/commands": LATER_LINE_WINS,
    "cumulus_nvue/nclu": LATER_LINE_WINS,
    "extreme_exos/scripts-and-unread": AT_THE_MARGIN,
    "extreme_voss/switched-on-apart": LATER_LINE_WINS,
    "fortinet_fortios/cut-short": AT_THE_MARGIN,
    "juniper_junos/middle-of-a-block": AT_THE_MARGIN,
    "juniper_junos/transcript": AT_THE_MARGIN,
    "linux/saved-iptables-dump": NUMBERED,
    "linux/saved-shell-transcript": AT_THE_MARGIN,
    "mikrotik_routeros/chip-spellings": NUMBERED,
    "nokia_sros/classic-all-ends": NESTED,
    "openvswitch/saved-commands": LATER_LINE_WINS,
    "openvswitch/saved-list-as-text": NESTED,
    "paloalto_panos/operation": AT_THE_MARGIN,
    "paloalto_panos/set-form": AT_THE_MARGIN,
    "ubiquiti_edgeswitch/off-and-remote": LATER_LINE_WINS,
    "vyos/removed-again": LATER_LINE_WINS,
}


def texts(name):
    return [
        text
        for case in sorted((golden.HOME / name).glob("*/"))
        if f"{name}/{case.name}" not in ORDERED
        for _, text in golden.answers(case).all(CONFIG)
    ]


def meaning(name, text):
    """Return everything of a reading that says what is copied, without regard to order."""
    platform = registry.platform(name)
    reading = platform.read(Answers(((CONFIG, CONFIG, text),)))
    return (
        reading.declared is None,
        sorted(_mirror(each, platform.interface_key) for each in reading.declared or ()),
        sorted(repr((each.name, each.local, each.remote)) for each in reading.tunnels or ()),
        sorted((each.via, each.text) for each in reading.dormant or ()),
    )


def _mirror(mirror, key):
    ports = {
        (each.kind, key(each.name), each.direction, tuple(sorted(each.on)), each.acl)
        for each in mirror.sources
    }
    ends = {repr(each) for each in mirror.destinations}
    said = (mirror.kind, mirror.enabled, mirror.complete)
    return repr(
        (mirror.id, said, sorted(map(repr, ports)), sorted(ends), sorted(map(repr, mirror.filters)))
    )


@pytest.mark.parametrize("name", registry.names("platforms"))
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_order_of_independent_stanzas_changes_nothing(name, seed, data):
    text = data.draw(st.sampled_from(texts(name)))
    chance = random.Random(seed)
    other = shuffled_json(text, chance)
    if other is None:
        found = pieces(name, text)
        chance.shuffle(found)
        other = "\n".join(line for each in found for line in each) + "\n"
    assert meaning(name, other) == meaning(name, text)


def test_every_exception_is_a_case():
    cases = {f"{each.parent.name}/{each.name}" for each in golden.cases()}
    assert set(ORDERED) <= cases

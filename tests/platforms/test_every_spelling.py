"""For every platform: line ends, blanks, tabs, pagers and prompts change no reading."""

import re

import pytest
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.text import clean

PAGER = " --More-- " + "\b" * 10 + " " * 10 + "\b" * 10
SPELLINGS = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CRLF of a CRLF": lambda text: text.replace("\n", "\r\r\n"),
    "a blank line after each": lambda text: text.replace("\n", "\n\n"),
    "trailing blanks": lambda text: text.replace("\n", "  \n"),
    "tabs at the margin": lambda text: re.sub(
        r"^ +", lambda found: "\t" * len(found[0]), text, flags=re.MULTILINE
    ),
    "a byte order mark": lambda text: f"\ufeff{text}",
    "pagers answered": lambda text: text.replace("\n", f"\n{PAGER}"),
    "pagers redrawn": lambda text: text.replace("\n", "\n---- More ----\r              \r"),
}
# What such a text says with tabs is something else, or nothing.
NO_TABS = {
    "cumulus_nvue": "YAML knows no tabs",
    "mikrotik_routeros": "four blanks after a `\\` are layout, a tab is text",
}
PROMPTS = {
    "alcatel_omniswitch": "sw1-> ",
    "allied_telesis": "sw1#",
    "arista_eos": "sw1#",
    "aruba_aoscx": "sw1# ",
    "aruba_procurve": "sw1# ",
    "checkpoint_gaia": "fw1> ",
    "cisco_asa": "fw1# ",
    "cisco_ftd": "> ",
    "cisco_ios": "sw1#",
    "cisco_nxos": "sw1# ",
    "cisco_smb": "sw1#",
    "cisco_xe": "sw1#",
    "cisco_xr": "RP/0/RSP0/CPU0:pe1#",
    "cumulus_nvue": "cumulus@leaf1:mgmt:~$ ",
    "dell_os10": "leaf1# ",
    "dell_os9": "leaf1#",
    "dell_sonic": "leaf1# ",
    "extreme_exos": "sw1.1 # ",
    "extreme_slx": "sw1# ",
    "extreme_voss": "sw1:1#",
    "f5_bigip": "admin@(lb1)(cfg-sync Standalone)(Active)(/Common)(tmos)# ",
    "fortinet_fortios": "fw1 # ",
    "hp_comware": "<sw1>",
    "huawei_vrp": "<sw1>",
    "juniper_junos": "admin@mx1> ",
    "linux": "admin@host1:~$ ",
    "mikrotik_routeros": "[admin@r1] > ",
    "nokia_srl": "A:leaf1# ",
    "nokia_sros": "A:pe1# ",
    "openvswitch": "admin@host1:~$ ",
    "openwrt": "root@OpenWrt:~# ",
    "paloalto_panos": "admin@fw1> ",
    "ruckus_icx": "SSH@icx1#",
    "sonic": "admin@leaf1:~$ ",
    "ubiquiti_edgeos": "admin@er1:~$ ",
    "ubiquiti_edgeswitch": "(es1) #",
    "vyos": "vyos@r1:~$ ",
}
each_platform = pytest.mark.parametrize("name", registry.names("platforms"))


def texts(name):
    return [
        text
        for case in sorted((golden.HOME / name).glob("*/"))
        for _, text in golden.answers(case).all(CONFIG)
    ]


def said(name, text):
    """Return what a configuration says, without line numbers."""
    reading = registry.platform(name).read(Answers(((CONFIG, CONFIG, text),)))
    return (
        reading.declared,
        reading.tunnels,
        [(each.via, each.text.strip()) for each in reading.dormant or ()],
        [" ".join(each.text.split()) for each in reading.unread or ()],
    )


@each_platform
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spelling_changes_nothing(name, spelling):
    if "tabs" in spelling and name in NO_TABS:
        pytest.skip(NO_TABS[name])
    for text in texts(name):
        assert said(name, clean(SPELLINGS[spelling](text))) == said(name, text)


@pytest.mark.parametrize("name", PROMPTS)
def test_a_transcript_says_what_its_answer_says(name):
    platform, prompt = registry.platform(name), PROMPTS[name]
    asked = next((each.text for each in platform.commands if each.topic == CONFIG), "show")
    assert platform.dialogue
    assert re.search(platform.dialogue.prompt, prompt)
    for text in texts(name):
        whole = f"{prompt}{asked}\n{text}\n{prompt}\n{prompt}{platform.dialogue.bye}\n"
        assert said(name, whole) == said(name, text)

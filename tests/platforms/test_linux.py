"""Linux: what is asked next, what drift sees, and what no hostile answer may do."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise

PLATFORM = registry.platform("linux")
DATA = Path(golden.HOME) / "linux"
QDISC = "tc-qdisc"


def qdiscs(*rows):
    text = json.dumps([{"kind": kind, "dev": dev, **more} for dev, kind, more in rows])
    return Answers(((QDISC, "tc -j qdisc show", text),))


def asked(answers):
    return [each.text for each in PLATFORM.follow_up(answers)]


ROOT = {"root": True, "handle": "1:"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), []),
        ((("eth0", "noqueue", {"root": True, "handle": "0:"}),), []),
        ((("eth0", "fq_codel", {"root": True, "handle": "0:"}),), []),
        ((("eth0", "ingress", {}),), ["tc -j filter show dev eth0 ingress"]),
        (
            (("eth0", "clsact", {}),),
            ["tc -j filter show dev eth0 ingress", "tc -j filter show dev eth0 egress"],
        ),
        ((("eth0.100", "htb", ROOT),), ["tc -j filter show dev eth0.100"]),
        ((("e;reboot", "clsact", {}), ("-x", "clsact", {}), ("$(id)", "htb", ROOT)), []),
    ],
)
def test_filters_are_asked_for_where_they_can_hang(rows, expected):
    assert asked(qdiscs(*rows)) == expected


def test_the_running_kernels_file_is_hashed_when_it_is_there():
    answers = golden.answers(DATA / "kernel-file-and-hash")
    assert asked(answers) == ["sha256sum /boot/vmlinuz-6.1.0-18-amd64"]


def test_a_kernel_from_a_server_is_not_hashed():
    assert asked(golden.answers(DATA / "kernel-from-the-network")) == []


def test_follow_ups_are_bounded():
    rows = [(f"eth{number}", "clsact", {}) for number in range(2000)]
    assert len(asked(qdiscs(*rows))) == 512


def test_every_follow_up_is_on_the_list():
    for case in DATA.iterdir():
        for command in PLATFORM.follow_up(golden.answers(case)):
            assert PLATFORM.may_send(command.text)


def test_no_command_holds_a_shell_metacharacter():
    for command in (*PLATFORM.commands, *PLATFORM.templates):
        assert not set(command.text) & set(";|&<>$`\\\"'()*?[]#~!\n")


CLOCKED = """*mangle
:PREROUTING ACCEPT [{n}:{n}]
[{n}:{n}] -A PREROUTING -i eth0 -j TEE --gateway 192.0.2.50
COMMIT
table ip x {{
  chain y {{
    counter packets {n} bytes {n} accept
  }}
}}
"""


def test_counters_are_no_statement():
    before, after = (PLATFORM.flatten(CLOCKED.format(n=n)) for n in (1, 7000))
    assert before == after
    assert [(each.parents, each.text) for each in before] == [
        ((), "*mangle"),
        (("*mangle",), ":PREROUTING ACCEPT"),
        (("*mangle",), "-A PREROUTING -i eth0 -j TEE --gateway 192.0.2.50"),
        ((), "table ip x {"),
        (("table ip x {",), "chain y {"),
        (("table ip x {", "chain y {"), "counter accept"),
    ]


def test_a_statement_stands_under_its_section():
    lines = PLATFORM.flatten("## links\neth0 mtu 1500 up\n## nft\ntable ip x {\n}\n")
    assert [(each.parents, each.text, each.number) for each in lines] == [
        (("## links",), "eth0 mtu 1500 up", 2),
        (("## nft",), "table ip x {", 4),
    ]


def test_evidence_quotes_the_text_that_is_kept():
    reading = PLATFORM.read(golden.answers(DATA / "tee-shown-by-iptables-and-nft"))
    lines = reading.config.split("\n")
    quoted = [each for mirror in reading.declared for each in mirror.evidence]
    assert len(quoted) == len(reading.declared)
    for each in quoted:
        assert lines[each.line - 1].strip() == each.text


def test_hardware_addresses_and_indexes_are_no_part_of_the_config():
    case = DATA / "tc-both-ways-into-a-vxlan"
    renumbered = []
    for topic, command, text in golden.answers(case)._answers:
        changed = text.replace("02:00:5e:00:00:", "02:aa:bb:cc:dd:").replace(
            '"ifindex":', '"ifindex":9'
        )
        renumbered.append((topic, command, changed))
    before, after = PLATFORM.read(golden.answers(case)), PLATFORM.read(Answers(tuple(renumbered)))
    assert before.config == after.config
    assert before.config is not None


@pytest.mark.parametrize(
    ("mirror", "commands"),
    [
        ("tc/eth1/ingress/10", ("tc filter del dev eth1 ingress pref 10",)),
        (
            "iptables/mangle/PREROUTING/1",
            (
                "iptables -t mangle -L PREROUTING -n --line-numbers",
                "iptables -t mangle -D PREROUTING NUMBER",
            ),
        ),
        (
            "nft/ip/mon/pre/1",
            ("nft -a list chain ip mon pre", "nft delete rule ip mon pre handle HANDLE"),
        ),
        ("packet/eth1/tcpdump", ()),
        ("", ()),
    ],
)
def test_removal_is_proposed(mirror, commands):
    assert PLATFORM.mirror_removal(mirror) == commands


@pytest.mark.parametrize(
    "case",
    [each.name for each in DATA.glob("saved-*") if each.name != "saved-start-script"],
)
def test_a_saved_listing_is_recognised(case):
    text = golden.answers(DATA / case)[CONFIG]
    assert recognise(text, registry.platforms()) == "linux"


def test_a_parent_device_is_no_part_of_a_name():
    assert PLATFORM.interface_key("eth0.10@eth0") == "eth0.10"
    assert PLATFORM.interface_key("eth0") != PLATFORM.interface_key("Eth0")


ANSWERS = [
    (topic, command, text)
    for case in sorted(DATA.iterdir())
    for topic, command, text in golden.answers(case)._answers
]
TOPICS = sorted({topic for topic, _, _ in ANSWERS})


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(TOPICS), st.sampled_from(ANSWERS), st.text(max_size=40)),
        max_size=8,
    )
)
def test_no_answer_in_a_wrong_place_makes_it_raise(parts):
    triples = tuple((topic, command, text + tail) for topic, (_, command, text), tail in parts)
    PLATFORM.read(Answers(triples))
    PLATFORM.follow_up(Answers(triples))


@settings(max_examples=200)
@given(st.sampled_from(ANSWERS), st.integers(0, 4000), st.integers(0, 40), st.text(max_size=20))
def test_no_mutated_answer_makes_it_raise(answer, at, cut, new):
    topic, command, text = answer
    mutated = text[:at] + new + text[at + cut :]
    PLATFORM.read(Answers(((topic, command, mutated),)))
    PLATFORM.read(Answers(((CONFIG, "", mutated),)))
    PLATFORM.flatten(mutated)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("kind", "dev", "options", "actions", "match", "ifname", "linkinfo")),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.sampled_from(("link", "fdb", "address", QDISC, "tc-filter", "tc-action")), JSON)
def test_no_shape_of_json_makes_it_raise(topic, value):
    command = "tc -j filter show dev eth1 ingress"
    PLATFORM.read(Answers(((topic, command, json.dumps(value)),)))


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, '{"a":' * 100_000, "[1" + "1" * 500_000 + "]", "table ip x {\n" * 50_000],
    ids=["deep array", "deep object", "long number", "deep braces"],
)
def test_depth_and_length_cost_nothing(text):
    for topic in ("link", QDISC, "nft", CONFIG):
        PLATFORM.read(Answers(((topic, "", text),)))
    assert len(PLATFORM.flatten(text)) <= text.count("\n") + 1

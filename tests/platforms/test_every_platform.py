"""What holds for every platform, found by discovery: a new file is tested before it is known."""

import json
import re
from functools import cache
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import golden
from support.platform_page import PAGE

from netwatch import registry
from netwatch.model.mirror import MirrorKind
from netwatch.model.platform import CAPTURES, CONFIG, HASH, STARTUP, VERSION, Offer
from netwatch.model.state import Answers, ConfigLine, Reading
from netwatch.parsing.text import clean

# By name: a failing example should not print a whole platform.
each_platform = pytest.mark.parametrize("name", registry.names("platforms"))

# Words that begin a command which changes the box, interrupts it, or writes somewhere.
CHANGES = re.compile(
    r"(?:conf\w*|set|unset|write|wr|copy|cp|mv|rm|scp|ftp|tftp|reload|reboot|shutdown|delete|del|"
    r"erase|format|no|undo|clear|debug|undebug|commit|save|edit|load|rollback|install|request|"
    r"restart|start|stop|kill|boot|upgrade|update|remove|add|create|enable .+|disable|redirect|"
    r"tee|append|monitor|capture|tcpdump|test|ping|ssh|telnet|bash|run|reset|move|rename|import)\b"
)
# Said to the session alone: what they set is gone when it ends.
SESSION = re.compile(
    r"set (?:cli|terminal|clienv)\b|no (?:page|paging|more)$|no-more$"
    r"|disable (?:clipaging|cli paging)\b"
)
# These only read, for all that their first word says.
READS = re.compile(
    r"(?:monitor|install) show\b|debug swm (?:status|list)$|debug \S.* show\b"
    r"|request \S.* (?:show|status|list)\b"
)

# "No", in every form it takes: ^C leaves the question unanswered.
NO = ("N", "n", "no", "\x03")
# A question to which something else is answered only lets the reader go on reading.
GOES_ON = r"accept\b|acknowledge|to continue|Display all|Ctrl-Y to begin"
# Affirmed by nobody but a person.
DECISIONS = (
    "Save the configuration? [Y/N]:",
    "Are you sure to save now?[Y/N]:",
    "Are you sure to continue?[Y/N]:",
    "Proceed with reload? [confirm]",
    "Overwrite? (y/n)",
    "Uncommitted changes found, commit them? [yes/no/CANCEL]",
    "Change now? [Y/N]:",
    "The change is lost when you continue? (y/n)",
    'To remove this default configuration type "r"',
)


PROMPTS = {
    "allied_telesis": ["acc-a1#", "awplus>"],
    "dell_os10": ["OS10# ", "leaf-d1#", "OS10>"],
    "dell_os9": ["Dell#", "tor-f1>", "Dell(conf)#"],
    "extreme_exos": ["edge-x1.1 # ", "* Slot-1 edge-x1.3 # ", "X440G2-24t.7 > "],
    "extreme_slx": ["core-s1# ", "SLX#"],
    "extreme_voss": ["dist-v1:1#", "VSP-7254XSQ:1>"],
    "ubiquiti_edgeswitch": ["(UBNT EdgeSwitch) #", "(es-u1) >", "n2024-1#"],
}


def cases(name):
    return sorted((golden.HOME / name).glob("*/expected.json"))


@cache
def texts(name):
    """Return every (topic, command, text) of the platform's golden cases."""
    triples = []
    for case in (golden.HOME / name).glob("*/"):
        found = golden.answers(case)
        triples += [(topic, *each) for topic in found for each in found.all(topic)]
    return sorted(triples)


def topics(name):
    platform = registry.platform(name)
    return sorted({CONFIG, *(each.topic for each in (*platform.commands, *platform.templates))})


def said(name):
    """Return every line that is ever written to a device."""
    platform = registry.platform(name)
    dialogue = platform.dialogue
    lines = [each.text for each in (*platform.commands, *platform.templates)]
    if dialogue:
        lines += [
            *dialogue.prepare,
            dialogue.bye,
            *filter(None, [dialogue.enable, dialogue.inner_shell]),
        ]
    return lines


def read(name, topic, text, command=None):
    """Do all that is done with an answer; return the reading."""
    platform = registry.platform(name)
    given = Answers(((topic, command or topic, text),))
    reading = platform.read(given)
    platform.follow_up(given)
    assert all(isinstance(each, ConfigLine) for each in platform.flatten(text))
    return reading


@each_platform
def test_golden_cases_hold_configuration_and_operation(name):
    expected = [json.loads(case.read_text(encoding="utf-8")) for case in cases(name)]
    for what, key in (("mirrors in config", "mirrors"), ("mirrors in operation", "operating")):
        kinds = {mirror["kind"] for each in expected for mirror in each[key] or ()}
        if registry.platform(name).coverage[what] in {Offer.NOT_OFFERED, Offer.NOT_READ}:
            assert kinds <= {MirrorKind.CAPTURE}, f"{what}: read, though said not to be"
        else:
            assert kinds, f"{what}: no golden case shows what is offered"
    assert any(topic != CONFIG for topic, _, _ in texts(name)), "no operational text"


@each_platform
def test_the_docs_have_its_row(name):
    assert f"| `{name}` |" in PAGE.read_text(encoding="utf-8")


@each_platform
@pytest.mark.parametrize(
    ("what", "topic"), [("image hash", HASH), ("capture", CAPTURES), ("startup config", STARTUP)]
)
def test_what_is_asked_is_covered(name, what, topic):
    if topic in topics(name):
        assert registry.platform(name).coverage[what] in {
            Offer.SEEN,
            Offer.DOCUMENTED,
            Offer.MEMORY,
        }


@each_platform
def test_nothing_it_sends_configures(name):
    for line in said(name):
        assert "\n" not in line
        assert not re.search(r"[;`>]|\$\(", line), line
        for stage in re.split(r"\s*(?:\|\||&&|[|&])\s*", line.strip()):
            words = re.sub(r"^(?:sudo(?: -\S+)* )", "", stage)
            harmless = SESSION.match(words) or READS.match(words)
            assert harmless or not CHANGES.match(words), line


@each_platform
def test_only_listed_commands_are_ever_sent(name):
    platform = registry.platform(name)
    asked = [each.about("x") or each for each in platform.commands]  # a cloud's name its account
    assert all(platform.may_send(each.with_nonce(7).text) for each in asked)
    assert not platform.may_send("configure terminal")


@each_platform
def test_privilege_is_raised_only_by_its_own_word(name):
    platform = registry.platform(name)
    prepare = platform.dialogue.prepare if platform.dialogue else ()
    assert "enable" not in {*(each.text for each in platform.commands), *prepare}


@pytest.mark.parametrize(("name", "prompt"), [(n, each) for n in PROMPTS for each in PROMPTS[n]])
def test_prompts_of_the_family_are_known(name, prompt):
    assert re.fullmatch(registry.platform(name).dialogue.prompt, prompt)


@each_platform
def test_what_it_answers_changes_nothing(name):
    dialogue = registry.platform(name).dialogue
    for each in (*dialogue.asked, *dialogue.confirmed) if dialogue else ():
        assert each.answer.strip() in NO or re.search(GOES_ON, each.pattern), each
        assert each.answer.strip() in NO or not any(each.ends(text) for text in DECISIONS), each
    assert dialogue is None or dialogue.wipe in (None, "\x15\n")


@each_platform
def test_every_pattern_is_a_regular_expression(name):
    platform = registry.platform(name)
    dialogue = platform.dialogue
    patterns = [each.end for each in platform.commands if each.end]
    patterns += [each.pattern for each in (*platform.noise, *platform.volatile, *platform.secrets)]
    patterns += [pattern for pattern, _ in platform.signature]
    if dialogue:
        patterns += [dialogue.prompt, dialogue.pager, dialogue.hostname]
        patterns += [*dialogue.refused, *dialogue.denied]
        patterns += [each.pattern for each in (*dialogue.asked, *dialogue.confirmed)]
    for each in patterns:
        assert re.compile(each, re.MULTILINE), each
    assert all("secret" in re.compile(each.pattern).groupindex for each in platform.secrets)


@each_platform
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_text_makes_a_reader_raise(name, data):
    topic = data.draw(st.sampled_from(topics(name)))
    text = data.draw(st.text(max_size=200) | st.text('{}[]|-:,;!#" \t\n01aé', max_size=200))
    assert isinstance(read(name, topic, clean(text)), Reading)


MUTATION = st.tuples(
    st.sampled_from(["drop", "double", "cut", "swap", "splice", "join"]),
    st.floats(0, 1, exclude_max=True),
    st.floats(0, 1, exclude_max=True),
)


def mutated(lines, how, where, other):
    """Return ``lines`` with one fault, as a careless copy or a hostile box would make it."""
    at, to = int(where * len(lines)), int(other * len(lines))
    line, far = lines[at], lines[to]
    change = {
        "drop": [],
        "double": [line, line],
        "cut": [line[: int(other * len(line))]],
        "swap": [far],
        "splice": [line[: len(line) // 2] + far[len(far) // 2 :]],
        "join": [f"{line} {far}"],
    }
    return lines[:at] + change[how] + lines[at + 1 :] or [""]


@each_platform
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_no_damage_to_golden_text_makes_a_reader_raise(name, data):
    topic, command, text = data.draw(st.sampled_from(texts(name)))
    lines = text.split("\n")
    for how, where, other in data.draw(st.lists(MUTATION, min_size=1, max_size=6)):
        lines = mutated(lines, how, where, other)
    read_as = data.draw(st.sampled_from([topic, topic, *topics(name)]))
    assert isinstance(read(name, read_as, clean("\n".join(lines)), command), Reading)


@each_platform
@settings(deadline=None)
@given(data=st.data())
def test_no_mixture_of_golden_lines_makes_a_reader_raise(name, data):
    topic, command, _ = data.draw(st.sampled_from(texts(name)))
    lines = [line for each, _, text in texts(name) if each == topic for line in text.split("\n")]
    piece = st.sampled_from(lines) | st.text(max_size=20)
    mixed = data.draw(st.lists(st.builds("{}{}".format, piece, st.just("") | piece)))
    assert isinstance(read(name, topic, clean("\n".join(mixed)), command), Reading)


@each_platform
def test_what_was_not_asked_is_not_observed(name):
    assert read(name, VERSION, "").declared is None
    found = read(name, CONFIG, "hostname x\n")
    # A device's configuration may say nothing of mirrors; what a cloud lists, it lists whole.
    assert found.declared == (() if registry.platform(name).transport == "ssh" else None)
    assert found.operating is None


INFLATIONS = {
    "said often": lambda text: text * 40,
    "ranges without measure": lambda text: re.sub(r"\d+", "1-4294967295", text) * 3,
    "lists without measure": lambda text: text.replace("\n", " , 1 - 9999" * 200 + "\n", 20),
    "one line": lambda text: (text * 10).replace("\n", " "),
    "deeper and deeper": lambda text: "\n".join(
        f"{' ' * number}{line}" for number, line in enumerate((text * 10).split("\n")[:400])
    ),
    "open braces": lambda text: f"{'{' * 3000}{text}",
    "open quotes": lambda text: text.replace(" ", ' "', 400),
}
LARGEST = 150_000


def size(reading):
    """Return how many values a reading holds."""
    mirrors = (*(reading.declared or ()), *(reading.operating or ()))
    parts = [
        part
        for each in mirrors
        for part in (each.sources, each.destinations, each.filters, each.evidence)
    ]
    facets = (reading.tunnels, reading.dormant, reading.unread, reading.files, reading.warnings)
    return len(mirrors) + sum(len(each or ()) for each in (*parts, *facets))


@each_platform
@pytest.mark.parametrize("inflation", INFLATIONS)
def test_no_text_makes_a_reader_hang_or_grow(name, inflation):
    for topic, command, text in texts(name):
        inflated = clean(INFLATIONS[inflation](text)[:LARGEST])
        begun = process_time()
        reading = read(name, topic, inflated, command)
        assert process_time() - begun < 5, (topic, inflated[:200])
        assert size(reading) < 10_000 + 10 * inflated.count("\n")

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus import corpus, text_of

from netwatch.parsing.stanzas import split
from netwatch.parsing.text import clean

SESSION = "monitor session 1 source interface Fa0/1"


def heads(text):
    return [block.text for block in split(text).blocks]


def test_children_carry_number_indent_and_text():
    (block,) = split("!\ninterface Fa0/1\n description x\n!\n\tshutdown").blocks
    assert (block.number, block.text) == (2, "interface Fa0/1")
    children = [(line.number, line.indent, line.text) for line in block.children]
    assert children == [(3, 1, "description x"), (5, 8, "shutdown")]


@pytest.mark.parametrize(
    "banner",
    [
        f"banner motd ^C\n{SESSION}\n^C",
        f"banner motd ^CCCC\n text\n{SESSION}\n^C",
        f"banner login #\n{SESSION}\n end#",
        f"banner exec % {SESSION} %",
        f"banner login\n{SESSION}\nEOF",
        f"aaa authentication banner ^C\n{SESSION}\n^C",
        f"menu M title ^C\n{SESSION}\n^C",
        f"macro name tap\n{SESSION}\n@",
    ],
)
def test_free_text_is_no_configuration(banner):
    found = split(f"hostname a\n{banner}\nhostname b\n")
    assert [each.text for each in found.blocks if each.text.startswith("host")] == [
        "hostname a",
        "hostname b",
    ]
    assert SESSION not in [each.text for each in found.blocks]
    assert found.warnings == ()


@pytest.mark.parametrize(
    "banner", ["banner motd ^C", "banner login", "banner motd ^C\nmore\nbanner login ^C\n^C"]
)
def test_banner_without_end_hides_nothing_and_is_named(banner):
    found = split(f"{banner}\n{SESSION}\nend\n")
    assert SESSION in [each.text for each in found.blocks]
    assert found.warnings


def test_very_long_banner_hides_nothing():
    found = split("banner motd ^C\n" + "text\n" * 300 + f"{SESSION}\n^C\n")
    assert SESSION in [each.text for each in found.blocks]
    assert found.warnings


def test_one_line_banners_of_asa_take_nothing_away():
    assert SESSION in heads(f"banner motd Keep out\nbanner motd of here\n{SESSION}\n")


def test_prompts_and_typed_commands_belong_to_no_block():
    text = f"sw1#show running-config\nhostname sw1\n{SESSION}\nsw1# \nsw1(config)#\n"
    assert heads(text) == ["hostname sw1", SESSION]


def test_text_that_starts_in_a_block_keeps_its_lines():
    first, second = split(" no shutdown\ninterface Fa0/2\n").blocks
    assert (first.text, [line.text for line in first.children]) == ("", ["no shutdown"])
    assert second.text == "interface Fa0/2"


def test_text_that_is_indented_as_a_whole_is_read_from_its_own_margin():
    assert heads("  hostname a\n  interface Fa0/1\n   shutdown\n") == [
        "hostname a",
        "interface Fa0/1",
    ]


def test_a_session_at_the_margin_is_a_block_of_its_own():
    found = split(f"hostname a\n{SESSION}\ninterface Fa0/1\n shutdown\n")
    kept = [each for each in found.blocks if each.text.startswith("monitor ")]
    assert [(each.text, each.children) for each in kept] == [(SESSION, ())]


CONFIG_LINES = st.lists(
    st.sampled_from(
        ["hostname a", " shutdown", "  ip address x", "!", "", "banner motd ^C", "^C", "end", "\tx"]
    ),
    max_size=30,
)


@given(CONFIG_LINES)
def test_every_line_is_in_at_most_one_place(lines):
    numbers = []
    for block in split("\n".join(lines)).blocks:
        numbers += [block.number] if block.text else []
        numbers += [line.number for line in (*block.children, *block.body)]
    assert len(numbers) == len(set(numbers))


@given(CONFIG_LINES)
def test_carriage_returns_and_blank_lines_change_nothing(lines):
    text = "\n".join(lines)
    spaced = clean(text.replace("\n", "\r\n\r\n"))

    def bare(found):
        return [(each.text, [line.text for line in each.children]) for each in found.blocks]

    assert bare(split(spaced)) == bare(split(text))


@pytest.mark.corpus
def test_ciscoconfparse2_finds_the_same_parents_and_children():
    compared = 0
    for path in sorted(corpus("configs", "cisco_ios").iterdir()):
        text = text_of(path)
        if len(text) > 60_000:
            continue
        ours = _ours(text)
        if ours is None:
            continue
        compared += 1
        assert _theirs(text) == ours, path.name
    assert compared > 50


def _ours(text):
    found = split(text)
    odd = found.warnings or any(each.body or not each.text for each in found.blocks)
    if odd or len(heads(text)) == 0:
        return None
    return [(each.number, tuple(line.number for line in each.children)) for each in found.blocks]


def _theirs(text):
    from ciscoconfparse2 import CiscoConfParse
    from loguru import logger

    logger.remove()
    parser = CiscoConfParse(text.split("\n"), syntax="ios", factory=False)
    logger.remove()
    roots = [each for each in parser.objs if each.parent is each and _statement(each.text)]
    return [
        (
            each.linenum + 1,
            tuple(sub.linenum + 1 for sub in each.all_children if _statement(sub.text)),
        )
        for each in roots
    ]


def _statement(text):
    # a typed command at a prompt is no statement, which ciscoconfparse2 does not know
    return bool(text.strip()) and text.strip()[0] != "!" and not re.match(r"\S+[#>] ?sh", text)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.braces import (
    MAX_NESTING,
    Kind,
    Scanner,
    balanced,
    by_braces,
    by_set,
    by_statement,
    expand,
)

PIECES = st.sampled_from(
    [
        "system {",
        "host-name r1;",
        "}",
        "inactive: unit 0 {",
        "interface [ a b ];",
        "interface [ a",
        "b ];",
        '"quoted { text }";',
        '"torn',
        'end";',
        "/* comment {",
        "*/",
        "# note }",
        "a b; c d; e {",
        "set a b c",
        "deactivate a b",
        "user@r1> show configuration a b | no-more",
        "{master:0}",
        "[edit a]",
        "{",
        ";",
        '"',
        "[",
        "]",
    ]
)


def leaves(text):
    return [(each.parents, each.text) for each in by_braces(text)]


def warnings(text):
    scanner = Scanner(text)
    assert list(scanner.items()) is not None
    return scanner.warnings


def test_statements_stand_under_their_parents_with_their_line():
    (line,) = by_braces("a {\n    b c {\n        d e;\n    }\n}\n")
    assert (line.parents, line.text, line.number) == (("a", "b c"), "d e", 3)


def test_several_statements_on_a_line_are_several():
    assert leaves("a { b { c d; e; } f; }") == [
        (("a", "b"), "c d"),
        (("a", "b"), "e"),
        (("a",), "f"),
    ]


@pytest.mark.parametrize(
    "comment", ["/* a { b; */", "/*\n { \n*/", "# { b;", "## Last commit: {", "/* a */ /* } */"]
)
def test_braces_in_comments_are_no_braces(comment):
    assert leaves(f"a {{\n{comment}\nb c;\n}}\n") == [(("a",), "b c")]


def test_a_comment_behind_a_statement_is_not_part_of_it():
    assert leaves('a {\n b "x#y"; ## SECRET-DATA\n}') == [(("a",), 'b "x#y"')]


def test_braces_in_quotes_are_text():
    assert leaves('a { b "} c { \\" ;"; }') == [(("a",), 'b "} c { \\" ;"')]


def test_a_quoted_text_over_several_lines_hides_nothing_behind_it():
    text = 'a {\n message "one\nanalyzer {\ntwo";\n b;\n}\n'
    assert [each[1] for each in leaves(text)] == ['message "one"', "b"]
    assert balanced(text)


def test_a_quote_that_never_ends_costs_its_own_line():
    text = 'a {\n message "one;\n b;\n}\n'
    assert [each[1] for each in leaves(text)] == ['message "one"', "b"]
    assert any("line 2" in each for each in warnings(text))


def test_a_comment_that_never_ends_costs_its_own_line():
    text = "a {\n/* note\n b;\n}\n"
    assert leaves(text) == [(("a",), "b")]
    assert any("line 2" in each for each in warnings(text))


@pytest.mark.parametrize("tag", ["inactive:", "replace:", "protect:", "protect: inactive:"])
def test_tags_are_no_part_of_the_statement(tag):
    found = leaves(f"a {{\n {tag} b {{\n c;\n }}\n}}\n")
    assert (("a", "b"), "c") in found
    assert ((("a",), "inactive: b") in found) == ("inactive:" in tag)


def test_an_inactive_block_is_one_more_line_and_not_another_block():
    active, inactive = "a {\n b {\n c;\n }\n}\n", "a {\n inactive: b {\n c;\n }\n}\n"
    assert set(leaves(inactive)) - set(leaves(active)) == {(("a",), "inactive: b")}
    assert set(leaves(active)) <= set(leaves(inactive))


def test_a_list_is_one_statement_an_element():
    assert leaves("a [ x y ] z;") == [((), "a x z"), ((), "a y z")]
    assert leaves("a {\n b [ x\n y ];\n}") == [(("a",), "b x"), (("a",), "b y")]
    assert expand(["a", "[x", "y]"]) == (("a", "[x", "y]"),)


def test_brackets_inside_a_word_are_no_list():
    assert leaves("member xe-0/0/[0-3];") == [((), "member xe-0/0/[0-3]")]
    assert leaves("<ge-*/[0-3]> {\n a;\n}") == [(("<ge-*/[0-3]>",), "a")]


def test_an_empty_block_is_a_statement():
    assert leaves("a {\n b {\n }\n}\n") == [(("a",), "b")]


def test_a_brace_on_the_next_line_belongs_to_the_words_before_it():
    assert leaves("a\n{\n b;\n}\n") == [(("a",), "b")]


def test_words_that_end_nowhere_do_not_stick_to_the_next_statement():
    assert leaves("Hardware inventory:\nsystem {\n a;\n}\n") == [(("system",), "a")]


def test_a_text_that_starts_inside_a_block_is_read_on():
    text = "  }\n}\na {\n b;\n}\n"
    assert leaves(text) == [(("a",), "b")]
    assert len(warnings(text)) == 2
    assert not balanced(text)


def test_a_text_cut_short_says_so():
    assert any("never closed" in each for each in warnings("a {\n b {\n c;\n"))
    assert not balanced("a {\n b;\n")
    assert balanced("a {\n b;\n}\n{master:0}\n")


def test_warnings_do_not_grow_with_the_text():
    assert len(warnings("}\n" * 1000)) < 50


def test_depth_is_bounded():
    (line,) = by_braces("a {\n" * 500 + "b;\n" + "}\n" * 500)
    assert len(line.parents) == MAX_NESTING


def test_the_hierarchy_of_a_transcript_is_taken_from_the_command():
    text = "{master:0}\nops@r1> show configuration a b | no-more \nc {\n d;\n}\n\nops@r1> exit\n"
    assert leaves(text) == [(("a", "b", "c"), "d")]


def test_set_lines_are_whole_under_their_hierarchy():
    text = 'set a b "c { d"\ndeactivate a b\n# note\nset x [ y z ]\n'
    assert [(each.parents, each.text, each.number) for each in by_set(text)] == [
        (("a",), 'set a b "c { d"', 1),
        (("a",), "deactivate a b", 2),
        (("x",), "set x y", 4),
        (("x",), "set x z", 4),
    ]
    assert by_braces(text) == ()
    assert by_statement(text) == by_set(text)


@given(st.lists(PIECES, max_size=30))
def test_pieces_in_any_order_are_read(pieces):
    text = "\n".join(pieces)
    for line in by_statement(text):
        assert 1 <= line.number <= len(pieces) + 1
        assert len(line.parents) <= MAX_NESTING


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    by_statement(text)
    assert balanced(text) in (True, False)


@given(st.lists(st.sampled_from(["a { b c; }", "d {\n e;\n}", "set x y", "f;"]), max_size=9))
def test_blank_lines_and_blanks_change_nothing(blocks):
    text = "\n".join(blocks)
    spread = "\n\n".join(f"   {each}   " for each in text.split("\n"))
    values = [(each.parents, each.text) for each in by_statement(text)]
    assert [(each.parents, each.text) for each in by_statement(spread)] == values


def test_every_kind_of_item_is_met():
    text = "a {\nb;\n}\nset c d\nops@r1> show configuration e\nnoise here\n"
    assert {each.kind for each in Scanner(text).items()} == set(Kind)

import subprocess
import sys

from netwatch.parsing.cisco_tree import Node, tree
from netwatch.parsing.stanzas import Block, Line, split

TEXT = "monitor session 1 type erspan-source\n destination\n  erspan-id 1\n no shutdown\n"
EXPECTED = (
    Node(
        1,
        "monitor session 1 type erspan-source",
        (Node(2, "destination", (Node(3, "erspan-id 1"),)), Node(4, "no shutdown")),
    ),
)


def test_blocks_become_trees_with_their_own_line_numbers():
    blocks = split("!\n!\n" + TEXT).blocks
    (root,) = tree(blocks)
    assert (root.number, [each.number for each in root.children]) == (3, [4, 6])
    assert tree(split(TEXT).blocks) == EXPECTED


def test_no_block_gives_no_tree():
    assert tree(()) == ()


def test_text_that_looks_like_a_path_or_braces_is_only_text():
    blocks = (Block(1, "/etc/passwd"), Block(2, "a {", (Line(3, 1, "b;"),)))
    assert [each.text for each in tree(blocks)] == ["/etc/passwd", "a {"]


def test_nothing_reaches_standard_output_even_without_assertions():
    code = (
        "from netwatch.parsing.cisco_tree import tree\n"
        "from netwatch.parsing.stanzas import Block, Line\n"
        "print(len(tree((Block(1, 'a', (Line(2, 1, 'b'),)),))[0].children))\n"
        "from loguru import logger; logger.error('loud')\n"
    )
    for options in ([], ["-O"]):
        done = subprocess.run(
            [sys.executable, *options, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout == "1\n"


def test_no_type_of_the_library_is_returned():
    (root,) = tree(split(TEXT).blocks)
    assert {type(each.text) for each in (root, *root.children)} == {str}


def test_the_library_is_not_loaded_for_lines_without_children():
    code = (
        "import sys\n"
        "from netwatch.platforms.cisco_ios import PLATFORM\n"
        "from netwatch.model.state import Answers\n"
        "text = 'monitor session 1 source interface Gi1/0/1\\n'\n"
        "reading = PLATFORM.read(Answers((('running-config', 'show', text),)))\n"
        "print(len(reading.declared), 'ciscoconfparse2' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1 False\n"

"""The drawn formats: golden pictures of small maps, nothing of a device unescaped, no overlap."""

import csv as spreadsheet
import io
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.mirror_maps import network
from support.strategies import texts

from netwatch.judgement.mirror_folds import mirror_graph
from netwatch.model.document import Document, Look, Table
from netwatch.model.mirror_graph import Choice
from netwatch.model.mirror_path import Consent, End, Holder, Mark, MirrorPath, Origin, Owner
from netwatch.report import csv, dot, mermaid, svg
from netwatch.report._graph import NoGraphError
from netwatch.report._layout import BOX_HEIGHT, BOX_WIDTH, layout

GOLDEN = Path(__file__).parents[1] / "data" / "mirror_map"
FORMATS = {"svg": svg, "dot": dot, "mmd": mermaid}
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=y>', "]]><x>&amp;", "</title></svg>",
    '"]; evil [label="', "\\N \\G \\", "\x00\x1b[31m\u202e", "\ud800", "#quot;", "end",
    "%%{init}%%", 'click x "javascript:y"', "`x`", "\n  a --> b", "𐏿" * 99, "漢字" * 40, "",
)  # fmt: skip


def drawn(graph):
    return Document(data={}, graph=graph)


def hostile(text):
    owner = Owner(Holder.COLLECTOR, text)
    end = End(value=text, text=text, fold=text, owner=owner, consent=Consent.LAPSED, tunnel=text)
    path = MirrorPath(
        key=text, device=text, site=text, origin=Origin.SESSION, session=text, kind=text,
        sources=(text,), ends=(end,), marks=(Mark.LAPSED, Mark.HIDDEN),
    )  # fmt: skip
    return drawn(mirror_graph((path,), title=text))


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("many", [5, 60])
def test_golden(many, ending):
    text = FORMATS[ending].render(drawn(mirror_graph(network(many).paths())), Look())
    assert text + "\n" == (GOLDEN / f"{many}.{ending}").read_text()


@pytest.mark.parametrize("form", FORMATS.values())
def test_a_document_without_a_graph_is_refused_with_what_to_do(form):
    with pytest.raises(NoGraphError, match="netwatch mirrors --format"):
        form.render(Document(data={}), Look())


def elements(text):
    root = ET.fromstring(text)
    return [each.tag.rpartition("}")[2] for each in root.iter()], root


PARTS = {"svg", "title", "desc", "style", "rect", "text", "g", "path"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_svg(text):
    tags, root = elements(svg.render(hostile(text), Look()))
    assert set(tags) <= PARTS
    for each in root.iter():
        assert not any(name.startswith("on") or "href" in name for name in each.attrib)


@settings(deadline=None, max_examples=60)
@given(texts)
def test_any_text_in_every_format(text):
    document = hostile(text)
    tags, _ = elements(svg.render(document, Look()))
    assert set(tags) <= PARTS
    quotes_closed(dot.render(document, Look()))
    plain_flowchart(mermaid.render(document, Look()))


STRING = r'"(?:[^"\\\n]|\\.)*"'
DOT_LINE = re.compile(
    rf"digraph {STRING} \{{|\}}|  (?:label={STRING}|rankdir=LR|node \[.*\]|edge \[.*\])"
    rf"|  n[0-9a-f]{{12}}(?: -> n[0-9a-f]{{12}})?(?: \[(?:[a-z]+=(?:{STRING}|[a-z0-9.]+) ?)+\])?"
    r"|  \{ rank=same; [n0-9a-f ]+ \}"
)  # fmt: skip


def quotes_closed(text):
    for line in text.split("\n"):
        assert DOT_LINE.fullmatch(line), line
        assert "&" not in line.replace("&amp;", "")


MERMAID_LINE = re.compile(
    r"flowchart LR|  %% [^\n]*|  classDef [a-z0-9:#, -]+|  class [n0-9a-f,]+ [a-z]+"
    r"|  n[0-9a-f]{12} (?:-->|-\.->|==>)(?:\|\d+\|)? n[0-9a-f]{12}"
    r'|  n[0-9a-f]{12}[(\[/]+"(?:[\w ._:/,()-]|#\d+;|<br/>)*"[)\]/]+'
)  # fmt: skip


def plain_flowchart(text):
    for line in text.split("\n"):
        assert MERMAID_LINE.fullmatch(line), line


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_dot_and_mermaid(text):
    quotes_closed(dot.render(hostile(text), Look()))
    plain_flowchart(mermaid.render(hostile(text), Look()))


def test_graphviz_reads_the_dot():
    if shutil.which("dot") is None:
        pytest.skip("no Graphviz on this machine")
    for document in (drawn(mirror_graph(network(60).paths())), *map(hostile, HOSTILE[:6])):
        said = dot.render(document, Look()).encode()
        done = subprocess.run(["dot", "-Tsvg"], input=said, capture_output=True, check=True)
        assert b"<svg" in done.stdout


@pytest.mark.parametrize("many", [5, 60, 500])
def test_no_two_boxes_overlap_and_edges_run_from_side_to_side(many):
    graph = mirror_graph(network(many).paths())
    made = layout(graph)
    boxes = [(each.x, each.y) for each in made.boxes]
    for at, (x, y) in enumerate(boxes):
        assert 0 <= x <= made.width - BOX_WIDTH
        assert -0.01 <= y <= made.height - BOX_HEIGHT + 0.01
        for other_x, other_y in boxes[at + 1 :]:
            assert abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT
    assert [each.edge for each in made.lines] == list(graph.edges)
    place = {each.node.id: each for each in made.boxes}
    for line in made.lines:
        assert line.points[0][0] == place[line.edge.tail].x + BOX_WIDTH
        assert line.points[-1][0] == place[line.edge.head].x
    passing = [(x, y) for line in made.lines for x, y in line.points[1:-1]]
    for x, y in passing:
        assert not any(bx <= x <= bx + BOX_WIDTH and by < y < by + BOX_HEIGHT for bx, by in boxes)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 90))
def test_the_same_map_is_drawn_the_same(many):
    one, other = (drawn(mirror_graph(network(many).paths(), Choice())) for _ in range(2))
    assert svg.render(one, Look()) == svg.render(other, Look())


def test_the_loud_say_so_in_words_and_not_in_colour_alone():
    _, root = elements(svg.render(drawn(mirror_graph(network(60).paths())), Look()))
    hidden = [each for each in root.iter() if "is-hidden" in each.get("class", "").split()]
    boxes = [each for each in hidden if "node-session" in each.get("class")]
    assert boxes
    for each in boxes:
        said = " ".join(each.itertext())
        assert any(word in said for word in ("hidden", "in traffic only", "in automation"))
        assert any("symbol" in part.get("class", "") for part in each.iter())


def test_the_picture_is_one_that_can_be_read_aloud():
    _, root = elements(svg.render(drawn(mirror_graph(network(5).paths())), Look()))
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert [named[each] for each in root.get("aria-labelledby").split()] == [
        "Mirror map", "7 mirror sessions",
    ]  # fmt: skip
    assert "prefers-color-scheme:dark" in "".join(root.itertext())


def test_csv_is_read_back_as_it_was_and_starts_no_formula():
    rows = (("a,b", 'say "x"', "=1+1"), ("line\nend", "@x", "-1"))
    table = Table("t", ("one", "two", "three"), rows)
    text = csv.render(Document(data={}, tables=(table,)), Look())
    assert list(spreadsheet.reader(io.StringIO(text))) == [
        ["one", "two", "three"],
        ["a,b", 'say "x"', "'=1+1"],
        ["line\\u000aend", "'@x", "'-1"],
    ]

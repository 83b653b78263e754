"""JUnit, Markdown and HTML of the same document; whatever a device prints stays text."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import findings, texts

from netwatch import registry
from netwatch.model.document import Case, Document, Look, Outcome, Table
from netwatch.model.finding import KeptFinding, Status
from netwatch.report import html, junit, markdown

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>", "|a|b|", "```\n</pre><img src=x onerror=y>",
    "**bold** _it_ `code`",
    "[click](https://evil.example)", "https://evil.example www.evil.example", "@everyone #1",
    "]]><x>&amp;\"'", "\x00\x1b[31m\u202e", "\ud800", "# head", "- list", "1. one", "<!-- ", "$x$",
)  # fmt: skip


def document(text):
    return Document(
        data={},
        tables=(Table(text, ("what", text), ((text, "plain"),)),),
        lines=(f"+ {text}", f"- {text}", text),
        notes=(text,),
        cases=(
            Case(text, text, Outcome.FAILED, text, (text,)),
            Case(text, "unseen", Outcome.ERROR, text),
            Case("other", "quiet", Outcome.PASSED),
        ),
    )


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    def handle_data(self, data):
        self.text += data


def test_the_formats_are_there_for_every_command():
    assert {"junit", "markdown", "html"} <= set(registry.names("report"))


def test_junit_counts_failures_and_errors():
    root = ET.fromstring(junit.render(document("core-rtr1"), Look()))
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    suites = {each.get("name"): each for each in root}
    assert suites["core-rtr1"].get("tests") == "2"
    assert suites["other"].find("testcase").find("failure") is None
    failure = suites["core-rtr1"].find("testcase/failure")
    assert failure.get("message") == "core-rtr1"


@given(st.lists(findings, max_size=3))
def test_junit_of_findings_alone(found):
    kept = tuple(
        KeptFinding(finding=each, first_seen=NOW, last_seen=NOW, status=status)
        for each, status in zip(found, (Status.OPEN, Status.EXPLAINED, Status.OPEN), strict=False)
    )
    root = ET.fromstring(junit.render(Document(data=[], findings=kept), Look()))
    assert int(root.get("tests")) == len(kept)
    assert int(root.get("failures")) == sum(each.status is Status.OPEN for each in kept)
    for form in (html, markdown):
        form.render(Document(data=[], findings=kept), Look()).encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_html(text):
    page = html.render(document(text), Look())
    page.encode()
    tags = Tags(page)
    assert not {"script", "img", "iframe", "link", "a", "x"} & {tag for tag, _ in tags.found}
    assert not any(name.startswith("on") or name in {"src", "href"}
                   for _, attributes in tags.found for name in attributes)  # fmt: skip
    assert "default-src 'none'" in page


@given(texts)
def test_any_text_in_xml_and_html(text):
    ET.fromstring(junit.render(document(text), Look()))
    allowed = {tag for tag, _ in Tags(html.render(document("x"), Look())).found}
    assert {tag for tag, _ in Tags(html.render(document(text), Look())).found} <= allowed | {
        "h1",
        "b",
        "ins",
        "del",
    }


def test_html_shows_what_it_escapes():
    tags = Tags(html.render(document(HOSTILE[0]), Look()))
    assert "<script>alert(1)</script>" in tags.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_markdown(text):
    page = markdown.render(document(text), Look())
    page.encode()
    outside = re.sub(r"(?ms)^(`{3,})\w+\n.*?^\1$", "", page)
    assert "<" not in outside
    bare = re.sub(r"\\[\\`*_\[\]|~$@:.#+=-]", "", outside)
    assert not re.search(r"[`*_\[\]$@]|://|www\.", bare)
    for line in outside.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 3, line


def test_a_fence_is_longer_than_any_in_the_text():
    page = markdown.render(document("````"), Look())
    assert "`````diff" in page
    assert page.count("\n`````\n") == 1


def test_markdown_leaves_plain_words_alone():
    page = markdown.render(document("core-rtr1: 1 added, 0 removed"), Look())
    assert "core-rtr1: 1 added, 0 removed\n" in page

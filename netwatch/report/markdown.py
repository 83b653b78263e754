"""Markdown (CommonMark with GitHub's tables): for a merge request, a wiki, a change record.

Device text is hostile: every character that means something to Markdown or HTML is escaped, and
quoted lines stand in fences longer than any run of backticks in them.
"""

import re
from collections.abc import Iterator, Sequence

from netwatch.model.document import Document, Look, Table
from netwatch.model.finding import KeptFinding
from netwatch.parsing.text import visible

# Emphasis, code, links, tables, mathematics, mentions; what opens a block at the beginning; the
# point in what GitHub would make a link of by itself, and its references to issues.
_MEANS = re.compile(r"[\\`*_\[\]|~$@]|:(?=//)|(?<=www)\.|^[#+=-]|^\d+[.)]|#(?=\d)", re.IGNORECASE)
_TICKS = re.compile(r"`+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def render(document: Document, look: Look) -> str:
    """Return the document as Markdown; the look makes no difference."""
    del look
    blocks = [block for table in document.tables if table.rows for block in _table(table)]
    if document.findings:
        blocks.append("## Findings")
        blocks += [_finding(each) for each in document.findings]
    if document.lines:
        blocks.append(_fence(document.lines, "diff"))
    blocks += [_plain(each) for each in document.notes]
    return "\n\n".join(blocks)


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield f"## {_plain(table.title)}"
    rows = [_row(table.columns), _row(["---"] * len(table.columns), raw=True)]
    yield "\n".join([*rows, *(_row(each) for each in table.rows)])


def _row(cells: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(each if raw else _plain(each) for each in cells) + " |"


def _finding(kept: KeptFinding) -> str:
    finding = kept.finding
    label = (
        f"**{finding.severity.label.upper()}** {_plain(finding.device)}: {_plain(finding.title)}"
    )
    facts = [finding.rule, *finding.techniques, kept.status.value, finding.fingerprint[:8]]
    if finding.window:
        facts.append(f"window {finding.window}")
    parts = [label, _plain(", ".join(facts))]
    if finding.evidence:
        quotes = [
            f"{each.source if each.line is None else f'{each.source}:{each.line}'} | {each.text}"
            for each in finding.evidence
        ]
        parts.append(_fence(quotes, "text"))
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it stands, on one line."""
    line = _shown(" ".join(text.split()))
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MEANS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", escaped)


def _fence(lines: Sequence[str], language: str) -> str:
    text = "\n".join(_shown(each.replace("\n", " ")) for each in lines)
    longest = max((len(each) for each in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _shown(text: str) -> str:
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))

"""One HTML page to keep and to print: no script, no style sheet or image from elsewhere.

Device text is hostile: every text is escaped, and the page's own policy forbids scripts and
requests besides.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

from netwatch.model.document import Document, Look, Table
from netwatch.model.finding import KeptFinding
from netwatch.parsing.text import visible

_SURROGATE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;
color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #ccc;padding:.35rem .6rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
pre{background:#f5f5f5;padding:.6rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
ins{background:#dff2df;text-decoration:none}del{background:#f8dede;text-decoration:none}
.critical,.high{border-left:4px solid #b00020;padding-left:.8rem}
.medium{border-left:4px solid #b36b00;padding-left:.8rem}
.low,.info{border-left:4px solid #888;padding-left:.8rem}
.facts{color:#555}
@media print{body{margin:0;max-width:none}tr,article{break-inside:avoid}}
""".strip().replace("\n", "")


def render(document: Document, look: Look) -> str:
    """Return the document as one page; the look makes no difference."""
    del look
    shown = [each for each in document.tables if each.rows]
    title = next((each.title for each in shown if each.title), "") or "netwatch"
    parts = [f"<h1>{_plain(title)}</h1>"]
    parts += [f"<p>{_plain(each)}</p>" for each in document.notes]
    for table in shown:
        parts += _table(table, headed=table.title != title)
    if document.findings:
        parts.append("<h2>Findings</h2>")
        parts += [_finding(each) for each in document.findings]
    if document.lines:
        parts += ["<h2>Lines</h2>", _lines(document.lines)]
    body = "\n".join(parts)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_plain(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
        "</body>\n</html>"
    )


def _table(table: Table, *, headed: bool) -> Iterator[str]:
    if table.title and headed:
        yield f"<h2>{_plain(table.title)}</h2>"
    yield "<table>"
    if any(table.columns):
        head = "".join(f'<th scope="col">{_plain(each)}</th>' for each in table.columns)
        yield f"<thead><tr>{head}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        yield "<tr>" + "".join(f"<td>{_plain(each)}</td>" for each in row) + "</tr>"
    yield "</tbody></table>"


def _finding(kept: KeptFinding) -> str:
    finding = kept.finding
    label = finding.severity.label
    facts = [finding.rule, *finding.techniques, kept.status.value, finding.fingerprint[:8]]
    if finding.window:
        facts.append(f"window {finding.window}")
    quotes = [
        f"{each.source if each.line is None else f'{each.source}:{each.line}'} | {each.text}"
        for each in finding.evidence
    ]
    return (
        f'<article class="{label}"><h3>{label.upper()} {_plain(finding.device)}: '
        f'{_plain(finding.title)}</h3><p class="facts">{_plain(", ".join(facts))}</p>'
        f"{_lines(quotes) if quotes else ''}</article>"
    )


def _lines(lines: Sequence[str]) -> str:
    return f"<pre>{chr(10).join(map(_line, lines))}</pre>"


def _line(line: str) -> str:
    tag = {"+": "ins", "-": "del", "@": "b"}.get(line[:1])
    return f"<{tag}>{_plain(line)}</{tag}>" if tag else _plain(line)


def _plain(text: str) -> str:
    shown = _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
    return escape(shown.replace("\n", " "))

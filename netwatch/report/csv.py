"""CSV (RFC 4180) for spreadsheets: the first table that has columns, else findings a row each.

A cell that a spreadsheet would take for a formula is led by an apostrophe; hidden characters and
line ends are made visible.
"""

import csv
import io

from netwatch.model.document import Document, Look
from netwatch.parsing.text import one_line

_FORMULA = ("=", "+", "-", "@")
_LONGEST = 30_000
_FINDING = ("severity", "device", "rule", "title", "status", "first seen", "last seen")


def render(document: Document, look: Look) -> str:
    """Return the rows under their heading; the look makes no difference."""
    del look
    columns, rows = _rows(document)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(map(_cell, columns))
    writer.writerows([_cell(each) for each in row] for row in rows)
    return written.getvalue().removesuffix("\r\n")


def _rows(document: Document) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    if document.findings:
        return _FINDING, [
            (
                kept.finding.severity.label, kept.finding.device, kept.finding.rule,
                kept.finding.title, kept.status.value, kept.first_seen.isoformat(),
                kept.last_seen.isoformat(),
            )
            for kept in document.findings
        ]  # fmt: skip
    table = next((each for each in document.tables if any(each.columns)), None)
    return ((), []) if table is None else (table.columns, list(table.rows))


def _cell(text: str) -> str:
    shown = one_line(text, _LONGEST)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown

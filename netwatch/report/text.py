"""Plain text for grep and cut: one command, one row or one finding a line, cells parted by tabs."""

from netwatch.model.document import Document, Look
from netwatch.parsing.text import visible
from netwatch.report._command_set import commands_of, platform_of


def render(document: Document, look: Look) -> str:
    """Return the commands of a command set alone, else rows and findings without headings."""
    del look
    if platform_of(document) is not None:
        return "\n".join(commands_of(document))
    rows = [row for table in document.tables for row in table.rows]
    rows += [
        (each.severity.label, each.device, each.rule, each.title)
        for each in (kept.finding for kept in document.findings)
    ]
    lines = (*document.lines, *("\t".join(row) for row in rows))
    return "\n".join("\t".join(visible(cell) for cell in line.split("\t")) for line in lines)

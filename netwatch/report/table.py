"""Tables and findings for people: colour on a terminal, plain text in a pipe."""

from collections.abc import Iterator, Sequence
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from netwatch.model.document import Document, Look, Table
from netwatch.model.evidence import Evidence
from netwatch.model.finding import KeptFinding, Status
from netwatch.parsing.text import visible

_STYLES = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "yellow",
    "low": "cyan",
    "info": "dim",
    "ok": "green",
    "findings": "bold red",
    "unknown": "magenta",
    "hidden": "bold white on red",
    "new": "bold",
}
_SHOWN_EVIDENCE = 6
_INDENT = " " * 10


def render(document: Document, look: Look) -> str:
    """Return the document as text, ``look.width`` columns wide at most where it can be."""
    out = StringIO()
    console = Console(
        file=out,
        width=look.width,
        force_terminal=look.colour,
        no_color=not look.colour,
        color_system="standard" if look.colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    for line in document.lines:
        console.print(_diff_line(line), soft_wrap=True)
    for table in document.tables:
        if table.rows:
            console.print(_table(table))
    for group in _grouped(document.findings):
        _print_group(console, group)
    for note in document.notes:
        console.print(Text(visible(note)), soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


def _table(table: Table) -> RichTable:
    drawn = RichTable(
        title=table.title or None, box=SIMPLE_HEAD, title_justify="left", title_style="bold",
        pad_edge=False,
    )  # fmt: skip
    for column in table.columns:
        drawn.add_column(column, overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(visible(cell), style=_STYLES.get(cell, "")) for cell in row))
    return drawn


def _grouped(findings: Sequence[KeptFinding]) -> Iterator[list[KeptFinding]]:
    """Yield the findings that rest on the same lines of the same device together, worst first."""
    groups: dict[tuple[str, frozenset[Evidence]], list[KeptFinding]] = {}
    for kept in findings:
        quotes = frozenset(
            each
            for each in kept.finding.evidence
            if each.line is not None and not each.source.startswith("previous")
        )
        alone = frozenset({Evidence(kept.finding.fingerprint, None, "")})
        groups.setdefault((kept.finding.device, quotes or alone), []).append(kept)
    yield from groups.values()


def _print_group(console: Console, group: Sequence[KeptFinding]) -> None:
    for kept in group:
        _print_head(console, kept)
    evidence = group[0].finding.evidence
    for quote in evidence[:_SHOWN_EVIDENCE]:
        where = quote.source if quote.line is None else f"{quote.source}:{quote.line}"
        line = f"{_INDENT}{visible(where)} | {visible(quote.text.strip())}"
        console.print(Text(line, style="dim"), soft_wrap=True)
    more = len(evidence) - _SHOWN_EVIDENCE
    if more > 0:
        console.print(Text(f"{_INDENT}... and {more} more lines", style="dim"))
    for actor in dict.fromkeys(each for kept in group for each in kept.finding.who):
        console.print(Text(f"{_INDENT}by {visible(actor.told)}"), soft_wrap=True)
    undo = dict.fromkeys(each for kept in group for each in kept.finding.remediation)
    if undo:
        weigh = "; ".join(visible(each) for each in undo)
        console.print(Text(f"{_INDENT}to undo, weigh: {weigh}"), soft_wrap=True)
    console.print()


def _print_head(console: Console, kept: KeptFinding) -> None:
    finding = kept.finding
    label = finding.severity.label
    head = Text.assemble(
        (f"{label.upper():<9}", _STYLES[label]),
        " ",
        (visible(finding.device), "bold"),
        "  ",
        visible(finding.title),
    )
    if kept.new:
        head.append("  NEW", style="bold green")
    if kept.status is not Status.OPEN:
        head.append(f"  {kept.status.value}", style="dim")
    console.print(head, soft_wrap=True)
    since = f"since {kept.first_seen:%Y-%m-%d %H:%M}Z"
    facts = [finding.rule, *finding.techniques, since, finding.fingerprint[:8]]
    console.print(Text(_INDENT + "  ".join(facts), style="dim"), soft_wrap=True)
    for word, said in (
        ("window", finding.window), ("approved", finding.approval), ("ignored", finding.ignored),
        ("owner", kept.owner), ("note", kept.note),
    ):  # fmt: skip
        if said is not None:
            console.print(Text(f"{_INDENT}{word}: {visible(said)}"), soft_wrap=True)


def _diff_line(line: str) -> Text:
    style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
    return Text(visible(line), style=style)

"""What a command has to say, before it takes the form of a table, JSON or anything else."""

from dataclasses import dataclass, field
from enum import StrEnum

from netwatch.model.finding import KeptFinding
from netwatch.model.mirror_graph import Graph


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain text under named columns; ``title`` may be empty."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Outcome(StrEnum):
    """What a pipeline should learn of one case; ERROR: it could not be observed."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was judged: of which device, what, and how it came out; ``lines`` say why."""

    device: str
    name: str
    outcome: Outcome
    message: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One answer in every form at once.

    ``data`` is the JSON of CONTRACT section 6 (a list gives one line each in JSONL), ``tables``
    and ``findings`` are for people, ``lines`` is preformatted text (a diff), ``notes`` close it.
    ``cases`` are what a pipeline counts; where there are none, the findings are. ``graph`` is what
    can be drawn.
    """

    data: object
    tables: tuple[Table, ...] = ()
    findings: tuple[KeptFinding, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    cases: tuple[Case, ...] = ()
    graph: Graph | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How text may be shown: whether colour is wanted and how wide the page is (columns)."""

    colour: bool = False
    width: int = 100

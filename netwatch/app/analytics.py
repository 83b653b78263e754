"""Questions about whole tables of flows: one SQL text each, for DuckDB and other engines."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from netwatch.model.errors import NetwatchError

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

EXTRA = "pip install 'netwatch-drift[analytics]'"


class AnalyticsError(NetwatchError):
    """A question cannot be asked, or not like this."""


class Dialect(StrEnum):
    """Engines that the questions are written out for."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    CLICKHOUSE = "clickhouse"
    TRINO = "trino"
    ATHENA = "athena"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"
    POSTGRES = "postgres"


class Question(StrEnum):
    """What can be asked of a table of flows; each is one file of ``netwatch/content/sql``."""

    DUPLICATION = "duplication"
    FIRST_SEEN = "first-seen"
    BEACONS = "beacons"
    VOLUMES = "volumes"


@dataclass(frozen=True, slots=True)
class _Asked:
    title: str
    settings: Mapping[str, float]


_HOUR, _DAY = 3600, 86_400
_ASKED = {
    Question.DUPLICATION: _Asked(
        "Traffic that looks like a copy",
        MappingProxyType({"window_s": _HOUR, "least_bytes": 10_000_000}),
    ),
    Question.FIRST_SEEN: _Asked(
        "Conversations never seen before",
        MappingProxyType({"recent_s": _DAY, "history_s": 7 * _DAY}),
    ),
    Question.BEACONS: _Asked(
        "Conversations at regular intervals",
        MappingProxyType({"window_s": _DAY, "least_score": 0.8}),
    ),
    Question.VOLUMES: _Asked(
        "Conversations that carry unusually much",
        MappingProxyType(
            {"window_s": _HOUR, "least_bytes": 10_000_000, "least_windows": 24, "least_z": 3.5}
        ),
    ),
}

INPUT_COLUMNS = MappingProxyType(
    {
        "ts": "DOUBLE",
        "source": "VARCHAR",
        "source_port": "INTEGER",
        "destination": "VARCHAR",
        "destination_port": "INTEGER",
        "protocol": "VARCHAR",
        "bytes_out": "BIGINT",
        "bytes_in": "BIGINT",
        "packets_out": "BIGINT",
        "packets_in": "BIGINT",
        "uid": "VARCHAR",
    }
)
"""The columns of the table ``flows`` in DuckDB's types; docs/detection-content.md says what each
holds."""


def question_named(word: str) -> Question:
    """Return the question called ``word``. Raises AnalyticsError naming those there are."""
    try:
        return Question(word)
    except ValueError:
        raise AnalyticsError(f"no question {word!r}; there are {', '.join(Question)}") from None


def dialect_named(word: str) -> Dialect:
    """Return the dialect called ``word``. Raises AnalyticsError naming those there are."""
    try:
        return Dialect(word)
    except ValueError:
        raise AnalyticsError(f"no dialect {word!r}; there are {', '.join(Dialect)}") from None


def title(question: Question) -> str:
    """Return the question in words."""
    return _ASKED[question].title


def settings_of(question: Question, given: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return every setting of ``question``, those in ``given`` in place of the defaults.

    Raises AnalyticsError for a name the question does not have and for a value that is not a finite
    number above 0.
    """
    known = dict(_ASKED[question].settings)
    for name, value in (given or {}).items():
        if name not in known:
            names = ", ".join(known)
            raise AnalyticsError(f"{question} has no setting {name!r}; it has {names}")
        if not math.isfinite(value) or value <= 0:
            raise AnalyticsError(f"{name} must be a number above 0, not {value}")
        known[name] = value
    return known


def sql(question: Question, dialect: Dialect, given: Mapping[str, float] | None = None) -> str:
    """Return the SQL text of ``question`` for ``dialect``, its settings written in as numbers.

    Raises AnalyticsError for wrong settings and where sqlglot is not installed.
    """
    try:
        import sqlglot
    except ImportError:
        raise AnalyticsError(f"this needs sqlglot: {EXTRA}") from None
    home = files("netwatch") / "content" / "sql"
    text = (home / f"{question.replace('-', '_')}.sql").read_text(encoding="utf-8")
    tree = _filled(sqlglot.parse_one(text, read="duckdb"), settings_of(question, given))
    return tree.sql(dialect=dialect.value, pretty=True)


def _filled(tree: "Expr", settings: Mapping[str, float]) -> "Expr":
    from sqlglot import exp

    for each in tuple(tree.find_all(exp.Placeholder)):
        value = settings[each.name]
        each.replace(exp.Literal.number(int(value) if value == int(value) else value))
    return tree

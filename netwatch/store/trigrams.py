"""What finds lines by a part of them: FTS5 on SQLite, pg_trgm on PostgreSQL.

Both index every three characters in a row, so parts of words, addresses and interface names are
found. They only propose; the caller's condition on the text decides. Both are made when first
needed, as neither is there for every SQLite library and every PostgreSQL role.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from netwatch.parsing.regular import fold

SHORTEST = 3
INDEX = "ix_config_line_trigrams"
_TABLE = "config_line_trigrams"
MADE_HERE = frozenset({INDEX, *(f"{_TABLE}{each}" for each in ("", "_config", "_data", "_idx"))})
"""Names in the database that are not among the tables of the schema."""

_MOST = 12
_SAMPLES, _SAMPLE, _FREQUENT = 20, 400, 40
# pg_trgm takes all but letters and digits for the end of a word and forgets it: next to nothing is
# left of 10.1.2.3. So letters stand for them here, one of their own for each frequent one.
_MARKS = "./ -:\t!\"#$%&'()*+,;<=>?@[\\]^_`{|}~"
_LETTERS = "xzqjk" + "q" * (len(_MARKS) - 5)
_FOLDED = 'lower(text COLLATE "C")'
_AS_WORD = f"translate({_FOLDED}, '{_MARKS.replace(chr(39), chr(39) * 2)}', '{_LETTERS}')"
_PLAIN = str.maketrans(_MARKS, _LETTERS)

_CREATE_FTS = (
    f"CREATE VIRTUAL TABLE {_TABLE} USING fts5(line, content='', columnsize=0, detail='none', "
    "tokenize='trigram case_sensitive 1')"
)


def ready(connection: Connection) -> bool:
    """Tell whether the index is there."""
    if connection.dialect.name == "sqlite":
        found = text("SELECT 1 FROM sqlite_master WHERE name = :name")
        return connection.execute(found, {"name": _TABLE}).first() is not None
    found = text("SELECT to_regclass(:name)")
    return connection.execute(found, {"name": INDEX}).scalar() is not None


def make(connection: Connection) -> bool:
    """Make the index of what is kept, unless it is there; False where the database has none."""
    if ready(connection):
        return True
    try:
        with connection.begin_nested():
            if connection.dialect.name == "sqlite":
                connection.execute(text(_CREATE_FTS))
            else:
                _make_on_postgres(connection)
    except SQLAlchemyError:
        return False
    if connection.dialect.name == "sqlite":
        kept = connection.exec_driver_sql("SELECT id, text FROM config_line")
        while rows := kept.fetchmany(5000):
            add(connection, [(row_id, line) for row_id, line in rows])
    return True


def _make_on_postgres(connection: Connection) -> None:
    at = text(
        "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
        "WHERE extname = 'pg_trgm'"
    )
    schema = connection.execute(at).scalar()
    if schema is None:
        # In a schema that outlives ours: other databases' schemas beside ours use it too.
        public = connection.execute(text("SELECT to_regnamespace('public')")).scalar()
        where = "SCHEMA public" if public is not None else ""
        connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS pg_trgm {where}"))
        schema = connection.execute(at).scalar_one()
    columns = f"({_AS_WORD}) {schema}.gin_trgm_ops"
    connection.execute(text(f"CREATE INDEX {INDEX} ON config_line USING gin ({columns})"))


def add(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Index lines; PostgreSQL does so by itself."""
    if rows and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {_TABLE} (rowid, line) VALUES (?, ?)",
            [(row_id, fold(line)) for row_id, line in rows],
        )


def remove(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Forget lines; their texts must be those that were added."""
    if rows and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {_TABLE} ({_TABLE}, rowid, line) VALUES ('delete', ?, ?)",
            [(row_id, fold(line)) for row_id, line in rows],
        )


def propose(
    connection: Connection, literals: Sequence[str], limit: int
) -> list[tuple[int, str]] | None:
    """Return id and text of lines that contain all of ``literals`` (folded), ``limit`` at most.

    None when there are that many or too many to look for, or the index does not help: no literal
    has three characters, or there is no index.
    """
    usable = [each for each in literals if len(each) >= SHORTEST]
    if not usable or not ready(connection):
        return None
    if connection.dialect.name == "sqlite":
        found = f"{_TABLE} MATCH :index"
        query = f"SELECT l.id, l.text FROM {_TABLE} t JOIN config_line l ON l.id = t.rowid"
        values = {"index": " AND ".join(_quoted(each) for each in usable)}
    else:
        if _frequent(connection, literals):
            return None
        found = " AND ".join(f"{_AS_WORD} LIKE :like{at}" for at in range(len(usable)))
        query = "SELECT l.id, l.text FROM config_line l"
        values = {f"like{at}": _pattern(each) for at, each in enumerate(usable)}
    condition = containing(connection, literals, values)
    # What a pattern matches by the letters' stand-ins is looked at again.
    rows = connection.execute(
        text(f"{query} WHERE {found} AND {condition} LIMIT {limit}"), values
    ).all()
    return None if len(rows) == limit else [(row_id, line) for row_id, line in rows]


def containing(connection: Connection, literals: Sequence[str], values: dict[str, str]) -> str:
    """Return SQL that ``text`` contains every literal, and put its parameters into ``values``."""
    values.update({f"part{at}": each for at, each in enumerate(literals)})
    place = "instr(lower(text)" if connection.dialect.name == "sqlite" else f"strpos({_FOLDED}"
    parts = (f"{place}, :part{at}) > 0" for at in range(len(literals)))
    return " AND ".join(parts) or "1 = 1"


def settle(connection: Connection) -> None:
    """Bring what was written lately into the index and its statistics."""
    if connection.dialect.name != "sqlite" and ready(connection):
        connection.execute(text(f"SELECT gin_clean_pending_list('{INDEX}')"))


def _quoted(literal: str) -> str:
    """Return an FTS5 expression for every third run of three characters, and the last.

    Quoted, with quotes doubled, so that nothing in it is an operator (sqlite.org/fts5.html, 3.1).
    """
    starts = dict.fromkeys((*range(0, len(literal) - 2, SHORTEST), len(literal) - SHORTEST))
    runs = [literal[at : at + SHORTEST].replace('"', '""') for at in starts]
    return " AND ".join(f'"{each}"' for each in runs[:_MOST])


def _pattern(literal: str) -> str:
    """Return the LIKE pattern of a literal; its own wildcards have become letters already."""
    return f"%{literal.translate(_PLAIN)}%"


def _frequent(connection: Connection, literals: Sequence[str]) -> bool:
    """Tell from a sample whether so many lines match that listing them costs more than it helps."""
    top = connection.execute(text("SELECT max(id) FROM config_line")).scalar() or 0
    if top <= _SAMPLES * _SAMPLE:
        return False
    begins = range(1, top, top // _SAMPLES)
    values: dict[str, str] = {}
    condition = containing(connection, literals, values)
    ranges = " OR ".join(f"id BETWEEN {each} AND {each + _SAMPLE - 1}" for each in begins)
    query = f"SELECT count(*) FROM config_line WHERE ({ranges}) AND {condition}"
    counted: int = connection.execute(text(query), values).scalar_one()
    return counted > _FREQUENT

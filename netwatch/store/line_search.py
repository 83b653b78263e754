"""Lines of configurations found by a part of their text, in the order of the devices' names.

Two ways. Where the text is rare, its lines are proposed by the index and their spans are sorted.
Where it is frequent, sorting millions would cost seconds, and devices are looked through by name
until the page is full, which frequent text makes soon. Either way a page is bounded by time.
"""

import time
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Row, TextClause, bindparam, text

from netwatch.store import trigrams
from netwatch.store.arrays import among, bound
from netwatch.store.line_values import FoundLine, FoundLines, LineKey, LineQuery
from netwatch.store.schema import Moment

BUDGET_S = 0.12
MOST_LINES = 2000
MOST_SPANS = 10_000
_OPEN = 2**31 - 1
_FIRST_CHUNK, _LARGEST_CHUNK = 4, 64
_LARGEST_TO_JUDGE = 8  # an automaton looks at a device's lines for some milliseconds
_ORDER = "d.name, s.id"
_JOINED = (
    "line_span p JOIN config_source s ON s.id = p.source_id JOIN device d ON d.id = s.device_id"
)
_VERSION_THEN = (
    "(SELECT v.number FROM config_version v WHERE v.source_id = s.id AND v.first_at <= :at "
    "ORDER BY v.number DESC LIMIT 1)"
)


def search(connection: Connection, wanted: LineQuery, budget_s: float = BUDGET_S) -> FoundLines:
    """Return the next page of what ``wanted`` asks for, looking for about ``budget_s`` seconds."""
    end = time.monotonic() + budget_s
    if connection.dialect.name != "sqlite":
        # What is listed is always little, however much the statistics of a moment ago expect.
        for each in ("enable_seqscan = off", "jit = off"):
            connection.execute(text(f"SET LOCAL {each}"))
    keys, cut = _keys(connection, wanted, end)
    shown = keys[: wanted.limit]
    lines = _described(connection, shown)
    more = cut or len(keys) > wanted.limit
    after = shown[-1] if len(keys) > wanted.limit else cut
    return FoundLines(
        lines=lines, next=after if more else None, cut=cut is not None and len(keys) <= wanted.limit
    )


def _keys(
    connection: Connection, wanted: LineQuery, end: float
) -> tuple[list[LineKey], LineKey | None]:
    """Return at least one key more than the page takes, if there are; and where time ended."""
    proposed = trigrams.propose(connection, wanted.literals, MOST_LINES + 1)
    ids = None
    if proposed is not None:
        ids = [each for each, line in proposed if wanted.accepts is None or wanted.accepts(line)]
        if not ids:
            return [], None
        if _countable(connection, ids):
            return _sorted(connection, wanted, ids), None
    return _walked(connection, wanted, ids, end)


def _countable(connection: Connection, ids: list[int]) -> bool:
    query = text(
        "SELECT count(*) FROM (SELECT 1 FROM line_span "
        f"WHERE {among(connection, 'line_id', 'ids')} "
        f"LIMIT {MOST_SPANS + 1}) AS counted"
    )
    counted: int = connection.execute(query, {"ids": bound(connection, ids)}).scalar_one()
    return counted <= MOST_SPANS


def _sorted(connection: Connection, wanted: LineQuery, ids: list[int]) -> list[LineKey]:
    values: dict[str, object] = {"ids": bound(connection, ids), "limit": wanted.limit + 1}
    conditions = [among(connection, "p.line_id", "ids"), *_conditions(connection, wanted, values)]
    if wanted.standing:
        conditions.append("p.last IS NULL")
    if wanted.at is not None:
        conditions += [
            f"p.first <= {_VERSION_THEN}",
            f"coalesce(p.last, {_OPEN}) >= {_VERSION_THEN}",
        ]
    if wanted.after is not None:
        conditions.append("(d.name, s.id, p.line_id) > (:device, :source, :line)")
    query = (
        f"SELECT DISTINCT d.name, s.id, p.line_id FROM {_JOINED} WHERE {' AND '.join(conditions)} "
        f"ORDER BY {_ORDER}, p.line_id LIMIT :limit"
    )
    return [LineKey(*row) for row in connection.execute(_timed(query, wanted), values)]


def _walked(
    connection: Connection, wanted: LineQuery, ids: list[int] | None, end: float
) -> tuple[list[LineKey], LineKey | None]:
    found: list[LineKey] = []
    last: LineKey | None = None
    for chunk in _chunks(connection, wanted):
        if last is not None and time.monotonic() > end:
            return found, last
        found += _of_chunk(connection, wanted, ids, chunk)
        if len(found) > wanted.limit:
            break
        name, source = chunk[-1]
        last = LineKey(name, source, _OPEN)
    return found, None


def _chunks(connection: Connection, wanted: LineQuery) -> Iterator[list[tuple[str, int]]]:
    """Yield names and ids of sources in order, from where the page begins."""
    size, largest = _FIRST_CHUNK, _LARGEST_TO_JUDGE if wanted.accepts else _LARGEST_CHUNK
    values: dict[str, object] = {}
    conditions = _conditions(connection, wanted, values)
    begin = ""
    if wanted.after is not None:
        comparison = ">" if wanted.after.line == _OPEN else ">="
        begin = f"d.name >= :device AND (d.name, s.id) {comparison} (:device, :source)"
    while True:
        where = " AND ".join(each for each in (*conditions, begin) if each) or "1 = 1"
        # SQLite keeps the order of a CROSS JOIN: names in order, instead of sorting all of them.
        query = (
            "SELECT d.name, s.id FROM device d CROSS JOIN config_source s "
            f"WHERE s.device_id = d.id AND {where} ORDER BY {_ORDER} LIMIT :size"
        )
        rows = [
            (name, row_id)
            for name, row_id in connection.execute(text(query), {**values, "size": size})
        ]
        if rows:
            yield rows
        if len(rows) < size:
            return
        begin = "d.name >= :device AND (d.name, s.id) > (:device, :source)"
        values |= {"device": rows[-1][0], "source": rows[-1][1]}
        size = min(size * 2, largest)


def _of_chunk(
    connection: Connection, wanted: LineQuery, ids: list[int] | None, chunk: list[tuple[str, int]]
) -> list[LineKey]:
    names = {source: name for name, source in chunk}
    parts: dict[str, str] = {}
    conditions = [among(connection, "p.source_id", "sources")]
    values: dict[str, object] = {"sources": bound(connection, list(names))}
    if ids is None:
        conditions.append(trigrams.containing(connection, wanted.literals, parts))
    else:
        conditions.append(among(connection, "p.line_id", "ids"))
        values["ids"] = bound(connection, ids)
    if wanted.standing:
        conditions.append("p.last IS NULL")
    query = (
        "SELECT p.source_id, p.line_id, p.first, p.last, l.text FROM line_span p "
        f"JOIN config_line l ON l.id = p.line_id WHERE {' AND '.join(conditions)}"
    )
    then = _numbers(connection, wanted.at, names)
    found: set[LineKey] = set()
    for source, line, first, last, content in connection.execute(text(query), {**values, **parts}):
        key = LineKey(names[source], source, line)
        if wanted.at is not None and not first <= then.get(source, 0) <= (last or _OPEN):
            continue
        if wanted.after is not None and source == wanted.after.source and line <= wanted.after.line:
            continue
        if ids is not None or wanted.accepts is None or wanted.accepts(content):
            found.add(key)
    order = {source: at for at, (_, source) in enumerate(chunk)}
    return sorted(found, key=lambda each: (order[each.source], each.line))


def _numbers(
    connection: Connection, at: datetime | None, sources: dict[int, str]
) -> dict[int, int]:
    """Return the number of each source's version at that moment."""
    if at is None:
        return {}
    query = (
        f"SELECT s.id, {_VERSION_THEN} FROM config_source s "
        f"WHERE {among(connection, 's.id', 'ids')}"
    )
    statement = text(query).bindparams(bindparam("at", type_=Moment()))
    values = {"ids": bound(connection, list(sources)), "at": at}
    return {row_id: number or 0 for row_id, number in connection.execute(statement, values)}


def _conditions(connection: Connection, wanted: LineQuery, values: dict[str, object]) -> list[str]:
    """Return SQL for whose lines are wanted, and put the parameters into ``values``."""
    if wanted.after is not None:
        after = wanted.after
        values.update(device=after.device, source=after.source)
        values["line"] = after.line
    if wanted.at is not None:
        values["at"] = wanted.at
    if wanted.devices is None:
        return []
    values["devices"] = bound(connection, sorted(wanted.devices))
    return [among(connection, "d.name", "devices", str)]


def _timed(query: str, wanted: LineQuery) -> TextClause:
    statement = text(query)
    return statement if wanted.at is None else statement.bindparams(bindparam("at", type_=Moment()))


def _described(connection: Connection, keys: list[LineKey]) -> tuple[FoundLine, ...]:
    if not keys:
        return ()
    pairs = {(each.source, each.line): each for each in keys}
    wanted = ", ".join(f"({source}, {line})" for source, line in pairs)  # our own numbers
    # SQLite reads the whole of line_span for (source_id, line_id) IN (VALUES ...), and keeps the
    # order of a CROSS JOIN: from the keys to what each of them names.
    query = text(
        f"WITH w(source_id, line_id) AS (VALUES {wanted}), g AS (SELECT w.source_id, w.line_id, "
        "(SELECT min(p.first) FROM line_span p WHERE p.source_id = w.source_id "
        "AND p.line_id = w.line_id) AS since, "
        f"(SELECT max(coalesce(p.last, {_OPEN})) FROM line_span p WHERE p.source_id = w.source_id "
        "AND p.line_id = w.line_id) AS until FROM w) "
        "SELECT g.source_id, g.line_id, g.until, s.command, l.text, (SELECT a.first_at "
        "FROM config_version a WHERE a.source_id = g.source_id AND a.number >= g.since "
        "ORDER BY a.number LIMIT 1) AS first_at, b.digest, b.first_at AS version_from, b.last_at "
        "FROM g CROSS JOIN config_source s CROSS JOIN config_line l CROSS JOIN config_version b "
        "WHERE s.id = g.source_id AND l.id = g.line_id AND b.source_id = g.source_id "
        "AND b.number = (SELECT max(v.number) FROM config_version v "
        "WHERE v.source_id = g.source_id AND v.number <= g.until)"
    ).columns(first_at=Moment(), version_from=Moment(), last_at=Moment())
    rows = {(each.source_id, each.line_id): each for each in connection.execute(query)}
    return tuple(_found(key, rows[pair]) for pair, key in pairs.items() if pair in rows)


def _found(key: LineKey, row: Row) -> FoundLine:  # type: ignore[type-arg]  # of the query above
    return FoundLine(
        key=key,
        command=row.command,
        text=row.text,
        digest=bytes(row.digest).hex(),
        first_seen=row.first_at,
        last_seen=row.last_at,
        version_from=row.version_from,
        standing=row.until == _OPEN,
    )

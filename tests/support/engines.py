"""The labelled flows on several engines, for one SQL text on all of them."""

from math import isclose

from support.labelled_flows import COLUMNS, labelled

from netwatch.app.analytics import INPUT_COLUMNS


def fill(connection):
    """Put the labelled flows into the tables ``flows`` and ``flow_parents`` of DuckDB."""
    flows, parents = labelled()
    columns = ", ".join(f"{name} {kind}" for name, kind in INPUT_COLUMNS.items())
    connection.execute(f"CREATE TABLE flows ({columns})")
    connection.execute("CREATE TABLE flow_parents (uid VARCHAR, parent VARCHAR)")
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(
        f"INSERT INTO flows ({', '.join(COLUMNS)}) VALUES ({marks})",
        [[row[name] for name in COLUMNS] for row in flows],
    )
    connection.executemany("INSERT INTO flow_parents VALUES (?, ?)", parents)


def fill_postgres(connection):
    """The same in temporary tables of PostgreSQL."""
    flows, parents = labelled()
    kinds = {"DOUBLE": "DOUBLE PRECISION"}
    columns = ", ".join(f"{name} {kinds.get(kind, kind)}" for name, kind in INPUT_COLUMNS.items())
    connection.execute(f"CREATE TEMPORARY TABLE flows ({columns})")
    connection.execute("CREATE TEMPORARY TABLE flow_parents (uid VARCHAR, parent VARCHAR)")
    marks = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO flows ({', '.join(COLUMNS)}) VALUES ({marks})",
            [[row[name] for name in COLUMNS] for row in flows],
        )
        cursor.executemany("INSERT INTO flow_parents VALUES (%s, %s)", parents)


def same(found, wanted):
    """Tell whether two answers have the same rows in the same order."""
    return len(found) == len(wanted) and all(
        len(one) == len(other) and all(map(_alike, one, other))
        for one, other in zip(found, wanted, strict=True)
    )


def _alike(one, other):
    if one is None or other is None or isinstance(one, str) or isinstance(other, str):
        return one == other
    return isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)

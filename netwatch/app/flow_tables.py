"""Flow files -> the tables ``flows`` and ``flow_parents`` in DuckDB, read by DuckDB itself."""

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netwatch.app.analytics import INPUT_COLUMNS, AnalyticsError
from netwatch.parsing.text import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_HEAD = 64 * 1024
_TOLD, _TOLD_CHARACTERS = 20, 300
_NEEDED = ("ts", "source", "destination")
_NAMES = {
    "ts": ("ts", "start", "start_time", "timestamp"),
    "source": ("source", "src", "srcaddr", "src_ip", "id.orig_h", "sa"),
    "source_port": ("source_port", "sport", "srcport", "src_port", "id.orig_p", "sp"),
    "destination": ("destination", "dst", "dstaddr", "dst_ip", "dest_ip", "id.resp_h", "da"),
    "destination_port": (
        "destination_port", "dport", "dstport", "dst_port", "dest_port", "id.resp_p", "dp",
    ),
    "protocol": ("protocol", "proto", "pr"),
    "bytes_out": ("bytes_out", "orig_bytes", "orig_ip_bytes", "bytes", "ibyt", "ibyte"),
    "bytes_in": ("bytes_in", "resp_bytes", "resp_ip_bytes", "obyt", "obyte"),
    "packets_out": ("packets_out", "orig_pkts", "packets", "ipkt"),
    "packets_in": ("packets_in", "resp_pkts", "opkt"),
    "uid": ("uid",),
    "parents": ("parents", "tunnel_parents"),
}  # fmt: skip
"""Each column under the names it has in netwatch's own table, Zeek, AWS, nfdump and others."""

_NFDUMP_WAYS = {"sa": "da", "sp": "dp", "ipkt": "opkt", "ibyt": "obyt"}
"""nfdump's columns of the way there, and of the way back."""

_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "58": "icmp6"}
_PARENTS = "regexp_extract_all(parents, '[A-Za-z0-9]+')"


class FlowFileError(AnalyticsError):
    """A flow file cannot be read, or is none."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many flows were taken from a file and how many of its rows were not understood."""

    path: Path
    flows: int
    unread: int


def load(connection: "DuckDBPyConnection", paths: Sequence[Path]) -> tuple[Loaded, ...]:
    """Fill ``flows`` and ``flow_parents`` from Zeek conn.log (TSV or JSON), CSV and Parquet files.

    Raises FlowFileError naming the file and what is wrong with it.
    """
    columns = ", ".join(f"{name} {kind}" for name, kind in INPUT_COLUMNS.items())
    connection.execute(f"CREATE TABLE flows ({columns}, parents VARCHAR)")
    loaded = tuple(_load(connection, path) for path in paths)
    connection.execute(
        "CREATE TABLE flow_parents AS SELECT DISTINCT uid, parent FROM "
        f"(SELECT uid, unnest({_PARENTS}) AS parent FROM flows "
        "WHERE parents IS NOT NULL AND uid IS NOT NULL)"
    )
    return loaded


def _load(connection: "DuckDBPyConnection", path: Path) -> Loaded:
    scan = _scan(path)
    rejected = 0
    before = _count(connection)
    present = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()]
    chosen = _chosen(path, present)
    connection.execute(
        f"INSERT INTO flows SELECT {', '.join(_value(n, chosen.get(n, ())) for n in _NAMES)} "
        f"FROM {_from_sender(scan, present)}"
    )
    if "store_rejects" in scan:
        rejected = _one(connection, "SELECT count(DISTINCT line) FROM reject_errors")
        connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    unread = _one(
        connection,
        "DELETE FROM flows WHERE ts IS NULL OR NOT isfinite(ts) OR source IS NULL "
        "OR destination IS NULL",
    )
    return Loaded(path, _count(connection) - before, unread + rejected)


def _count(connection: "DuckDBPyConnection") -> int:
    return _one(connection, "SELECT count(*) FROM flows")


def _one(connection: "DuckDBPyConnection", statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _scan(path: Path) -> str:
    """Return the table function that reads the file at ``path``, by what it begins with."""
    head, packed = _head(path)
    name = _quoted(_literal_path(path))
    pressed = "compression = 'gzip'" if packed else "compression = 'none'"
    if head.startswith(_PARQUET):
        return f"read_parquet({name})"
    text = head.decode("utf-8", "replace")
    if text.lstrip()[:1] == "{":
        wanted = _columns(each for names in _NAMES.values() for each in names)
        return (
            f"read_json({name}, format = 'newline_delimited', columns = {wanted}, "
            f"ignore_errors = true, {pressed})"
        )
    fields = next((line for line in text.splitlines() if line.startswith("#fields")), None)
    if fields is not None:
        wanted = _columns(fields.split("\t")[1:])
        return (
            f"read_csv({name}, auto_detect = false, header = false, delim = '\t', quote = '', "
            f"escape = '', comment = '#', nullstr = ['-', '(empty)'], columns = {wanted}, "
            f"null_padding = true, store_rejects = true, {pressed})"
        )
    return f"read_csv({name}, header = true, all_varchar = true, store_rejects = true, {pressed})"


def _head(path: Path) -> tuple[bytes, bool]:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not head.startswith(_GZIP):
            return head, False
        with gzip.open(path) as unpacked:
            return unpacked.read(_HEAD), True
    except (OSError, EOFError) as error:
        raise FlowFileError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def _literal_path(path: Path) -> str:
    """Return the name with the characters escaped that DuckDB would take for a pattern."""
    return "".join(f"[{each}]" if each in "[*?" else each for each in str(path))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _columns(names: Iterable[str]) -> str:
    return "{" + ", ".join(f"{_quoted(each)}: 'VARCHAR'" for each in names) + "}"


def _chosen(path: Path, present: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found = {
        name: tuple(each for each in names if each in present) for name, names in _NAMES.items()
    }
    missing = [name for name in _NEEDED if not found[name]]
    if missing:
        columns = visible(", ".join(present[:_TOLD])[:_TOLD_CHARACTERS])
        raise FlowFileError(
            f"{path}: no column for {', '.join(missing)}; it has {columns}. "
            "docs/detection-content.md lists the names that are known"
        )
    return found


def _from_sender(scan: str, present: Sequence[str]) -> str:
    """Return ``scan`` with the ends of nfdump's records exchanged that count the way back alone.

    Exporters of both directions (IPFIX, RFC 5103) choose which end they name first.
    """
    ways = {**_NFDUMP_WAYS, **{back: there for there, back in _NFDUMP_WAYS.items()}}
    if not ways.keys() <= set(present):
        return scan
    turned = "TRY_CAST(ibyt AS BIGINT) = 0 AND TRY_CAST(obyt AS BIGINT) > 0"
    chosen = ", ".join(f"if({turned}, {other}, {name}) AS {name}" for name, other in ways.items())
    return f"(SELECT * REPLACE ({chosen}) FROM {scan})"


def _value(name: str, columns: tuple[str, ...]) -> str:
    """Return the expression that gives column ``name`` from the first known of ``columns``."""
    quoted = ['"' + each.replace('"', '""') + '"' for each in columns]
    text = f"COALESCE({', '.join(f'CAST({each} AS VARCHAR)' for each in quoted)})" if quoted else ""
    kind = INPUT_COLUMNS.get(name, "VARCHAR")
    if not text:
        return "0" if kind == "INTEGER" else f"CAST(NULL AS {kind})"
    if name == "ts":
        return f"COALESCE(TRY_CAST({text} AS DOUBLE), epoch(TRY_CAST({text} AS TIMESTAMPTZ)))"
    if name == "protocol":
        cases = " ".join(f"WHEN '{number}' THEN '{word}'" for number, word in _PROTOCOLS.items())
        return f"CASE lower({text}) {cases} ELSE COALESCE(lower({text}), '') END"
    if kind == "INTEGER":
        return f"COALESCE(TRY_CAST({text} AS INTEGER), 0)"
    return f"TRY_CAST({text} AS {kind})"

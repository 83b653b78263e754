"""The search over configurations: size a device, cost of writing, and how long queries take.

    python benchmarks/search.py [--devices 1000] [--versions 3] [--url URL] [--json FILE]

Without a URL on SQLite in a temporary directory; a PostgreSQL URL should name an empty database or
schema: it is filled and left filled. The devices are access switches of 48 ports: most of their
lines are the same everywhere, descriptions and addresses are their own, and every further version
has two edited lines.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.automaton import Automaton
from netwatch.parsing.regular import fold
from netwatch.store import Visit, contents, migrate, visits
from netwatch.store.blobs import digest_of, pack, to_bytes
from netwatch.store.documents import write_answers, write_state
from netwatch.store.errors import StoreVersionError
from netwatch.store.line_values import LineQuery
from netwatch.store.schema import BlobRow, ObservationRow
from netwatch.store.sql_store import SqlStore

START = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 15
AT_ONCE = 100
TABLES = ("config_line", "config_source", "config_version", "line_span")


def main(url: str, devices: int, versions: int) -> dict[str, object]:
    try:
        store = SqlStore.open(url)
    except StoreVersionError:
        migrate.upgrade(url)
        store = SqlStore.open(url)
    with store:
        for version in range(0 if store.devices() else versions):  # a filled one is gone on with
            fill(store, devices, version)
        told: dict[str, object] = {"database": store.database.engine.dialect.name,
                                   "devices": devices, "versions": versions}  # fmt: skip
        told |= index(store, devices)
        told |= steady(store, devices, versions)
        told["queries"] = {name: latency(store, each) for name, each in queries(devices).items()}
    show(told)
    return told


def fill(store: SqlStore, devices: int, version: int) -> None:
    """Keep one version of every device, as ``visits.write`` does but many at once.

    The texts are packed whole; no findings are made of them.
    """
    for begin in range(0, devices, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, devices))
        looks = [look(number, version) for number in numbers]
        with store.database.writing() as connection:
            texts, rows = {}, []
            for made in looks:
                artifacts = made.snapshot.artifacts
                parts = (to_bytes(artifacts[0].text), write_answers(artifacts),
                         write_state(made.known))  # fmt: skip
                digests = [digest_of(each) for each in parts]
                texts.update(zip(digests, parts, strict=True))
                rows.append(digests)
            packed = [(digest, pack(each), len(each)) for digest, each in texts.items()]
            connection.execute(insert(BlobRow), [
                {"sha256": digest, "codec": each.codec, "data": each.data, "raw_size": length}
                for digest, each, length in packed
            ])  # fmt: skip
            ids = contents.ids(connection, texts)
            connection.execute(insert(ObservationRow), [
                {
                    "device_id": visits.device_row(connection, made.seen.device, "cisco_xe"),
                    "taken_at": made.seen.taken_at, "outcome": "ok", "answers_id": ids[answers],
                    "seen_id": ids[state], "known_id": ids[state],
                }
                for made, (_, answers, state) in zip(looks, rows, strict=True)
            ])  # fmt: skip


def index(store: SqlStore, devices: int) -> dict[str, float]:
    """Let the index catch up with everything, and tell what that cost."""
    before, began, longest = size(store), time.perf_counter(), 0.0
    mark, read = began, 0
    for step in store.lines.catch_up():
        now = time.perf_counter()
        longest, mark, read = max(longest, now - mark), now, read + step.visits
    spent = time.perf_counter() - began
    return {
        "kept_bytes_per_device": before / devices,
        "index_bytes_per_device": (size(store) - before) / devices,
        "catch_up_s": spent,
        "visits_per_s": read / spent,
        "longest_step_s": longest,
    }


def steady(store: SqlStore, devices: int, versions: int) -> dict[str, float]:
    """Tell what a visit costs once a device is known: one unchanged, one with two edited lines."""
    many = min(devices, 500)
    told: dict[str, float] = {}
    for name, version, hour in (("unchanged", versions - 1, 1), ("edited", versions, 2)):
        with store.database.writing() as connection:
            for number in range(many):
                made = look(number, version, timedelta(hours=hour))
                visits.write(connection, visits.prepare(connection, made))
        rows, before, began = spans(store), size(store), time.perf_counter()
        list(store.lines.catch_up())
        told[f"{name}_ms"] = (time.perf_counter() - began) * 1000 / many
        told[f"{name}_bytes"] = (size(store) - before) / many
        told[f"{name}_spans"] = (spans(store) - rows) / many
    return told


def queries(devices: int) -> dict[str, LineQuery]:
    """Return the questions by name."""

    def literal(words: str, **more: object) -> LineQuery:
        return LineQuery(literals=(fold(words),), **more)

    def expression(pattern: str) -> LineQuery:
        automaton = Automaton(pattern)
        return LineQuery(literals=automaton.required, accepts=automaton.matches)

    number = devices * 2 // 3
    one_site = frozenset(name_of(each) for each in range(0, devices, 100))
    return {
        "common: switchport mode access": literal("switchport mode access"),
        "common: description": literal("description"),
        "common in the last site": literal("description", devices=one_site),
        "address": literal(address(number)),
        "half an address: .7.": literal(".7."),
        "interface: Gi1/0/17": literal("gigabitethernet1/0/17"),
        "rare: a host's name": literal(f"host-{number}-13"),
        "rare, current": literal(f"host-{number}-13", standing=True),
        "drifted, at a date": literal("changed by", at=START + timedelta(days=1, hours=1)),
        "absent: no such words": literal("monitor session 99 type erspan"),
        "absent: like frequent ones": literal("switchport mode trunk dynamic"),
        "absent address": literal("10.255.255.254"),
        "short: 7": literal("7"),
        "short: vl": literal("vl"),
        "short and absent: qq": literal("qq"),
        "regex: an address": expression(rf"ip address 10\.0\.{number // 256 % 256}\.\d+"),
        "regex: common": expression(r"^ description (uplink|host)-\d+"),
        "regex: no literal": expression(r"[qx][qx]\d"),
    }  # fmt: skip


def latency(store: SqlStore, wanted: LineQuery) -> dict[str, object]:
    times, page = [], None
    for _ in range(ROUNDS):
        began = time.perf_counter()
        page = store.lines.search(wanted)
        times.append((time.perf_counter() - began) * 1000)
    assert page is not None
    times.sort()
    return {
        "median_ms": statistics.median(times),
        "p95_ms": times[int(len(times) * 0.95)],
        "most_ms": times[-1],
        "found": len(page.lines),
        "more": page.next is not None,
        "cut": page.cut,
    }


def show(told: dict[str, object]) -> None:
    found = told["queries"]
    for name, value in told.items():
        if name != "queries":
            print(f"{name}: {value if isinstance(value, str) else round(float(str(value)), 2)}")
    assert isinstance(found, dict)
    for name, each in found.items():
        print(f"{name:<32} median {each['median_ms']:7.1f}  p95 {each['p95_ms']:7.1f}  most "
              f"{each['most_ms']:7.1f} ms  found {each['found']:>3}"
              f"{' and more' if each['more'] else ''}{', cut' if each['cut'] else ''}")  # fmt: skip


def name_of(number: int) -> str:
    return f"site{number % 100:02}-sw{number:05}"


def address(number: int) -> str:
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


def configuration(number: int) -> list[str]:
    """Return about 520 lines of an access switch."""
    chance = random.Random(number)
    lines = ["version 17.9", "service timestamps log datetime msec", f"hostname {name_of(number)}"]
    lines += [f"vlan {each}\n name VLAN{each:04}" for each in range(10, 40)]
    lines += [f"username admin secret <hmac:{chance.randbytes(6).hex()}>"]
    lines += [f"  {chance.randbytes(16).hex().upper()}" for _ in range(20)]
    for port in range(48):
        lines += [
            f"interface GigabitEthernet1/0/{port}",
            f" description host-{number}-{port}" if port % 2 else " description free",
            f" switchport access vlan {chance.randrange(10, 40)}",
            " switchport mode access",
            " spanning-tree portfast",
            " storm-control broadcast level 1.00",
        ]
    lines += [f"interface Vlan10\n ip address {address(number)} 255.255.255.0"]
    lines += [f"interface TenGigabitEthernet1/1/1\n description uplink-{number // 48}"]
    lines += [f"ip access-list standard MGMT\n permit 10.0.{each}.0 0.0.0.255" for each in range(8)]
    lines += [f"logging host 10.9.{number % 100}.{each}" for each in range(2)]
    lines += ["snmp-server community <hmac:1> RO", "ntp server 10.9.0.1", "line vty 0 15", "end"]
    return "\n".join(lines).split("\n")


def look(number: int, version: int, later: timedelta = timedelta()) -> Visit:
    lines = configuration(number)
    for each in range(1, version + 1):
        chance = random.Random(number * 100 + each)
        for _ in range(2):
            lines[chance.randrange(90, 300)] = f" description changed by c{chance.randrange(10**6)}"
    config = "\n".join(lines)
    when = START + timedelta(days=version) + later
    name = name_of(number)
    made = (Artifact("running-config", "show running-config", config),)
    state = DeviceState(device=name, platform="cisco_xe", taken_at=when, config=config)
    snapshot = Snapshot(device=name, platform="cisco_xe", taken_at=when, artifacts=made)
    return Visit(snapshot=snapshot, seen=state, known=state)


def spans(store: SqlStore) -> int:
    with store.database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM line_span")).scalar_one())


def size(store: SqlStore) -> int:
    with store.database.reading() as connection:
        if store.database.is_sqlite:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            return int(pages * connection.execute(text("PRAGMA page_size")).scalar_one())
        query = (
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
        )
        return int(connection.execute(text(query)).scalar_one())


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--devices", type=int, default=1000)
    options.add_argument("--versions", type=int, default=3)
    options.add_argument("--url")
    options.add_argument("--json", type=Path)
    given = options.parse_args(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        where = given.url or f"sqlite:///{folder}/netwatch.db"
        measured = main(where, given.devices, given.versions)
    if given.json:
        given.json.write_text(json.dumps(measured, indent=1) + "\n")

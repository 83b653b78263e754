"""The store: bytes per device-year, time to read an old version, visits kept per second.

``python benchmarks/store.py [URL]``; without URL on SQLite in a temporary directory. A
PostgreSQL URL should name an empty database or schema: it is filled and left filled.
"""

import random
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from netwatch.model.image import Image
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import DeviceState, Identity
from netwatch.store import Visit, migrate
from netwatch.store.sql_store import SqlStore

START = datetime(2026, 1, 1, tzinfo=UTC)
DEVICES = 4
DAYS = 365
POLLS = 400


def main(url: str) -> None:
    migrate.upgrade(url)
    with SqlStore.open(url) as store:
        print(f"database: {migrate.shown(url).split('?')[0]}")
        device_year(store)
        old_versions(store)
        unchanged(store)
        fleet(store)


def device_year(store: SqlStore) -> None:
    """Keep a daily visit with one to five edited lines to each device, for a year."""
    before, raw, spent = size(store), 0, 0.0
    for name, device in fleet_of("year", DEVICES):
        for day in range(DAYS):
            edit(device, day)
            visit = look(name, device, START + timedelta(days=day))
            raw += sum(len(each.text) for each in visit.snapshot.artifacts)
            began = time.perf_counter()
            store.keep(visit)
            spent += time.perf_counter() - began
    kept, years = size(store) - before, DEVICES
    print(f"a device-year of daily edits: {kept / years / 1024:.0f} KiB kept of "
          f"{raw / years / 1024:.0f} KiB answered ({raw / kept:.0f} times smaller)")  # fmt: skip
    print(f"keeping a changed visit: {spent / years / DAYS * 1000:.1f} ms")


def old_versions(store: SqlStore) -> None:
    """Ask for configurations of random days."""
    chance, times = random.Random(7), []
    for _ in range(200):
        name = f"year{chance.randrange(DEVICES)}"
        when = START + timedelta(days=chance.randrange(DAYS), hours=1)
        began = time.perf_counter()
        assert store.artifact(name, "running-config", when)
        times.append(time.perf_counter() - began)
    print(f"a random old configuration: {statistics.median(times) * 1000:.1f} ms median")


def unchanged(store: SqlStore) -> None:
    """Poll one device that does not change."""
    ((name, device),) = fleet_of("still", 1)
    visits = [look(name, device, START + timedelta(minutes=n)) for n in range(POLLS)]
    store.keep(visits[0])
    before, began = size(store), time.perf_counter()
    for visit in visits[1:]:
        store.keep(visit)
    spent = time.perf_counter() - began
    print(f"an unchanged poll: {(size(store) - before) / POLLS:.0f} bytes, "
          f"{POLLS / spent:.0f} kept a second by one thread")  # fmt: skip


def fleet(store: SqlStore) -> None:
    """Keep first visits and then changed ones to many devices from many threads."""
    devices = fleet_of("fleet", 200)
    for round_, what in enumerate(("first visits", "visits with an edit", "unchanged visits")):
        if round_ == 1:
            for _, device in devices:
                edit(device, round_)
        visits = [look(*each, START + timedelta(hours=round_)) for each in devices]
        began = time.perf_counter()
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(store.keep, visits))
        print(f"{what} of 200 devices from 32 threads: "
              f"{len(visits) / (time.perf_counter() - began):.0f} kept a second")  # fmt: skip


def fleet_of(kind: str, count: int) -> list[tuple[str, list[str]]]:
    return [(f"{kind}{n}", configuration(random.Random(f"{kind}{n}"))) for n in range(count)]


def configuration(chance: random.Random) -> list[str]:
    """Return about 60 KB of configuration lines, with secrets and a certificate."""
    lines = ["version 17.9", f"hostname rtr{chance.randrange(10**6)}"]
    for port in range(480):
        lines += [
            f"interface GigabitEthernet1/{port // 48}/{port % 48}",
            f" description {chance.choice(('uplink', 'server', 'phone'))} {chance.randrange(900)}",
            f" switchport access vlan {chance.randrange(2, 400)}",
            " switchport mode access",
            " spanning-tree portfast",
        ]
    lines += [f"username u{n} secret <hmac:{chance.randbytes(16).hex()}>" for n in range(20)]
    return [*lines, *(f"  {chance.randbytes(32).hex()}" for _ in range(30)), "end"]


def edit(lines: list[str], day: int) -> None:
    chance = random.Random(f"{lines[1]}{day}")
    for _ in range(chance.randrange(1, 6)):
        at, word = chance.randrange(2, len(lines) - 1), f" description change {chance.random()}"
        match chance.randrange(3):
            case 0:
                lines[at] = word
            case 1:
                lines.insert(at, word)
            case _:
                del lines[at]


def look(name: str, lines: list[str], when: datetime) -> Visit:
    config = "\n".join(lines)
    artifacts = (
        Artifact("running-config", "show running-config", config),
        Artifact(
            "version", "show version", f"{name} Cisco IOS XE Software, Version 17.09.04a\n" * 9
        ),
        Artifact("mirrors", "show monitor session all", "No SPAN configuration is present\n"),
        Artifact("files", "dir", f"{name}\n" + "-rw- 3 Jan 1 2026 00:00:00 packages.conf\n" * 40),
    )
    state = DeviceState(
        device=name,
        platform="cisco_xe",
        taken_at=when,
        identity=Identity(hostname=name),
        config=config,
        declared=(),
        operating=(),
        mirrors=(),
        tunnels=(),
        image=Image(version="17.09.04a", booted_at=when - timedelta(days=3)),
    )
    snapshot = Snapshot(device=name, platform="cisco_xe", taken_at=when, artifacts=artifacts)
    return Visit(snapshot=snapshot, seen=state, known=state)


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
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(f"sqlite:///{folder}/netwatch.db")

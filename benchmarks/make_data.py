"""A store as large as a big network's, written in bulk through the store's own packing.

    python benchmarks/make_data.py FOLDER [--url URL] [--devices N] [--visits V] [--findings F]

Writes inventory.yaml and policy.yaml into FOLDER, and the database there or at URL, which must be
empty. By itself 1,000 devices with 100 visits each and 5 findings each on SQLite;
``--url postgresql://... --devices 10000`` makes a million observations and 50,000 findings.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from netwatch.model.finding import Finding, Status
from netwatch.model.policy import MirrorApproval
from netwatch.model.state import DeviceState
from netwatch.model.window import ChangeWindow
from netwatch.store import Decision, EventKind, Outcome, migrate
from netwatch.store.blobs import Keyframe, digest_of, pack, to_bytes
from netwatch.store.documents import write_answers, write_failures, write_finding, write_state
from netwatch.store.finding_text import columns_of
from netwatch.store.paging import micros
from netwatch.store.run_values import KeptSchedule, RunStatus
from netwatch.store.schema import (
    BlobRow,
    DeviceRow,
    EventRow,
    FindingRow,
    ObservationRow,
    StreamRow,
)
from netwatch.store.schema_service import HeardRow, RunDeviceRow, RunRow
from netwatch.store.sql_store import SqlStore

sys.path.append(str(Path(__file__).parent))
from support.made_fleet import NOW, SITES, Made, findings, fleet, shown

_FLUSH = 20_000
_APART = timedelta(days=1)
_STATUSES = ((Status.OPEN, 70), (Status.ACKNOWLEDGED, 10), (Status.EXPLAINED, 8),
             (Status.RESOLVED, 10), (Status.IGNORED, 2))  # fmt: skip
_STEPS = {
    Status.ACKNOWLEDGED: EventKind.ACKNOWLEDGED,
    Status.EXPLAINED: EventKind.EXPLAINED,
    Status.RESOLVED: EventKind.RESOLVED,
    Status.IGNORED: EventKind.IGNORED,
}


def main() -> None:
    given = _arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    url = given.url or f"sqlite:///{given.folder.absolute()}/netwatch.db"
    made = tuple(fleet(given.devices))
    _write_files(given.folder, made)
    migrate.upgrade(url)
    with SqlStore.open(url) as store:
        began = time.perf_counter()
        with store.database.writing() as connection:
            Writer(connection, given.visits, given.findings).write(made)
        print(f"rows: {time.perf_counter() - began:.0f} s")
        began = time.perf_counter()
        _company(store, made)
        print(f"windows, approvals, schedules: {time.perf_counter() - began:.0f} s")
        began = time.perf_counter()
        filled = sum(store.present.fill())
        took = time.perf_counter() - began
        print(f"present tables filled: {filled:,} devices in {took:.0f} s, "
              f"{filled / max(took, 0.001):.0f} a second")  # fmt: skip
        _settle(store)
        _sizes(store)
    print(f"NETWATCH_INVENTORY={given.folder}/inventory.yaml NETWATCH_DATABASE_URL={url}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--visits", type=int, default=100, help="to each device")
    parser.add_argument("--findings", type=int, default=5, help="of each device")
    return parser.parse_args()


class Bulk:
    """Rows on their way into tables, many at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[Table, list[tuple[Any, ...]]] = {}
        self._last: dict[Table, int] = {}

    def add(self, row: Any, **values: Any) -> int:  # noqa: ANN401  # a mapped class, and its columns
        """Add one row and return its id; times are numbers already."""
        table = row.__table__
        number = self._last[table] = self._last.get(table, 0) + 1
        if "id" in table.c:
            values["id"] = number
        rows = self._rows.setdefault(table, [])
        rows.append(tuple(values.get(each.name) for each in table.c))
        if len(rows) >= _FLUSH:
            self.flush()
        return number

    def flush(self) -> None:
        """Write what was added, tables in the order that foreign keys ask for."""
        for table in (each.__table__ for each in (DeviceRow, BlobRow, StreamRow, ObservationRow,
                      FindingRow, EventRow, HeardRow, RunRow, RunDeviceRow)):  # fmt: skip
            rows = self._rows.pop(table, [])
            if rows:
                self._write(table, rows)

    def finish(self) -> None:
        """Write the rest, and let the database number on from there."""
        self.flush()
        if self._connection.dialect.name == "sqlite":
            return
        for table, last in self._last.items():
            if "id" in table.c:
                said = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last})"
                self._connection.execute(text(said))

    def _write(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{each.name}"' for each in table.c)
        driver: Any = self._connection.connection.driver_connection
        if self._connection.dialect.name == "sqlite":
            marks = ", ".join("?" for _ in table.c)
            driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
            return
        with driver.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for each in rows:
                copy.write_row(each)


class Writer:
    """Writes devices, their visits and their findings."""

    def __init__(self, connection: Connection, visits: int, per_device: int) -> None:
        self._bulk = Bulk(connection)
        self._visits, self._findings = visits, per_device
        self._blobs: dict[bytes, int] = {}
        self._keys: dict[tuple[int, str, str], tuple[int, Keyframe]] = {}

    def write(self, made: Iterable[Made]) -> None:
        """Write everything."""
        for number, each in enumerate(made):
            device_id = self._bulk.add(DeviceRow, name=each.name, platform=each.platform)
            self._device(device_id, each, random.Random(f"life {number}"))
        self._bulk.finish()

    def _device(self, device_id: int, made: Made, chance: random.Random) -> None:
        versions = tuple(shown(made, 1 + chance.randrange(4)))
        kept = [self._keep(device_id, each.artifacts, each.state, each.state) for each in versions]
        whole, known = kept[-1], versions[-1].state
        cut = whole
        if made.blind_for:
            cut = self._cut(device_id, made, known, versions[-1].artifacts)
        turns = sorted(chance.sample(range(1, self._visits), len(versions) - 1))
        image = known.image
        for number in range(self._visits):
            back = self._visits - 1 - number
            blind = back < made.blind_for
            index = sum(number >= each for each in turns)
            answers, seen, known_id = kept[index]
            if blind:
                answers, seen, known_id = (*cut[:2], whole[2])
            at = NOW - back * _APART + timedelta(seconds=device_id % 3600)
            self._bulk.add(
                ObservationRow, device_id=device_id, taken_at=micros(at),
                outcome=_outcome(made, blind=blind).value, answers_id=answers, seen_id=seen,
                known_id=known_id, uptime_s=image.uptime_s if image else None,
                booted_at=micros(image.booted_at) if image and image.booted_at else None,
                failures=write_failures(made.failures) if blind else None,
            )  # fmt: skip
        for finding in findings(made, self._findings):
            self._finding(device_id, finding, chance)
        for number in range(3):
            at = NOW - timedelta(days=chance.randrange(self._visits), minutes=number)
            self._bulk.add(
                HeardRow, device=made.name, at=micros(at), way="syslog", sender=made.address,
                told="configuration changed", user_name="ops", origin="192.0.2.9", command=None,
                text="%SYS-5-CONFIG_I: Configured from console by ops on vty0 (192.0.2.9)",
            )  # fmt: skip
        self._keys.clear()

    def _cut(
        self, device_id: int, made: Made, known: DeviceState, artifacts: tuple[Any, ...]
    ) -> tuple[int, int, int]:
        """Keep what a visit that could not see everything left."""
        if _outcome(made, blind=True) is Outcome.FAILED:
            seen = DeviceState(device=made.name, platform=made.platform, taken_at=NOW)
            return self._keep(device_id, (), seen, known)
        return self._keep(device_id, artifacts[:1], replace(known, image=None, files=None), known)

    def _keep(
        self, device_id: int, artifacts: tuple[Any, ...], seen: DeviceState, known: DeviceState
    ) -> tuple[int, int, int]:
        for each in artifacts:
            self._blob(device_id, each.topic, each.command, to_bytes(each.text))
        if known.config is not None:
            self._blob(device_id, ".config", "", to_bytes(known.config))
        return (
            self._blob(device_id, ".answers", "", write_answers(artifacts)),
            self._blob(device_id, ".seen", "", write_state(seen)),
            self._blob(device_id, ".known", "", write_state(known)),
        )

    def _blob(self, device_id: int, topic: str, command: str, data: bytes) -> int:
        digest = digest_of(data)
        if digest in self._blobs:
            return self._blobs[digest]
        stream = (device_id, topic, command)
        base_id, key = self._keys.get(stream, (None, None))
        packed = pack(data, key)
        row_id = self._bulk.add(
            BlobRow, sha256=digest, codec=packed.codec, base_id=base_id if packed.delta else None,
            raw_size=len(data), data=packed.data,
        )  # fmt: skip
        self._blobs[digest] = row_id
        if not packed.delta and key is None:
            self._keys[stream] = (row_id, Keyframe(data, len(packed.data), 0))
            self._bulk.add(
                StreamRow, device_id=device_id, topic=topic, command=command, key_id=row_id,
                deltas=0,
            )  # fmt: skip
        return row_id

    def _finding(self, device_id: int, finding: Finding, chance: random.Random) -> None:
        (status,) = chance.choices([e for e, _ in _STATUSES], [weight for _, weight in _STATUSES])
        first = NOW - timedelta(minutes=chance.randrange(self._visits * 1440))
        last = NOW if status is not Status.RESOLVED else first + timedelta(days=1)
        told = replace(finding, window="CHG1") if status is Status.EXPLAINED else finding
        row_id = self._bulk.add(
            FindingRow, device_id=device_id, fingerprint=told.fingerprint, rule=told.rule,
            status=status.value, first_seen=micros(first), last_seen=micros(last),
            resolved_at=micros(last) if status is Status.RESOLVED else None,
            owner=chance.choice(("ada", "bo", None, None)), **columns_of(told),
        )  # fmt: skip
        self._event(row_id, EventKind.OPENED, first, told)
        if status in _STEPS:
            self._event(row_id, _STEPS[status], last, None)

    def _event(self, row_id: int, kind: EventKind, at: datetime, told: Finding | None) -> None:
        document = None if told is None else write_finding(told)
        self._bulk.add(
            EventRow, finding_id=row_id, at=micros(at), kind=kind.value, document=document,
            actor=None if told else "ada",
        )  # fmt: skip


def _outcome(made: Made, *, blind: bool) -> Outcome:
    if not blind:
        return Outcome.OK
    return Outcome.FAILED if made.failures[0].command is None else Outcome.PARTIAL


def _company(store: SqlStore, made: tuple[Made, ...]) -> None:
    """Announce windows, grant approvals, run schedules: by the store's own methods."""
    chance, ada, bo = random.Random("company"), "ada", "bo"
    for number in range(60):
        starts = NOW - timedelta(days=number, hours=4)
        names = tuple(each.name for each in chance.sample(made, min(20, len(made))))
        window = ChangeWindow(
            name=f"CHG{number}", starts=starts, ends=starts + timedelta(hours=2), devices=names,
            title=f"upgrade wave {number}",
        )  # fmt: skip
        store.windows.plan(window, starts)
        store.windows.open(window.name, names, Decision(at=starts, actor=ada))
        if number:
            store.windows.close(window.name, Decision(at=window.ends, actor=ada))
    for number in range(200):
        approval = MirrorApproval(
            devices=(chance.choice(made).name,) if number % 4 else (),
            sites=() if number % 4 else (chance.choice(SITES),),
            destinations=(f"192.0.2.{chance.randrange(10, 60)}",), owner="soc",
            ticket=f"CHG{number}", expires=NOW + timedelta(days=chance.randrange(-30, 300)),
        )  # fmt: skip
        at = NOW - timedelta(days=60)
        kept = store.approvals.request(
            approval, findings=(), decision=Decision(at=at, actor=bo, note="asked")
        )
        store.approvals.grant(kept.number, Decision(at=at, actor=ada, note="granted"))
    nightly = KeptSchedule(name="nightly", what="sweep", plan="0 2 * * *", next_run=NOW + _APART)
    store.schedules.sync((nightly, replace(nightly, name="hashes", what="hash")))
    with store.database.writing() as connection:
        _runs(connection, made)


def _runs(connection: Connection, made: tuple[Made, ...]) -> None:
    bulk = Bulk(connection)
    for back in range(14):
        at = micros(NOW - back * _APART - timedelta(hours=2))
        run_id = bulk.add(
            RunRow, schedule="nightly", what="sweep", scheduled_for=at, owner="one", attempts=1,
            status=RunStatus.DONE.value, started_at=at, beat_at=at, finished_at=at + 10**9,
            detail=f"{len(made)} devices",
        )  # fmt: skip
        for each in made:
            bulk.add(RunDeviceRow, run_id=run_id, device=each.name, outcome="ok", at=at)
    bulk.finish()


def _write_files(folder: Path, made: tuple[Made, ...]) -> None:
    lines = ["credentials:", "  default: {username: netwatch}", "  cloud: {}", "devices:"]
    for each in made:
        tags = json.dumps(list(each.tags))
        if not each.is_cloud:
            lines.append(
                f"  - {{name: {each.name}, address: {each.address}, platform: {each.platform}, "
                f"site: {each.site}, role: {each.role}, tags: {tags}}}"
            )
    lines.append("clouds:")
    lines += [
        f"  - {{name: {each.name}, platform: aws, account: '{each.address}', site: {each.site}, "
        "credentials: cloud}"
        for each in made
        if each.is_cloud
    ]
    if lines[-1] == "clouds:":
        lines.pop()
    (folder / "inventory.yaml").write_text("\n".join(lines) + "\n")
    policy = ["prefixes: [10.0.0.0/8, 198.51.100.0/24]", "collectors:"]
    policy += [f"  - {{address: 192.0.2.{n}, name: ids-{n}}}" for n in range(10, 40)]
    policy.append("approvals:")
    policy += [
        f"  - {{sites: [{site}], collectors: ['ids-*'], owner: soc, ticket: CHG{number}, "
        "expires: 2026-12-31}"
        for number, site in enumerate(SITES[:30])
    ]
    (folder / "policy.yaml").write_text("\n".join(policy) + "\n")


def _settle(store: SqlStore) -> None:
    """Let the database learn what it holds, as it does by itself in time."""
    if store.database.is_sqlite:
        with store.database.writing() as connection:
            connection.execute(text("ANALYZE"))
        return
    with store.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _sizes(store: SqlStore) -> None:
    with store.database.reading() as connection:
        for row in (DeviceRow, ObservationRow, BlobRow, FindingRow, EventRow):
            number = connection.execute(select(func.count()).select_from(row)).scalar_one()
            print(f"  {row.__tablename__}: {number:,}")
        if store.database.is_sqlite:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            size = pages * connection.execute(text("PRAGMA page_size")).scalar_one()
        else:
            said = (
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' "
                "AND relnamespace = current_schema()::regnamespace"
            )
            size = connection.execute(text(said)).scalar_one()
    print(f"  {int(size) / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()

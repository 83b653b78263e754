"""Approvals that people grant: written once, and ended by another row."""

import json
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from netwatch.model.policy import Permission
from netwatch.store.database import Database
from netwatch.store.documents import read_approval, write_approval
from netwatch.store.finding_text import plain
from netwatch.store.schema_service import ApprovalEventRow, ApprovalRow
from netwatch.store.values import ApprovalState, Decision, KeptApproval


class Approvals:
    """The approvals of one store; every method raises StoreError, and KeyError for a number."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cached: tuple[object, tuple[Permission, ...]] = (None, ())

    def request(
        self,
        approval: Permission,
        *,
        findings: Iterable[str],
        decision: Decision,
    ) -> KeptApproval:
        """Keep what is asked for; it permits nothing until it is granted."""
        with self._database.writing() as connection:
            statement = insert(ApprovalRow).values(
                document=write_approval(replace(approval, line=None, stored=None)),
                findings=json.dumps(sorted(set(findings))),
            )
            number = connection.execute(statement.returning(ApprovalRow.id)).scalar_one()
            _add(connection, number, ApprovalState.REQUESTED, decision)
            return _one(connection, number)

    def grant(self, number: int, decision: Decision) -> KeptApproval:
        """Let a requested approval permit from now on; raises ValueError when it was decided."""
        with self._database.writing() as connection:
            kept = _one(connection, number)
            if kept.state is not ApprovalState.REQUESTED:
                raise ValueError(f"approval {number} is {kept.state} already")
            _add(connection, number, ApprovalState.GRANTED, decision)
            return _one(connection, number)

    def revoke(self, number: int, decision: Decision) -> KeptApproval:
        """End an approval, or turn a request down; raises ValueError when it ended before."""
        with self._database.writing() as connection:
            if _one(connection, number).state is ApprovalState.REVOKED:
                raise ValueError(f"approval {number} is revoked already")
            _add(connection, number, ApprovalState.REVOKED, decision)
            return _one(connection, number)

    def all(self) -> tuple[KeptApproval, ...]:
        """Return every approval ever asked for, oldest first."""
        with self._database.reading() as connection:
            return _read(connection)

    def granted(self) -> tuple[Permission, ...]:
        """Return what was granted and not revoked, whether or not it has run out since."""
        # Every visit asks. Steps are only ever added, so their number tells whether one was.
        with self._database.reading() as connection:
            steps = connection.execute(select(func.count()).select_from(ApprovalEventRow)).scalar()
            known, granted = self._cached
            if steps != known:
                kept = _read(connection)
                granted = tuple(e.approval for e in kept if e.state is ApprovalState.GRANTED)
                self._cached = (steps, granted)
        return granted


def _add(connection: Connection, number: int, kind: ApprovalState, decision: Decision) -> None:
    row = {
        "approval_id": number,
        "at": decision.at,
        "kind": kind.value,
        "actor": plain(decision.actor),
        "login": plain(decision.login) if decision.login else None,
        "note": plain(decision.note) or None,
    }
    try:
        connection.execute(insert(ApprovalEventRow).values(row))
    except IntegrityError:
        raise ValueError(f"approval {number} is {kind} already") from None


def _one(connection: Connection, number: int) -> KeptApproval:
    found = _read(connection, number)
    if not found:
        raise KeyError(f"no approval {number}: 'netwatch approve --list' shows them")
    return found[0]


def _read(connection: Connection, number: int | None = None) -> tuple[KeptApproval, ...]:
    query = select(ApprovalRow).order_by(ApprovalRow.id)
    steps = select(ApprovalEventRow).order_by(ApprovalEventRow.id)
    if number is not None:
        query = query.where(ApprovalRow.id == number)
        steps = steps.where(ApprovalEventRow.approval_id == number)
    decisions: dict[int, dict[str, Decision]] = {}
    for step in connection.execute(steps):
        decisions.setdefault(step.approval_id, {})[step.kind] = Decision(
            at=step.at, actor=step.actor, note=step.note or "", login=step.login
        )
    return tuple(_kept(row, decisions[row.id]) for row in connection.execute(query))


def _kept(row: Row[ApprovalRow], decisions: dict[str, Decision]) -> KeptApproval:
    return KeptApproval(
        approval=replace(read_approval(row.document), stored=row.id),
        findings=tuple(json.loads(row.findings)),
        requested=decisions[ApprovalState.REQUESTED],
        granted=decisions.get(ApprovalState.GRANTED),
        revoked=decisions.get(ApprovalState.REVOKED),
    )

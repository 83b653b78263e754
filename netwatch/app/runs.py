"""One run of a schedule, from its claim to its end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from netwatch import registry
from netwatch.app.job import Job, PutDownError
from netwatch.app.logs import Log
from netwatch.app.process import BEAT_S
from netwatch.app.sweep import StoppedError
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.deadline import Halt
from netwatch.model.errors import NetwatchError
from netwatch.model.schedule import Schedule, Timetable
from netwatch.store.errors import ClaimLostError, StoreError
from netwatch.store.run_values import Claim, RunStatus
from netwatch.store.store import Store

Now = Callable[[], datetime]


def perform(
    work: Workspace,
    timetable: Timetable,
    schedule: Schedule,
    claim: Claim,
    halt: Halt,
    log: Log,
    now: Now = utc_now,
) -> RunStatus:
    """Do the work of a claimed run and write down how it ended.

    Returns RUNNING for a run that was put down and will be taken up again. Raises StoreError when
    its end cannot be written; it is taken up later then too.
    """
    schedules = work.store.schedules
    facts = {"schedule": schedule.name, "what": schedule.what, "run": claim.run_id}
    visited = schedules.visited(claim.run_id)
    log.info("a run begins", **facts, visited_before=len(visited))
    with (
        _beating(work.store, claim, halt, log, now),
        Workspace(work.settings, work.environment) as fresh,
    ):
        status, said = _done(
            Job(
                work=fresh,
                schedule=schedule,
                claim=claim,
                timetable=timetable,
                visited=visited,
                halt=halt,
            )
        )
    if status is RunStatus.RUNNING:
        schedules.put_down(claim)
        log.warning("a run was put down", **facts, why=said)
        return status
    if not schedules.finish(claim, status, said, now()):
        log.warning("a run went over to another process", **facts)
        return RunStatus.RUNNING
    tell = log.info if status is RunStatus.DONE else log.error
    tell(f"a run is {status.value}", **facts, said=said)
    return status


def _done(job: Job) -> tuple[RunStatus, str]:
    """Do the work; return how it ended, and a sentence about it."""
    try:
        return RunStatus.DONE, registry.unit("app.jobs", job.schedule.what).run(job)
    except (PutDownError, StoppedError, ClaimLostError) as stopped:
        return RunStatus.RUNNING, str(stopped)
    except NetwatchError as error:
        return RunStatus.FAILED, str(error)
    except Exception as error:  # noqa: BLE001  # one kind of work must not end the service
        return RunStatus.FAILED, f"{type(error).__name__}: {error}"


@contextmanager
def _beating(store: Store, claim: Claim, halt: Halt, log: Log, now: Now) -> Iterator[None]:
    """Say every few seconds that the run has its owner; halt when it has another."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_S):
            try:
                if not store.schedules.beat(claim, now()):
                    halt.now()
                    return
            except StoreError as error:
                log.warning("the run's sign of life could not be written", why=str(error))

    thread = threading.Thread(target=beat, name=f"beat-{claim.run_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

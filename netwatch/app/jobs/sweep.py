"""Visit devices: all of them, or those the schedule names."""

from collections import Counter

from netwatch.app.cadence import Wish
from netwatch.app.job import Job, PutDownError
from netwatch.app.sweep import outcomes
from netwatch.app.workspace import utc_now
from netwatch.model.checked import CheckStatus
from netwatch.model.device import Device


def run(job: Job, wish: Wish | None = None) -> str:
    """Visit the devices the run has not had yet, and say how many of each outcome there were.

    Devices whose site is in maintenance are left out. Raises PutDownError when stopped, and what a
    sweep raises.
    """
    due, kept_out = _due(job)
    counts: Counter[CheckStatus] = Counter()
    new = 0
    for checked in outcomes(job.work, due, halt=job.halt, wish=wish, claim=job.claim):
        counts[checked.status] += 1
        new += sum(each.new for each in checked.findings)
    if counts.total() < len(due):
        raise PutDownError(f"stopped after {counts.total()} of {len(due)} devices")
    told = ", ".join(f"{counts[each]} {each.value}" for each in CheckStatus)
    before = f"; {len(job.visited)} were visited before a restart" if job.visited else ""
    out = f"; {kept_out} left alone: their site is in maintenance" if kept_out else ""
    return f"{counts.total()} devices: {told}; {new} new findings{before}{out}"


def _due(job: Job) -> tuple[tuple[Device, ...], int]:
    """Return the devices to visit now, and how many maintenance keeps out."""
    now = utc_now()
    wanted = [
        each for each in job.work.devices(job.schedule.devices) if each.name not in job.visited
    ]
    due = tuple(each for each in wanted if not job.timetable.keeps_out(each.site, now))
    return due, len(wanted) - len(due)

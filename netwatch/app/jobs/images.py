"""The slow image checks: a sweep in which every image is hashed, however recent its hashes are."""

from netwatch.app.cadence import Effort, Wish
from netwatch.app.job import Job
from netwatch.app.jobs.sweep import run as sweep


def run(job: Job) -> str:
    """Visit the devices, have their images hashed, and say how it went."""
    return sweep(job, Wish(hashes=Effort.ALWAYS, copies=Effort.DUE))

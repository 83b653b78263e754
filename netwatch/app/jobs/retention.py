"""Forget what is older than ``keep_days``."""

from datetime import timedelta

from netwatch.app.job import Job, PutDownError
from netwatch.app.workspace import utc_now


def run(job: Job) -> str:
    """Prune the store in small steps and say what went. Raises StoreError, PutDownError."""
    days = job.work.settings.keep_days
    if days is None:
        return "nothing pruned: keep_days is not set, so every visit is kept"
    before = utc_now() - timedelta(days=days)
    visits = texts = 0
    for step in job.work.store.prune(before):
        visits, texts = visits + step.visits, texts + step.texts
        if job.halt.closing():
            raise PutDownError(f"stopped after pruning {visits} visits")
    runs = job.work.store.schedules.forget(before)
    lines = job.work.store.heard.forget(before)
    return (
        f"pruned {visits} visits, {texts} texts, {runs} runs and {lines} log lines from before "
        f"{before:%Y-%m-%d}"
    )

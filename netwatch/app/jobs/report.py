"""Write the standing findings to a file."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from netwatch import registry
from netwatch.app.finding_views import findings_view
from netwatch.app.job import Job
from netwatch.app.workspace import utc_now
from netwatch.model.document import Look
from netwatch.model.errors import NetwatchError
from netwatch.store.values import FindingFilter

_WIDTH = 160


class ReportError(NetwatchError):
    """A report could not be written where the schedule says."""


def run(job: Job) -> str:
    """Write the report and say where it is.

    ``{date}`` in the schedule's ``output`` becomes the day in UTC. Raises ReportError,
    UnknownUnitError.
    """
    found = job.work.store.findings(FindingFilter())
    text = registry.unit("report", job.schedule.form).render(
        findings_view(found, found), Look(width=_WIDTH)
    )
    name = str(job.schedule.output).replace("{date}", f"{utc_now():%Y-%m-%d}")
    _write(Path(name), text + "\n")
    return f"{len(found)} findings written to {name}"


def _write(path: Path, text: str) -> None:
    """Write beside and rename, so that nobody ever reads half a report."""
    draft = None
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(draft).replace(path)
    except OSError as error:
        if draft is not None:
            with suppress(OSError):
                Path(draft).unlink()
        raise ReportError(f"cannot write {path}: {error.strerror}") from None

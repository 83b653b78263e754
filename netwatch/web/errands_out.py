"""What goes on behind the pages, as the API tells it."""

from netwatch.app.errands import Errand
from netwatch.shapes import when
from netwatch.web.models import Model


class ErrandOut(Model):
    """Work that goes on behind, or how it ended; `total` and `done` count devices."""

    act: str
    by: str
    began: str
    total: int
    done: int
    ended: str | None
    failed: bool
    said: str


def errand_out(errand: Errand) -> ErrandOut:
    """Return an errand as JSON has it."""
    return ErrandOut(
        act=errand.act, by=errand.by, began=errand.began.isoformat(), total=errand.total,
        done=errand.done, ended=when(errand.ended), failed=errand.failed, said=errand.said,
    )  # fmt: skip

"""Who did what: kept as it happens, and read back."""

from datetime import datetime

from netwatch.app.person import login
from netwatch.app.workspace import Workspace
from netwatch.model.act import Act, Actor, How
from netwatch.store.people_values import ActFilter, ActPage


def at_the_keyboard() -> Actor:
    """Return whoever types commands on this machine."""
    return Actor(name=login(), how=How.CLI)


def record(work: Workspace, by: Actor, act: str, subject: str, said: str, now: datetime) -> None:
    """Keep an act. Raises StoreError."""
    work.store.people.acts.add(Act(at=now, actor=by, act=act, subject=subject, detail=said))


def acts(work: Workspace, wanted: ActFilter, *, before: int | None, limit: int) -> ActPage:
    """Return some acts that match, latest first, older than the number ``before``."""
    return work.store.people.acts.page(wanted, before=before, limit=limit)

"""One scheduled sweep: the inventory read anew, every device checked, a line for the log."""

from collections.abc import Callable
from datetime import datetime

from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace
from netwatch.model.checked import CheckStatus


def nightly(work: Workspace, say: Callable[[str], None]) -> None:
    """Sweep with the inventory and policy as they are now, and say how it went.

    Raises NetwatchError when the sweep cannot start or a result cannot be kept.
    """
    with Workspace(work.settings, work.environment) as fresh:
        swept = sweep(fresh, fresh.devices(()))
    statuses = [each.status for each in swept.checked]
    counts = ", ".join(f"{statuses.count(each)} {each.value}" for each in CheckStatus)
    new = sum(kept.new for each in swept.checked for kept in each.findings)
    moment = f"{swept.finished_at:%Y-%m-%dT%H:%M:%SZ}"
    say(f"{moment} {len(statuses)} devices: {counts}; {new} new findings")


def last_visit(work: Workspace) -> datetime | None:
    """Return when any device of the inventory was last visited, None before the first time."""
    wanted = {each.name for each in work.inventory.devices}
    visits = [each.last_visit for each in work.store.devices() if each.name in wanted]
    return max(visits, default=None)

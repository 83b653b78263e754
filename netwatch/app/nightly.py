"""When the inventory was last visited."""

from datetime import datetime

from netwatch.app.workspace import Workspace


def last_visit(work: Workspace) -> datetime | None:
    """Return when any device of the inventory was last visited, None before the first time."""
    wanted = {each.name for each in work.inventory.devices}
    visits = [each.last_visit for each in work.store.devices() if each.name in wanted]
    return max(visits, default=None)

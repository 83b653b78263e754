"""Which devices a question is about: those a person may see, narrowed by what they chose."""

from fnmatch import fnmatchcase

from netwatch.app.workspace import Workspace
from netwatch.store.present_values import Within

_PATTERN = frozenset("*?[")


def chosen(
    work: Workspace,
    within: Within,
    *,
    device: str | None = None,
    site: str | None = None,
    tag: str | None = None,
) -> Within:
    """Return the names of the devices that match all that is given, None for every device.

    ``device`` is a name or a pattern (shell globs). Devices that left the inventory have neither
    site nor tag. Raises InventoryError, StoreError.
    """
    if site or tag:
        listed = frozenset(
            each.name
            for each in work.inventory.devices
            if (not site or each.site == site) and (not tag or tag in each.tags)
        )
        within = listed if within is None else within & listed
    if not device:
        return within
    if not _PATTERN.intersection(device):
        return frozenset({device}) if within is None else within & {device}
    names = _every(work) if within is None else within
    return frozenset(each for each in names if fnmatchcase(each, device))


def _every(work: Workspace) -> frozenset[str]:
    # What is kept can be looked through where no inventory lies, too.
    listed = work.inventory.devices if work.settings.inventory.exists() else ()
    return work.store.present.visited() | {each.name for each in listed}


def sites(work: Workspace, within: Within) -> tuple[str, ...]:
    """Return the sites of the devices ``within``, by name."""
    found = {each.site for each in work.inventory.devices if within is None or each.name in within}
    return tuple(sorted(each for each in found if each))


def tags(work: Workspace, within: Within) -> tuple[str, ...]:
    """Return the tags of the devices ``within``, by name."""
    return tuple(
        sorted(
            {
                tag
                for each in work.inventory.devices
                if within is None or each.name in within
                for tag in each.tags
            }
        )
    )

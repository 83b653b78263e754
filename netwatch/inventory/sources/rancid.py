"""RANCID's router.db (router.db(5)): ``name;type;state``, one file a group."""

from pathlib import Path

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources._files import path_of, text_of
from netwatch.model.source import Listed, Listing, SourceSettings

_NAME = "router.db"
_FIELDS = 3


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the devices that RANCID collects. Raises InventoryError.

    ``path`` is a router.db, or the folder of groups; a group's name becomes the site.
    """
    del token
    devices, down, unread = [], 0, []
    for path, group in _files(path_of(source)):
        for number, line in enumerate(text_of(path).split("\n"), 1):
            row = line.split("#", 1)[0].strip()
            if not row:
                continue
            # Before version 3 a colon stood between the fields.
            fields = [each.strip() for each in row.split(";" if ";" in row else ":")]
            if len(fields) < _FIELDS or not fields[0] or not fields[1]:
                unread.append(f"{path}:{number}")
            elif fields[2].casefold() != "up":
                down += 1
            else:
                name = fields[0].casefold()  # as RANCID names its files
                listed = Listed(name=name, address=fields[0], platform=fields[1], site=group)
                devices.append(listed)
    remarks = []
    if down:
        remarks.append(f"{down} devices are not `up` in router.db and left out")
    if unread:
        remarks.append(f"{len(unread)} lines are not name;type;state ({unread[0]})")
    return Listing(tuple(devices), tuple(remarks))


def _files(path: Path) -> list[tuple[Path, str | None]]:
    if path.is_file():
        return [(path, None)]
    if (path / _NAME).is_file():
        return [(path / _NAME, path.name)]
    found = [(each, each.parent.name) for each in sorted(path.glob(f"*/{_NAME}"))]
    if not found:
        raise InventoryError(f"there is no router.db in {path} or a folder of it")
    return [(each, group) for each, group in found]

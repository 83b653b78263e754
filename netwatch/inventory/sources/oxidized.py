"""Oxidized's router.db, or any list its CSV source reads (docs/Sources.md of Oxidized)."""

from netwatch.inventory.sources._files import is_secret, path_of, remark_on, said, text_of
from netwatch.model.source import Listed, Listing, SourceSettings

_COLUMNS = ("name", "model", "group")
_AFTER = 2


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the nodes of a router.db. Raises InventoryError.

    ``columns`` names its columns in order, as ``source.csv.map`` of Oxidized does; without them
    the first two are name and model, a third the group where nothing follows it.
    """
    del token
    path = path_of(source)
    delimiter = source.delimiter or ":"
    devices, secrets, unread = [], set(), []
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        values = [each.strip() for each in line.split(delimiter)]
        columns = source.columns or _COLUMNS[: 3 if len(values) == len(_COLUMNS) else _AFTER]
        row = dict(zip(columns, values, strict=False))
        if not source.columns and len(values) > len(_COLUMNS):
            # Nobody says what stands there; it is where people keep user names and passwords.
            secrets.add(f"columns after the second, which `columns:` does not name (line {number})")
        secrets |= {name for name, value in row.items() if value and is_secret(name)}
        name = said(row.get("name"))
        if name is None:
            unread.append(number)
            continue
        devices.append(
            Listed(
                name=name,
                address=said(row.get("ip")) or said(row.get("address")) or name,
                platform=said(row.get("model")) or said(row.get("platform")),
                site=said(row.get("group")) or said(row.get("site")),
                role=said(row.get("role")),
            )
        )
    remarks = remark_on(path, _few(secrets))
    if unread:
        remarks = (*remarks, f"{path}: {len(unread)} lines have no name (line {unread[0]})")
    return Listing(tuple(devices), remarks)


def _few(names: set[str]) -> set[str]:
    unnamed = sorted(each for each in names if each.startswith("columns"))
    return {each for each in names if not each.startswith("columns")} | set(unnamed[:1])

"""Nornir's SimpleInventory (nornir.readthedocs.io): hosts.yaml, groups.yaml, defaults.yaml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.sources._files import (
    number,
    path_of,
    remark_on,
    said,
    secrets_in,
    words,
)
from netwatch.inventory.yaml_text import load
from netwatch.model.source import Listed, Listing, SourceSettings

Json = dict[str, Any]
_DEEPEST = 100


def read(source: SourceSettings, token: str | None) -> Listing:
    """Return the hosts of a SimpleInventory; ``path`` is its folder or its hosts file.

    A host takes what it does not say from its groups, in their order, and then from the defaults.
    Raises InventoryError.
    """
    del token
    path = path_of(source)
    hosts = path / "hosts.yaml" if path.is_dir() else path
    groups = _mapping(hosts.parent / "groups.yaml", needed=False)
    defaults = _mapping(hosts.parent / "defaults.yaml", needed=False)
    secrets: set[str] = set()
    devices = []
    for name, host in _mapping(hosts, needed=True).items():
        chain = [*_chain(host if isinstance(host, dict) else {}, groups), defaults]
        for each in chain:
            secrets |= secrets_in(each) | secrets_in(_data(each))
        devices.append(
            Listed(
                name=str(name),
                address=said(_first(chain, "hostname")) or str(name),
                platform=said(_first(chain, "platform")),
                port=number(_first(chain, "port")),
                site=said(_of_data(chain, source, "site")),
                role=said(_of_data(chain, source, "role")),
                tags=words(_of_data(chain, source, "tags")),
                credentials=said(_of_data(chain, source, "credentials")),
            )
        )
    return Listing(tuple(devices), remark_on(hosts.parent, secrets))


def _mapping(path: Path, *, needed: bool) -> Json:
    if not needed and not path.exists():
        return {}
    data, _ = load(path, kind="Nornir inventory")
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise InventoryError(f"{path}: no mapping of names; is this a SimpleInventory?")
    return data


def _chain(host: Json, groups: Json) -> Iterator[Json]:
    """Yield the host and its groups, each group once, a group's own groups behind it."""
    seen: set[str] = set()

    def walk(entry: Json, depth: int) -> Iterator[Json]:
        yield entry
        for name in entry.get("groups") or ():
            group = groups.get(str(name))
            if isinstance(group, dict) and str(name) not in seen and depth < _DEEPEST:
                seen.add(str(name))
                yield from walk(group, depth + 1)

    yield from walk(host, 0)


def _first(chain: list[Json], key: str) -> object:
    return next((each[key] for each in chain if each.get(key) is not None), None)


def _data(entry: Json) -> Json:
    data = entry.get("data")
    return data if isinstance(data, dict) else {}


def _of_data(chain: list[Json], source: SourceSettings, what: str) -> object:
    return _first([_data(each) for each in chain], source.fields.get(what, what))

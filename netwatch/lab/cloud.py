"""Simulated cloud accounts: read from the ``cloud`` part of a file, and served side by side."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from netwatch import registry
from netwatch.lab.dialogue import FIRST_STAGE, DialogueError, merged
from netwatch.lab.spec import CloudSpec
from netwatch.model.device import Credentials

_NEEDED = ("platform", "account", "stages")
_KEYS = (*_NEEDED, "name", "regions", "tenant")


def load_cloud(path: Path, content: Mapping[str, Any]) -> CloudSpec:
    """Return the account under ``cloud`` in the ``content`` of the file ``path``.

    Every later stage is laid over the first. Raises DialogueError.
    """
    data = content["cloud"]
    if not isinstance(data, dict) or not set(_NEEDED) <= set(data) <= set(_KEYS):
        raise DialogueError(f"{path}: cloud needs {', '.join(_NEEDED)} and knows {_KEYS}")
    stages = data["stages"]
    if not isinstance(stages, dict) or not isinstance(stages.get(FIRST_STAGE), dict):
        raise DialogueError(f"{path}: cloud: stages needs the objects of {FIRST_STAGE!r}")
    first = stages[FIRST_STAGE]
    return CloudSpec(
        name=str(data.get("name") or path.stem),
        platform=str(data["platform"]),
        account=str(data["account"]),
        scenes=tuple((str(name), merged(first, each or {})) for name, each in stages.items()),
        regions=tuple(str(each) for each in data.get("regions") or ()),
        tenant=data.get("tenant"),
    )


def credentials_for(platform: str) -> Credentials:
    """Return what the simulated cloud ``platform`` lets in. Raises UnknownUnitError."""
    found: Credentials = registry.unit("lab.clouds", platform).CREDENTIALS
    return found


class CloudFleet:
    """Several accounts on loopback; ``endpoints`` are their addresses by name while it is open."""

    def __init__(self, specs: Iterable[CloudSpec]) -> None:
        self.specs = tuple(specs)
        self.endpoints: dict[str, str] = {}
        self._stack = ExitStack()
        self._clouds: dict[str, Any] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for each in self.specs:
                cloud = registry.unit("lab.clouds", each.platform).Cloud(each.objects(FIRST_STAGE))
                self._clouds[each.name] = stack.enter_context(cloud)
                self.endpoints[each.name] = cloud.endpoint
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def stage(self, name: str) -> None:
        """Put every account into the stage ``name``."""
        for each in self.specs:
            self._clouds[each.name].become(each.objects(name))

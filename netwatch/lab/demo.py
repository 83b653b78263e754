"""The demonstration: a simulated network is watched, tampered with, and watched again."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from netwatch.app.cadence import Effort, Wish
from netwatch.app.settings import load_settings
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.model.checked import Checked, Swept
from netwatch.model.errors import NetwatchError

_MARK = ".netwatch-demo"


class DemoFolderError(NetwatchError):
    """The folder holds something that is not an earlier demonstration."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the demonstration: what happens, and the sweep that sees it."""

    title: str
    swept: Swept


def perform(
    folder: Path, shown: Callable[[int], Callable[[Iterator[Checked]], Iterator[Checked]]]
) -> Iterator[Act]:
    """Play the demonstration over real SSH on loopback, keeping everything in ``folder``.

    ``shown`` gives the progress display for a number of devices. An earlier demonstration in
    ``folder`` is removed. Raises DemoFolderError when something else lies there.
    """
    _clear(folder)
    specs = load_folder(DEMO_FLEET)
    with Fleet(specs) as fleet:
        inventory = folder / "inventory.yaml"
        inventory.write_text(inventory_yaml(specs, fleet.ports), encoding="utf-8")
        shutil.copy(DEMO_FLEET / "policy.yaml", folder / "policy.yaml")
        settings = load_settings(
            state_dir=folder, inventory=inventory, policy=folder / "policy.yaml",
            database_url=f"sqlite:///{folder.absolute() / 'netwatch.db'}",
        )  # fmt: skip
        with Workspace(settings, environment(specs)) as work:
            devices = work.devices(())
            display = shown(len(devices))
            yield Act("a baseline of every device", sweep(work, devices, display))
            fleet.stage("after")
            # One image was patched without a visible trace: by itself it is hashed within a week.
            swept = sweep(work, devices, display, Wish(hashes=Effort.ALWAYS))
            yield Act("the same devices, once an intruder was there", swept)


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise DemoFolderError(f"{folder} is not empty; name another with --folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / _MARK).touch()

"""The demonstration: a simulated network is watched, tampered with, and watched again."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from netwatch.app.accounts import add
from netwatch.app.audit_log import at_the_keyboard
from netwatch.app.cadence import Effort, Wish
from netwatch.app.kept_views import known_states, sweep_view
from netwatch.app.mirror_traffic import mirrors_view, seen_traffic
from netwatch.app.mirror_volumes import all_volumes
from netwatch.app.reading_logs import read_logs
from netwatch.app.settings import load_settings
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace, utc_now
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.traffic import Sent, firewall_csv
from netwatch.model.checked import Checked
from netwatch.model.document import Document
from netwatch.model.errors import NetwatchError
from netwatch.model.person import Role
from netwatch.store.people_values import NewAccount

FLOW_LOG = "flows.csv"
_MARK = ".netwatch-demo"
_ON_THE_WAY = ("core-rtr1", "wan-rtr1")
_TRAFFIC = (
    # What core-rtr1's configuration declares, to the sensor of the lab's policy.
    Sent("192.0.2.1", "192.0.2.200", protocol=47, bytes=48_300_000, packets=41_000),
    Sent("192.0.2.1", "192.0.2.200", protocol=47, bytes=51_900_000, packets=44_000, minutes_ago=20),
    # wan-rtr1, whose boot loader is another one, shows no session at all.
    Sent("192.0.2.5", "203.0.113.66", port=4789, bytes=26_400_000, packets=21_000),
    Sent("192.0.2.5", "203.0.113.66", port=4789, bytes=24_100_000, packets=19_500, minutes_ago=12),
    # An overlay of two data centres, which goes both ways, and a backup.
    Sent("192.0.2.11", "192.0.2.12", port=4789, bytes=70_000_000, packets=50_000),
    Sent("192.0.2.12", "192.0.2.11", port=4789, bytes=9_000_000, packets=9_000),
    Sent("192.0.2.70", "192.0.2.90", protocol=6, port=873, bytes=88_000_000, back=900_000),
)


class DemoFolderError(NetwatchError):
    """The folder holds something that is not an earlier demonstration."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the demonstration: what happens, and what netwatch shows of it."""

    title: str
    shown: Document


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
            yield Act("a baseline of every device", sweep_view(sweep(work, devices, display)))
            fleet.stage("after")
            # One image was patched without a visible trace: by itself it is hashed within a week.
            swept = sweep(work, devices, display, Wish(hashes=Effort.ALWAYS))
            yield Act("the same devices, once an intruder was there", sweep_view(swept))
            yield from _seen_by_a_firewall(work, folder / FLOW_LOG)


def invitation(folder: Path) -> str:
    """Return the path by which an admin of the demonstration in ``folder`` comes in, once."""
    new = NewAccount(name="demo", role=Role.ADMIN)
    with Workspace(load_settings(state_dir=folder)) as work:
        invited = add(work, new, at_the_keyboard(), utc_now())
    return f"/invitation?code={invited.code}"


def _seen_by_a_firewall(work: Workspace, log: Path) -> Iterator[Act]:
    """Lay what a firewall on the way counted beside what the devices declare."""
    log.write_text(firewall_csv(_TRAFFIC, utc_now()), encoding="utf-8")
    flows = read_logs([log], work, threshold=None, keep=True).document
    yield Act(f"what a firewall on the way counted: netwatch logs --keep {log}", flows)
    states = known_states(work.store, _ON_THE_WAY)
    volumes = all_volumes(work.store, states, utc_now())
    beside = mirrors_view(states, seen_traffic(work.store, states), volumes)
    yield Act(f"declared beside seen: netwatch mirrors {' '.join(_ON_THE_WAY)}", beside)


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise DemoFolderError(f"{folder} is not empty; name another with --folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / _MARK).touch()

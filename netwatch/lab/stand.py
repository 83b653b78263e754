"""A fleet with its inventory on disk, for a person to work with."""

import contextlib
import shlex
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet, FleetError
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.spec import DeviceSpec


@dataclass(frozen=True)
class Stand:
    """A running fleet and the folder that holds its inventory."""

    fleet: Fleet
    folder: Path
    specs: tuple[DeviceSpec, ...]

    def briefing(self) -> Iterator[str]:
        """Yield what a person needs to know to use the fleet from another terminal."""
        yield f"{len(self.specs)} devices listen on loopback; in another terminal:"
        for name, value in environment(self.specs).items():
            yield f"  export {name}={shlex.quote(value)}"
        yield f"  cd {shlex.quote(str(self.folder))} && netwatch --state-dir state sweep --hash"
        yield 'Type "after" and Enter to let the intruder in, "before" to go back; Ctrl-C ends.'

    def obey(self, line: str) -> str:
        """Carry out ``STAGE [DEVICE]`` and return what was done, or why not."""
        stage, _, device = line.strip().partition(" ")
        if not stage:
            return "type a stage, such as: after core-rtr1"
        try:
            self.fleet.stage(stage, device.strip() or None)
        except (FleetError, KeyError, ValueError) as error:
            return str(error)
        return f"{device.strip() or 'every device'} is now in stage {stage}"

    def wait(self) -> None:
        """Serve until interrupted (standard input was closed)."""
        threading.Event().wait()


@contextlib.contextmanager
def open_stand(devices: Path | None, folder: Path) -> Iterator[Stand]:
    """Serve the device files in ``devices`` (the demo fleet for None) and write their inventory.

    Host keys are kept in ``folder``, so that keys pinned against the fleet stay right.
    """
    source = devices or DEMO_FLEET
    specs = tuple(load_folder(source))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Fleet(specs, key_folder=folder / "host-keys") as fleet:
        text = inventory_yaml(specs, fleet.ports)
        (folder / "inventory.yaml").write_text(text, encoding="utf-8")
        if (source / "policy.yaml").is_file():
            shutil.copy(source / "policy.yaml", folder / "policy.yaml")
        with contextlib.suppress(KeyboardInterrupt):
            yield Stand(fleet, folder, specs)

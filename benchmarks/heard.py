"""How long it takes from a device's log line to the finding, and what of it is netwatch's.

    python benchmarks/heard.py [ROUNDS]

One simulated router on loopback changes, and ``logger`` says so at once. Measured are the seconds
until its look has ended with the finding kept, the seconds a bare check of the same device takes,
and the difference: what waiting for silence, reading and starting the look cost.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from netwatch.app.debounce import Pace
from netwatch.app.listening import Listening
from netwatch.app.settings import load_settings
from netwatch.app.triggers import Triggers, look_at
from netwatch.app.workspace import Workspace
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.store.values import FindingFilter

DEVICE = "core-rtr1"
LINE = "%SYS-5-CONFIG_I: Configured from console by eve on vty0 (198.51.100.5)"


def main(rounds: int) -> None:
    specs = [each for each in load_folder(DEMO_FLEET) if each.name == DEVICE]
    with Fleet(specs) as fleet, tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(fleet.specs))
        Path(folder, "inventory.yaml").write_text(inventory_yaml(fleet.specs, fleet.ports))
        took = [once(fleet, Path(folder), number) for number in range(rounds)]
    total, bare = (list(each) for each in zip(*took, strict=True))
    beyond = [one - other for one, other in took]
    for name, seconds in (
        ("line to finding", total), ("the check alone", bare), ("beyond the device", beyond),
    ):  # fmt: skip
        middle = statistics.median(seconds)
        print(f"{name:18} {min(seconds):6.2f} {middle:6.2f} {max(seconds):6.2f} s (min median max)")


def once(fleet: Fleet, folder: Path, number: int) -> tuple[float, float]:
    """Return the seconds from line to finding, and those of a check by hand."""
    settings = load_settings(
        inventory=folder / "inventory.yaml",
        state_dir=folder / f"state{number}",
        syslog_udp="127.0.0.1:0",
    )
    looked = threading.Event()
    with Workspace(settings) as work:

        def look(device: str) -> None:
            look_at(work, device)
            looked.set()

        fleet.stage("before")
        look_at(work, DEVICE)
        began = time.monotonic()
        look_at(work, DEVICE)
        bare = time.monotonic() - began
        triggers = Triggers(work, print, look=look, pace=Pace())
        listening = Listening(settings, triggers)
        triggers.start()
        listening.start()
        fleet.stage("after")
        began = time.monotonic()
        server = ["--server", "127.0.0.1", "--port", str(listening.ports["udp"]), "--udp"]
        subprocess.run(["logger", *server, "--rfc3164", LINE], check=True)
        looked.wait(60)
        total = time.monotonic() - began
        listening.stop()
        triggers.stop()
        if not work.store.findings(FindingFilter(device=DEVICE)):
            sys.exit("the look found nothing")
    return total, bare


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

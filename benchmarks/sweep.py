"""The whole sweep against a plain nornir-netmiko script that only collects.

``python benchmarks/sweep.py [--devices 200] [--rtt 0.02] [--runs 3]``. Both clients ask the same
devices the same commands, each in a process of its own, and share the machine's cores with the
simulated fleet; ratios count, absolutes do not. The other client needs
``pip install nornir nornir-netmiko``; without it only netwatch is measured.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.mutate import copies
from netwatch.lab.process import FleetProcess
from netwatch.lab.spec import DeviceSpec

OTHER = Path(__file__).parent / "support" / "nornir_collect.py"
OTHER_WORKERS = (50, 100)
# What a shell asks for itself: the other client's driver does the same in its own way.
MANNERS = ("terminal ", "exit", "enable")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--devices", type=int, default=200)
    options.add_argument("--rtt", type=float, default=0.02)
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    specs = fleet_of(given.devices, given.rtt)
    with tempfile.TemporaryDirectory() as folder, FleetProcess(specs) as fleet:
        home = Path(folder)
        text = inventory_yaml(specs, fleet.ports)
        (home / "inventory.yaml").write_text(text, encoding="utf-8")
        surroundings = {**os.environ, **environment(specs)}
        ours = measured(given.runs, lambda run: sweep(home, run, surroundings))
        told("netwatch sweep: collect, read, store, compare, detect", ours, given.devices)
        if importlib.util.find_spec("nornir_netmiko") is None:
            print("nornir-netmiko is not installed: nothing to compare with")
            return
        commands = asked(fleet, specs[0].name)
        job = {"ports": fleet.ports, "commands": commands, "environment": environment(specs)}
        (home / "job.json").write_text(json.dumps(job), encoding="utf-8")
        for workers in OTHER_WORKERS:
            theirs = measured(given.runs, lambda _, w=workers: collect(home, w, surroundings))
            told(f"nornir-netmiko, {workers} threads: collect only", theirs, given.devices)
            ratios = sorted(b / a for a, b in zip(ours, theirs, strict=True))
            print(
                f"  netwatch is {statistics.median(ratios):.2f} times as fast "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f})"
            )


def fleet_of(number: int, rtt_s: float) -> tuple[DeviceSpec, ...]:
    """Return copies of a router whose only delays are the road's."""
    spec = next(each for each in load_folder(DEMO_FLEET) if each.name == "core-rtr1")
    scenes = tuple(
        (
            stage,
            replace(
                scene,
                rtt_s=rtt_s,
                delay_s=0.0,
                answers=tuple(replace(each, delay_s=0.0) for each in scene.answers),
            ),
        )
        for stage, scene in spec.scenes
    )
    return copies(replace(spec, scenes=scenes), number)


def measured(runs: int, once: object) -> list[float]:
    """Return the seconds of each run."""
    seconds = []
    for run in range(runs):
        began = time.perf_counter()
        once(run)
        seconds.append(time.perf_counter() - began)
    return seconds


def sweep(home: Path, run: int, surroundings: dict[str, str]) -> None:
    """Sweep the fleet into a new database, as a user would from the shell."""
    words = [sys.executable, "-m", "netwatch", "--inventory", str(home / "inventory.yaml")]
    words += ["--state-dir", str(home / f"state{run}"), "sweep", "--format", "json"]
    words += ["--output", str(home / "out.json"), "--fail-on", "critical"]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)
    summary = json.loads((home / "out.json").read_text(encoding="utf-8"))["summary"]
    if done.returncode not in (0, 1) or summary["unknown"]:
        sys.exit(f"the sweep failed: {summary} {done.stderr[-500:]}")


def collect(home: Path, workers: int, surroundings: dict[str, str]) -> None:
    """Run the other client."""
    words = [sys.executable, str(OTHER), str(home / "job.json"), str(workers)]
    subprocess.run(words, env=surroundings, check=True)


def asked(fleet: FleetProcess, name: str) -> list[str]:
    """Return the commands netwatch wrote to a device in one visit, without the manners."""
    lines = fleet.sessions(name)[0].received.decode().replace("\r", "\n").split("\n")
    return [each for each in lines if each and not each.startswith(MANNERS)]


def told(what: str, seconds: list[float], devices: int) -> None:
    rate = sorted(devices / each for each in seconds)
    print(
        f"{what}: {statistics.median(rate):.1f} devices/s "
        f"(min {rate[0]:.1f}, max {rate[-1]:.1f}, {len(rate)} runs of {devices})"
    )


if __name__ == "__main__":
    main()

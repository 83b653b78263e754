"""How fast netwatch collects, against a plain netmiko script that asks the same of the same boxes.

    python benchmarks/collect_ssh.py [ROUNDS]

Simulated boxes (six commands, a 60 KB configuration) run in a process of their own on loopback;
client and boxes share the machine, so ratios count and absolute times do not. Both clients take
turns in each round; printed are the ratios' minimum, median and maximum.
"""

import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from netmiko import ConnectHandler

from netwatch.collect.access import Access
from netwatch.collect.pool import Pool
from netwatch.collect.ssh import collect
from netwatch.lab.dialogue import load
from netwatch.lab.fleet import LOOPBACK, Fleet
from netwatch.model.device import Credentials, Device, HostKeyPolicy
from netwatch.model.platform import CONFIG, FILES, MIRRORS, VERSION, Command, Dialogue, Platform
from netwatch.model.state import Reading

PASSWORD = "netwatch-lab"
BOXES = 50
QUESTIONS = (
    ("show version", VERSION),
    ("show running-config", CONFIG),
    ("show monitor session all", MIRRORS),
    ("show boot", "boot"),
    ("show inventory", "inventory"),
    ("dir flash:", FILES),
)
BOX = """
platform: cisco_ios
hostname: {name}
rtt: {rtt}
commands:
  show version: "Lab Software, Version 1.2.3"
  show running-config:
    blocks:
      - "hostname {name}\\n!\\n"
      - each: 1-1000
        text: "interface Vlan{{{{n}}}}\\n description a port of the benchmark number {{{{n}}}}\\n"
      - "end\\n"
  show monitor session all: "No SPAN configuration is present in the system."
  show boot: "BOOT path-list : flash:image.bin"
  show inventory: "NAME: chassis, SN: LAB1"
  "dir flash:": "Directory of flash:/"
"""
PLATFORM = Platform(
    name="benchmark",
    title="A box of the benchmark",
    read=lambda _answers: Reading(),
    flatten=lambda _text: (),
    interface_key=str,
    commands=tuple(
        Command(text, topic, end="^end$" if topic == CONFIG else None) for text, topic in QUESTIONS
    ),
    dialogue=Dialogue("cisco_ios", prepare=("terminal width 511", "terminal length 0")),
)

Visit = Callable[[Device], int]


class NoKeys:
    """No key is pinned: both clients accept any."""

    def pinned(self, name: str) -> str | None:
        """Know none."""
        del name

    def pin(self, name: str, key: str) -> str:
        """Accept any."""
        del name
        return key


def serve(pipe: Connection, rtt: float) -> None:
    """Serve the boxes in this process until told to stop."""
    with tempfile.TemporaryDirectory() as folder:
        specs = []
        for number in range(BOXES):
            path = Path(folder) / f"box{number}.yaml"
            path.write_text(BOX.format(name=path.stem, rtt=rtt))
            specs.append(load(path))
        with Fleet(specs) as fleet:
            pipe.send(fleet.ports)
            with suppress(EOFError):
                pipe.recv()


def with_netwatch(device: Device) -> int:
    """Visit with netwatch; return how many characters came back."""
    access = Access(
        credentials=Credentials(username="netwatch", password=PASSWORD),
        host_keys=NoKeys(),
        redact=lambda text, topic: text,  # noqa: ARG005  # the protocol's names
    )
    snapshot = collect(device, PLATFORM, access, now=datetime.now(UTC))
    if snapshot.failures:
        raise RuntimeError(snapshot.failures)
    return sum(len(each.text) for each in snapshot.artifacts)


def with_netmiko(device: Device) -> int:
    """Visit with netmiko as its documentation shows; return how many characters came back."""
    with ConnectHandler(
        device_type="cisco_ios",
        host=device.address,
        port=device.port,
        username="netwatch",
        password=PASSWORD,
    ) as connection:
        return sum(len(connection.send_command(text)) for text, _ in QUESTIONS)


def one_by_one(devices: list[Device], visit: Visit) -> float:
    """Return the median seconds of single visits, one after the other."""
    times = []
    for device in devices[:5]:
        began = time.perf_counter()
        visit(device)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def side_by_side(devices: list[Device], visit: Visit) -> float:
    """Return the seconds for all devices at once."""
    began = time.perf_counter()
    if visit is with_netwatch:
        list(Pool(threads=BOXES).run(devices, visit))
    else:
        with ThreadPoolExecutor(BOXES) as pool:
            list(pool.map(visit, devices))
    return time.perf_counter() - began


def compare(
    name: str, rounds: int, measure: Callable[[list[Device], Visit], float], rtt: float
) -> None:
    """Print netwatch's and netmiko's median seconds and the ratios of the rounds."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there, rtt), daemon=True)
    server.start()
    devices = [
        Device(name=box, address=LOOPBACK, port=port, platform="box", host_key=HostKeyPolicy.OFF)
        for box, port in here.recv().items()
    ]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(measure(devices, with_netwatch))
        theirs.append(measure(devices, with_netmiko))
    here.send("stop")
    server.join()
    ratios = sorted(slow / fast for slow, fast in zip(theirs, ours, strict=True))
    print(
        f"{name:<34} netwatch {statistics.median(ours):7.3f} s  netmiko "
        f"{statistics.median(theirs):7.3f} s  ratio {ratios[0]:.1f} / "
        f"{statistics.median(ratios):.1f} / {ratios[-1]:.1f}  (min / median / max)",
        flush=True,
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for rtt in (0.0, 0.02):
        where = f"RTT {rtt * 1000:.0f} ms"
        compare(f"one device, {where}", rounds, one_by_one, rtt)
        compare(f"{BOXES} devices at once, {where}", rounds, side_by_side, rtt)


if __name__ == "__main__":
    main()

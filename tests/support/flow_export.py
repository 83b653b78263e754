"""Packets -> flow records by tools that others wrote: tcpdump, softflowd, nfcapd and nfdump."""

import contextlib
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path

from support.namespaces import PATH, WAIT_S, Space, frames, until

EXPORT_TOOLS = ("softflowd", "nfcapd", "nfdump")
PORT = 2055
ETHERNET, UDP = 14, 17


@dataclass(frozen=True, order=True)
class Heading:
    """Where an IPv4 packet came from and goes: ``port`` is 0 for what is not UDP."""

    source: str
    destination: str
    protocol: int
    port: int


@dataclass
class Recording:
    """A capture file, and how many packets of each heading were counted in it."""

    path: Path
    packets: Counter[Heading] = field(default_factory=Counter)

    def carrying(self, heading: Heading, source: str, destination: str) -> int:
        """Return how many packets of ``heading`` carry one from ``source`` to ``destination``."""
        inner = IPv4Address(source).packed + IPv4Address(destination).packed
        return sum(inner in each for each in self._payloads(heading))

    def gre_types(self, heading: Heading) -> set[int]:
        """Return the protocol types (RFC 2784) that GRE packets of ``heading`` name."""
        return {int.from_bytes(each[2:4]) for each in self._payloads(heading)}

    def _payloads(self, heading: Heading) -> Iterator[bytes]:
        for each in frames(self.path.read_bytes()):
            if _heading(each) == heading:
                yield each[ETHERNET + 4 * (each[ETHERNET] & 15) :]


@contextlib.contextmanager
def recorded(space: Space, device: str, folder: Path) -> Iterator[Recording]:
    """Record all that ``device`` receives and sends during the block."""
    path = folder / f"{device}.pcap"
    process = _start(space, "tcpdump", "-U", "-n", "--immediate-mode", "-B", "16384", "-Z", "root",
                     "-i", device, "-w", str(path))  # fmt: skip
    recording = Recording(path)
    with _ended(process, signal.SIGINT):
        for line in process.stderr:
            if "listening on" in line:
                break
        yield recording
    headings = (_heading(each) for each in frames(path.read_bytes()))
    recording.packets.update(each for each in headings if each is not None)


def _heading(frame: bytes) -> Heading | None:
    if frame[12:14] != b"\x08\x00":
        return None
    packet = frame[ETHERNET:]
    protocol, transport = packet[9], packet[4 * (packet[0] & 15) :]
    port = int.from_bytes(transport[2:4]) if protocol == UDP else 0
    return Heading(str(IPv4Address(packet[12:16])), str(IPv4Address(packet[16:20])), protocol, port)


EXPORTS = {
    "netflow-5": ("-v", "5"),
    "netflow-9": ("-v", "9"),
    "ipfix": ("-v", "10"),
    "ipfix-biflow": ("-v", "10", "-b"),
}
"""softflowd's options for each way to export; a biflow counts both directions in one record."""


def exported(space: Space, capture: Path, export: str, folder: Path) -> Path:
    """Let softflowd send ``capture`` to nfcapd by one of ``EXPORTS``.

    Returns the folder of nfcapd's files. All of it happens within ``space``.
    """
    kept = folder / export
    kept.mkdir()
    collector = _start(space, "nfcapd", "-b", "127.0.0.1", "-p", str(PORT), "-w", str(kept))
    with _ended(collector, signal.SIGTERM):
        until("nfcapd", lambda: _waiting(space) is not None)
        space.run("softflowd", "-r", str(capture), "-n", f"127.0.0.1:{PORT}", "-c", "none",
                  *EXPORTS[export])  # fmt: skip
        until("nfcapd's reading", lambda: _waiting(space) == 0)
    return kept


def printed(space: Space, kept: Path, *options: str) -> Path:
    """Return a file of what nfdump prints of nfcapd's files in ``kept``."""
    records = kept.with_name(f"{kept.name}{''.join(options)}.txt")
    records.write_text(space.run("nfdump", "-R", str(kept), *options))
    return records


def _waiting(space: Space) -> int | None:
    """Return how many bytes the collector has yet to read, None when it does not listen."""
    for line in space.run("ss", "-lunH").splitlines():
        _, unread, _, here, *_ = line.split()
        if here.endswith(f":{PORT}"):
            return int(unread)
    return None


def _start(space: Space, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        ["ip", "netns", "exec", space.name, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={"PATH": PATH, "LANG": "C.UTF-8", "TZ": "UTC"},
    )


@contextlib.contextmanager
def _ended(process: subprocess.Popen, by: signal.Signals) -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(by)
        process.communicate(timeout=WAIT_S)

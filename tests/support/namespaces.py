"""Real devices in Linux network namespaces: built, driven and taken down again.

Everything a bench starts lives in namespaces whose names no other run has, so that taking it down
is exact: the processes found in them were started here, and nothing else is touched.
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TOOLS = ("ip", "tc", "nft", "iptables", "sshd", "ssh-keygen", "tcpdump", "unshare")
OVS_TOOLS = ("ovs-vsctl", "ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-appctl")
FRR_TOOLS = ("/usr/lib/frr/zebra", "/usr/lib/frr/staticd", "vtysh")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PING = Path(__file__).with_name("ping.py")
MARKER = b"netwatch" * 4
WAIT_S = 10.0


def require(*tools: str) -> None:
    """Skip the test, naming exactly what this machine lacks; fail it when its group must run."""
    lacking = [each for each in tools if shutil.which(each, path=PATH) is None]
    if os.geteuid() != 0:
        why = "needs root to make network namespaces"
    elif lacking:
        why = f"not installed: {', '.join(lacking)}"
    else:
        return
    if "namespaces" in os.environ.get("NETWATCH_REQUIRE_GROUPS", "").split():
        pytest.fail(why)
    pytest.skip(why)


def run(*words: str, check: bool = True, timeout: float = 30.0) -> str:
    """Run a program and return what it printed on both streams."""
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        env={"PATH": PATH, "LANG": "C.UTF-8"},
    )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout + done.stderr


def until(what: str, happened) -> None:
    """Wait for ``happened()`` to be true."""
    end = time.monotonic() + WAIT_S
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {WAIT_S:.0f} s")
        time.sleep(0.02)


@dataclass(frozen=True)
class Space:
    """One network namespace."""

    name: str

    def run(self, *words: str, check: bool = True, timeout: float = 30.0) -> str:
        """Run a program inside and return what it printed."""
        return run("ip", "netns", "exec", self.name, *words, check=check, timeout=timeout)

    def sh(self, script: str, check: bool = True) -> str:
        """Run a shell script inside and return what it printed."""
        return self.run("sh", "-ec", script, check=check)

    def ping(self, address: str, count: int = 5) -> None:
        """Send ``count`` echo requests; raises RuntimeError unless each is answered."""
        self.run(sys.executable, "-I", str(PING), address, str(count))

    @contextlib.contextmanager
    def capture(self, device: str, expression: str, folder: Path) -> Iterator["Capture"]:
        """Capture what arrives on ``device`` and fits the pcap ``expression`` during the block."""
        path = folder / f"{self.name}-{device}-{time.monotonic_ns()}.pcap"
        # Else packets wait up to a second in the kernel, and a short capture is empty.
        options = ["-U", "-n", "--immediate-mode", "-Q", "in", "-Z", "root"]
        words = ["tcpdump", *options, "-i", device, "-w", str(path)]
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.name, *words, *expression.split()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        for line in process.stderr:
            if "listening on" in line:
                break
        capture = Capture()
        try:
            yield capture
            time.sleep(0.2)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=WAIT_S)
        capture.requests, capture.replies = _count(path.read_bytes())


@dataclass
class Capture:
    """How many of our own echo requests and replies were in the captured frames."""

    requests: int = 0
    replies: int = 0

    @property
    def pair(self) -> tuple[int, int]:
        """Return (requests, replies)."""
        return self.requests, self.replies


def frames(pcap: bytes) -> Iterator[bytes]:
    """Yield the frames of a capture file that this machine's tcpdump wrote."""
    at = 24
    while at + 16 <= len(pcap):
        size = int.from_bytes(pcap[at + 8 : at + 12], sys.byteorder)
        yield pcap[at + 16 : at + 16 + size]
        at += 16 + size


def _count(pcap: bytes) -> tuple[int, int]:
    counts = [0, 0]
    for frame in frames(pcap):
        # Type and code stand eight bytes before the payload, however deep the packet is wrapped.
        echo = frame.find(MARKER) - 8
        if echo >= 0:
            counts[frame[echo : echo + 2] == b"\x00\x00"] += 1
    return counts[0], counts[1]


@dataclass(frozen=True)
class Target:
    """Where a device answers SSH, and with which key one may log in."""

    address: str
    port: int
    key: Path
    space: Space


class Bench:
    """Namespaces, cables and devices of one test, all gone after ``close``."""

    _serial = itertools.count(1)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tag = f"nw{os.getpid()}x{next(Bench._serial)}"
        self._spaces: list[Space] = []
        self._managed = itertools.count()
        self._trunk: list[str] = []
        self.key = folder / "client_key"
        folder.chmod(0o755)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.key))

    def space(self, role: str) -> Space:
        """Return a new namespace with loopback up."""
        space = Space(f"{self._tag}-{len(self._spaces)}{role}")
        run("ip", "netns", "add", space.name)
        self._spaces.append(space)
        run("ip", "-n", space.name, "link", "set", "lo", "up")
        return space

    def cable(self, left: tuple[Space, str, str], right: tuple[Space, str, str]) -> None:
        """Join two (space, device, address or "") with a veth pair and bring both ends up."""
        (a, a_dev, _), (b, b_dev, _) = left, right
        run("ip", "link", "add", a_dev, "netns", a.name, "type", "veth", "peer", "name", b_dev,
            "netns", b.name)  # fmt: skip
        for space, device, address in (left, right):
            if address:
                run("ip", "-n", space.name, "addr", "add", address, "dev", device)
            run("ip", "-n", space.name, "link", "set", device, "up")

    def manage(self, space: Space) -> str:
        """Give ``space`` a device ``mgmt`` reachable from here and return its address."""
        number = next(self._managed)
        net = f"10.199.{(os.getpid() + int(self._tag.rpartition('x')[2])) % 256}"
        here = f"{self._tag}m{number}"[-15:]
        run("ip", "link", "add", here, "type", "veth", "peer", "name", "mgmt", "netns", space.name)
        self._trunk.append(here)
        run("ip", "addr", "add", f"{net}.{4 * number + 1}/30", "dev", here)
        run("ip", "link", "set", here, "up")
        run("ip", "-n", space.name, "addr", "add", f"{net}.{4 * number + 2}/30", "dev", "mgmt")
        run("ip", "-n", space.name, "link", "set", "mgmt", "up")
        return f"{net}.{4 * number + 2}"

    def sshd(self, space: Space, hostname: str, before: str = "", forced: str = "") -> Target:
        """Start OpenSSH in ``space`` under its own host name and return where it answers.

        ``before`` is a shell script run first in the device's own mount namespace (``$HOME_DIR``
        is its folder); ``forced`` the ForceCommand.
        """
        home = self.folder / hostname
        home.mkdir(mode=0o755)
        address = self.manage(space)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / "host_key"))
        (home / "authorized").write_text(self.key.with_suffix(".pub").read_text())
        config = home / "sshd_config"
        config.write_text(
            f"ListenAddress {address}\nPort 22\nHostKey {home}/host_key\n"
            f"AuthorizedKeysFile {home}/authorized\nPasswordAuthentication no\nUsePAM no\n"
            f"StrictModes no\nPrintMotd no\nPrintLastLog no\nPidFile {home}/sshd.pid\n"
            "PermitRootLogin prohibit-password\nUseDNS no\nSubsystem sftp internal-sftp\n"
            + (f"ForceCommand {forced}\n" if forced else "")
        )
        script = home / "start.sh"
        script.write_text(
            f"set -e\nHOME_DIR={home}\nhostname {hostname}\nmkdir -p /run/sshd\n{before}\n"
            f"exec /usr/sbin/sshd -f {config} -E {home}/sshd.log\n"
        )
        space.run("unshare", "--mount", "--uts", "sh", str(script), timeout=60.0)
        until(f"sshd of {hostname}", (home / "sshd.pid").exists)
        return Target(address, 22, self.key, space)

    def close(self) -> None:
        """End what was started and remove the namespaces, whatever state they are in."""
        for space in self._spaces:
            _end_all(space)
            run("ip", "netns", "del", space.name, check=False)
        for device in self._trunk:
            run("ip", "link", "del", device, check=False)


def _end_all(space: Space) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        for _ in range(50):
            pids = [int(each) for each in run("ip", "netns", "pids", space.name).split()]
            if not pids:
                return
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            time.sleep(0.02)

"""Devices to collect from: the lab's where it can play the part, raw sockets where it cannot."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest

from netwatch.collect.access import Access, Hop, Limits
from netwatch.lab.dialogue import load
from netwatch.lab.fleet import LOOPBACK, Fleet
from netwatch.model.device import Credentials, Device
from netwatch.model.platform import CONFIG, FILES, MIRRORS, VERSION, Command, Dialogue, Platform
from netwatch.model.state import Reading

PASSWORD = "netwatch-lab"

BOX = """
platform: cisco_ios
hostname: box1
commands:
  show version: |
    Lab Software, Version 1.2.3
    box1 uptime is 3 weeks
  show running-config:
    blocks:
      - |
        Building configuration...

        hostname {{hostname}}
        !
      - each: 1-60
        text: |
          interface GigabitEthernet1/0/{{n}}
           description access {{n}}
      - |
        end
  show monitor: |
    No SPAN configuration is present in the system.
  "dir flash:": |
    Directory of flash:/
        1  -rw-   100   Jan 1 2026  image.bin
"""

PLATFORM = Platform(
    name="box",
    title="A box of the tests",
    read=lambda _answers: Reading(),
    flatten=lambda _text: (),
    interface_key=str,
    commands=(
        Command("show version", VERSION, timeout_s=5),
        Command("show running-config", CONFIG, end=r"^end$", timeout_s=5),
        Command("show monitor", MIRRORS, optional=True, timeout_s=5),
        Command("dir flash:", FILES, timeout_s=5),
    ),
    dialogue=Dialogue(
        driver="cisco_ios",
        prepare=("terminal width 511", "terminal length 0"),
        refused=(r"% Invalid input detected",),
        denied=(r"% Authorization failed",),
        enable="enable",
    ),
)


class Keys:
    """Pinned host keys in memory."""

    def __init__(self):
        self.keys = {}

    def pinned(self, name):
        return self.keys.get(name)

    def pin(self, name, key):
        return self.keys.setdefault(name, key)


@pytest.fixture
def platform():
    return PLATFORM


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def box(tmp_path):
    """Make the lab's description of a box from YAML laid over the plain one."""

    def make(extra="", name="box1"):
        (tmp_path / "_box.yaml").write_text(BOX)
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"base: _box.yaml\nname: {name}\n{extra}")
        return load(path)

    return make


@pytest.fixture
def serve():
    """Serve lab devices for the length of a test."""
    fleets = []

    def start(*specs):
        fleet = Fleet(specs)
        fleet.__enter__()
        fleets.append(fleet)
        return fleet

    yield start
    for fleet in fleets:
        fleet.close()


@pytest.fixture
def quick():
    """Limits that let a test of a hang end soon."""
    return Limits(resolve_s=0.5, connect_s=1, login_s=1, prompt_s=1, silence_s=0.2)


@pytest.fixture
def access(keys):
    """Make an Access with a password that is right unless said otherwise."""

    def make(**changes):
        login = {"username": "netwatch", "password": PASSWORD, **changes.pop("login", {})}
        settings = {"host_keys": keys, "redact": lambda text, topic: text, **changes}
        return Access(credentials=Credentials(**login), **settings)

    return make


@pytest.fixture
def collect(access, platform):
    """Visit a port on loopback; keyword arguments are the device's, ``to`` is the Access."""
    from netwatch.collect import ssh

    def visit(port, *, to=None, of=platform, depth=ssh.Depth.QUICK, **device):
        described = {"name": "box1", "address": LOOPBACK, "timeout_s": 20.0, **device}
        return ssh.collect(
            Device(port=port, platform=of.name, **described),
            of,
            to or access(),
            now=datetime(2026, 1, 1, tzinfo=UTC),
            depth=depth,
        )

    return visit


@pytest.fixture
def hop():
    """Make a jump host that listens on a port of loopback."""

    def make(name, port, password=PASSWORD, **device):
        return Hop(
            Device(name=name, address=LOOPBACK, platform="linux", port=port, **device),
            Credentials(username="netwatch", password=password),
        )

    return make


@pytest.fixture
def threads_end():
    """Check afterwards that every thread a test started has ended."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + 3
    while (left := set(threading.enumerate()) - before) and time.monotonic() < until:
        time.sleep(0.02)
    assert left == set()


@contextmanager
def listening(talk):
    """Accept connections on a free port and let ``talk(sock)`` have each in a thread."""
    server = socket.create_server((LOOPBACK, 0))
    open_socks, threads = [], []

    def converse(sock):
        try:
            talk(sock)
        except OSError:
            return

    def accept():
        while True:
            try:
                sock, _ = server.accept()
            except OSError:
                return
            open_socks.append(sock)
            threads.append(threading.Thread(target=converse, args=(sock,)))
            threads[-1].start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield server.getsockname()[1]
    finally:
        for sock in (server, *open_socks):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in (acceptor, *threads):
            thread.join(5)


@pytest.fixture
def raw_server():
    """A server that speaks no SSH: ``raw_server(talk)`` is a context giving the port."""
    return listening

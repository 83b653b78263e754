"""Clients for the emulator: a raw terminal on paramiko, which hides nothing and adds nothing."""

import time

import paramiko
import pytest

from netwatch.lab.dialogue import DEMO_FLEET, load
from netwatch.lab.fleet import LOOPBACK, Fleet

PASSWORD = "netwatch-lab"
PATIENCE_S = 5.0

DEVICE = """
platform: cisco_xe
hostname: lab-rtr1
commands:
  show version: |
    Cisco IOS XE Software, Version 17.09.04a
    lab-rtr1 uptime is 3 weeks
  show running-config:
    blocks:
      - |
        Building configuration...

        hostname {{hostname}}
        !
      - each: 1-30
        text: |
          interface GigabitEthernet1/0/{{n}}
           description access {{n}}
      - |
        end
"""


class Terminal:
    """A shell channel that is read until a text shows up."""

    def __init__(self, client):
        self.client = client
        self.channel = client.invoke_shell(width=200, height=24)
        self.channel.settimeout(PATIENCE_S)
        self.unread = b""

    def until(self, text):
        while text.encode() not in self.unread:
            piece = self.channel.recv(65536)
            if not piece:
                raise EOFError(self.unread)
            self.unread += piece
        seen, found, self.unread = self.unread.partition(text.encode())
        return (seen + found).decode()

    def ask(self, command, until="#"):
        self.channel.sendall(f"{command}\n".encode())
        self.until(command)
        return self.until(until)

    def silent(self, seconds=0.3):
        time.sleep(seconds)
        return not self.unread and not self.channel.recv_ready()


@pytest.fixture
def device(tmp_path):
    """Make a device from YAML text laid over the plain one."""

    def make(extra="", base=DEVICE, name="lab-rtr1"):
        (tmp_path / "_base.yaml").write_text(base)
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"base: _base.yaml\n{extra}")
        return load(path)

    return make


@pytest.fixture
def serve():
    """Serve devices for the length of a test."""
    fleets = []

    def start(*specs, **options):
        fleet = Fleet(specs, **options)
        fleet.__enter__()
        fleets.append(fleet)
        return fleet

    yield start
    for fleet in fleets:
        fleet.close()


@pytest.fixture
def connect():
    """Log in with paramiko."""
    clients = []

    def login(fleet, name="lab-rtr1", password=PASSWORD, **options):
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        clients.append(client)
        client.connect(
            LOOPBACK,
            fleet.ports[name],
            username="netwatch",
            password=password,
            look_for_keys=False,
            allow_agent=False,
            timeout=PATIENCE_S,
            banner_timeout=PATIENCE_S,
            auth_timeout=PATIENCE_S,
            **options,
        )
        return client

    yield login
    for client in clients:
        client.close()


@pytest.fixture
def terminal(device, serve, connect):
    """Open a terminal on a device described by YAML text; return it and its fleet."""

    def open_one(extra="", base=DEVICE, until="#"):
        fleet = serve(device(extra, base))
        shell = Terminal(connect(fleet))
        shell.opening = shell.until(until)
        return shell, fleet

    return open_one


@pytest.fixture
def shell_of():
    """Open a terminal on a client that is logged in."""
    return Terminal


@pytest.fixture
def fleet_folder():
    """The folder of the demo fleet, as it lies in the package."""
    return DEMO_FLEET

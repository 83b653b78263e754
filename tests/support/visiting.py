"""Visits to real devices over SSH: by netwatch's own collector, and by an intruder's paramiko."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

import paramiko
from support.namespaces import Target

from netwatch import registry
from netwatch.collect.access import Access
from netwatch.collect.fetch import fetch
from netwatch.collect.ssh import Depth, collect
from netwatch.model.device import Credentials, Device
from netwatch.model.platform import Copies, CopyBy, Platform
from netwatch.model.state import DeviceState
from netwatch.parsing.noise import blank
from netwatch.read import read_device


def connected(target: Target) -> paramiko.SSHClient:
    """Return an open session of root's; a context manager that closes itself."""
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(target.address, target.port, "root", key_filename=str(target.key), timeout=10)
    return client


def intrude(target: Target, script: str) -> str:
    """Run a shell script on the device as an intruder with root would; return what it printed."""
    with connected(target) as client:
        _, out, err = client.exec_command(script)
        return out.read().decode() + err.read().decode()


class Pins:
    """Host keys pinned for the length of one visit."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def pinned(self, name: str) -> str | None:
        """Return the key pinned for ``name``."""
        return self._keys.get(name)

    def pin(self, name: str, key: str) -> str:
        """Pin ``key`` unless there is one; return the one that stands."""
        return self._keys.setdefault(name, key)


def visit(target: Target, name: str, platform: str) -> DeviceState:
    """Let netwatch's own collector ask everything and return the state that the answers show.

    Raises AssertionError when anything could not be observed.
    """
    return _visit(target, name, registry.platform(platform), ())


def visit_and_fetch(target: Target, name: str, platform: str, by: CopyBy, path: str) -> DeviceState:
    """Do the same, and hash a copy of the file ``path`` that comes over the protocol ``by``."""
    asked = replace(registry.platform(platform), copies=Copies((by,)))
    return _visit(target, name, asked, (path,))


def _visit(target: Target, name: str, asked: Platform, paths: tuple[str, ...]) -> DeviceState:
    device = Device(name=name, address=target.address, port=target.port, platform=asked.name)
    access = Access(
        credentials=Credentials(username="root", private_key=str(target.key)),
        host_keys=Pins(),
        redact=lambda text, topic: blank(text, asked.noise, topic or ""),
    )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = collect(device, asked, access, now=now, depth=Depth.FULL)
    assert snapshot.failures == ()
    fetched = fetch(device, asked, access, paths)
    assert fetched.failures == ()
    artifacts = (*snapshot.artifacts, *fetched.artifacts)
    return read_device(asked, replace(snapshot, artifacts=artifacts))


class Vtysh:
    """A vtysh session: ask a line, get what it printed."""

    _prompt = re.compile(r"(?:^|\n)[\w.-]+(?:\([\w-]+\))?# $")

    def __init__(self, target: Target) -> None:
        self._client = connected(target)
        self._shell = self._client.invoke_shell(width=511, height=9999)
        self._heard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, line: str) -> str:
        """Return the answer to ``line`` without echo and prompt."""
        self._shell.sendall(f"{line}\n".encode())
        return self._prompt.sub("\n", self._heard().removeprefix(f"{line}\n"))

    def _heard(self) -> str:
        text = ""
        while not self._prompt.search(text):
            more = self._shell.recv(65536)
            assert more, f"vtysh ended: {text!r}"
            text += more.decode().replace("\r", "")
        return text

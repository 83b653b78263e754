"""Visits over SSH by plain paramiko: the device's own answers, read by the platform."""

import re
from datetime import UTC, datetime
from typing import Self

import paramiko
from support.namespaces import Target

from netwatch import registry
from netwatch.model.platform import Command, Platform
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import Answers, DeviceState
from netwatch.read import read_device

END = "netwatch-end-of-answer"


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


def visit(target: Target, name: str, platform: str) -> DeviceState:
    """Ask everything the platform asks and return the state that the answers show."""
    asked = registry.platform(platform)
    with connected(target) as client:
        shell = client.get_transport().open_session()
        shell.exec_command("/bin/sh")
        artifacts = _ask(shell, asked, asked.commands)
        answers = Answers(tuple((each.topic, each.command, each.text) for each in artifacts))
        artifacts += _ask(shell, asked, asked.follow_up(answers))
    taken = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Snapshot(device=name, platform=platform, taken_at=taken, artifacts=tuple(artifacts))
    return read_device(asked, snapshot)


def _ask(
    shell: paramiko.Channel, platform: Platform, commands: tuple[Command, ...]
) -> list[Artifact]:
    found = []
    for command in commands:
        assert platform.may_send(command.text)
        text = _answer(shell, command.text)
        words = platform.dialogue
        if any(re.search(each, text) for each in (*words.refused, *words.denied)):
            assert command.optional, f"{command.text}: {text}"
            continue
        if command.end is not None:
            assert re.search(command.end, text, re.MULTILINE), f"{command.text} is cut: {text}"
        found.append(Artifact(command.topic, command.text, text))
    return found


def _answer(shell: paramiko.Channel, text: str) -> str:
    shell.sendall(f"{{ {text}; }} 2>&1; echo {END}\n".encode())
    heard = b""
    while not heard.endswith(f"{END}\n".encode()):
        more = shell.recv(65536)
        assert more, f"{text}: the shell ended: {heard!r}"
        heard += more
    return heard.decode().removesuffix(f"{END}\n")


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

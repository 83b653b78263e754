"""Files of a simulated device, handed out over SFTP and SCP by asyncssh's own servers."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from stat import S_IFREG
from typing import cast

import asyncssh
from asyncssh.channel import SSHChannel
from asyncssh.stream import SSHServerStreamSession

from netwatch.lab.device import SimulatedDevice
from netwatch.lab.netconf import Manager
from netwatch.lab.shell import Shell
from netwatch.lab.spec import Sharing

_READABLE = 0o644


class Visitor(asyncssh.SSHServerSession[bytes]):
    """A session that becomes a shell, or a file server, by what the client asks for."""

    def __init__(self, device: SimulatedDevice, username: str) -> None:
        self._device = device
        self._part: asyncssh.SSHServerSession[bytes] = Shell(device, username)
        self._log = device.sessions[-1]

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Remember the channel for whoever will serve it."""
        self._chan = chan
        self._part.connection_made(chan)

    def pty_requested(
        self,
        term_type: str,
        term_size: tuple[int, int, int, int],
        term_modes: Mapping[int, int],
    ) -> bool:
        """Grant a terminal."""
        return bool(self._part.pty_requested(term_type, term_size, term_modes))

    def shell_requested(self) -> bool:
        """Grant a shell."""
        return bool(self._part.shell_requested())

    def exec_requested(self, command: str) -> bool:
        """Grant one command; ``scp`` where the device has it."""
        if command.startswith("scp ") and Sharing.SCP in self._device.scene.shares:
            self._log.executed.append(command)
            self._part = self._server()
            return bool(self._part.exec_requested(command))
        return bool(self._part.exec_requested(command))

    def subsystem_requested(self, subsystem: str) -> bool:
        """Grant NETCONF and SFTP where the device has them."""
        if subsystem == "netconf" and self._device.scene.netconf is not None:
            self._log.executed.append(subsystem)
            self._part = Manager(self._device, self._device.scene.netconf, self._log)
            self._part.connection_made(self._chan)
            return True
        if subsystem != "sftp" or Sharing.SFTP not in self._device.scene.shares:
            return False
        self._log.executed.append(subsystem)
        self._part = self._server()
        return bool(self._part.subsystem_requested(subsystem))

    def _server(self) -> asyncssh.SSHServerSession[bytes]:
        server: asyncssh.SSHServerSession[bytes] = SSHServerStreamSession(
            None, lambda chan: Files(chan, self._device), 3, allow_scp=True
        )
        server.connection_made(self._chan)
        return server

    def session_started(self) -> None:
        """Begin."""
        self._part.session_started()

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Hand on what the client wrote."""
        self._part.data_received(data, datatype)

    def eof_received(self) -> bool:
        """Hand on that the client will write no more."""
        return bool(self._part.eof_received())

    def pause_writing(self) -> None:
        """Hand on that the client reads slowly."""
        self._part.pause_writing()

    def resume_writing(self) -> None:
        """Hand on that the client reads again."""
        self._part.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on the end."""
        self._part.connection_lost(exc)


class Files(asyncssh.SFTPServer):
    """The files of one device, from memory, for reading alone."""

    def __init__(self, chan: SSHChannel[bytes], device: SimulatedDevice) -> None:
        super().__init__(cast("asyncssh.SSHServerChannel[bytes]", chan))
        self._files = {_key(name): content for name, content in device.scene.files}

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Return size and kind. Raises SFTPNoSuchFile."""
        return _attributes(self._content(path))

    def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Return the same; there are no links."""
        return self.stat(path)

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        """Return size and kind of an open file."""
        assert isinstance(file_obj, bytes)
        return _attributes(file_obj)

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Open for reading. Raises SFTPNoSuchFile, SFTPPermissionDenied."""
        del attrs
        if pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC):
            raise asyncssh.SFTPPermissionDenied("the lab's devices are not written to")
        return self._content(path)

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Return a piece."""
        assert isinstance(file_obj, bytes)
        return file_obj[offset : offset + size]

    def close(self, file_obj: object) -> None:
        """Nothing is to be closed."""

    def _content(self, path: bytes) -> bytes:
        content = self._files.get(_key(path.decode(errors="replace")))
        if content is None:
            raise asyncssh.SFTPNoSuchFile("No such file")
        return content


def _attributes(content: bytes) -> asyncssh.SFTPAttrs:
    return asyncssh.SFTPAttrs(
        type=asyncssh.FILEXFER_TYPE_REGULAR,
        size=len(content),
        permissions=S_IFREG | _READABLE,
    )


def _key(path: str) -> str:
    return str(PurePosixPath(path.replace(":/", ":")))

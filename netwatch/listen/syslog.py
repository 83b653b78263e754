"""A syslog receiver over UDP, TCP and TLS that only hands on what it got, and from whom."""

import socket
import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress

from netwatch.listen.bind import Bind
from netwatch.parsing.syslog import LONGEST, frames

_POLL_S = 0.5
_IDLE_S = 600.0
_GREETING_S = 5.0
_CONNECTIONS = 500
_DATAGRAM = 65_535

Hear = Callable[[bytes, str], None]
"""Called with one message and the address it came from; must not block for long."""


class Listener(ABC):
    """Something that hears until it is stopped: a bound socket and the thread that serves it."""

    def __init__(self, bind: Bind, hear: Hear, kind: socket.SocketKind) -> None:
        self._hear = hear
        self._socket = bind.socket(kind)
        self._socket.settimeout(_POLL_S)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    @property
    def port(self) -> int:
        """The port it really listens on."""
        return int(self._socket.getsockname()[1])

    @property
    def is_hearing(self) -> bool:
        """Whether anything that comes is still heard."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Hear no more."""
        self._ended.set()
        self._thread.join()
        self._socket.close()

    @abstractmethod
    def _run(self) -> None:
        """Serve until ``_ended``."""


class UdpListener(Listener):
    """Hears datagrams. Their sender may be forged: a message is never more than a trigger."""

    def __init__(self, bind: Bind, hear: Hear) -> None:
        super().__init__(bind, hear, socket.SOCK_DGRAM)
        # A burst waits in the kernel while earlier lines are read.
        with suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                raw, sender = self._socket.recvfrom(_DATAGRAM)
            except TimeoutError:
                continue
            except OSError:
                return
            self._hear(raw, str(sender[0]))


class StreamListener(Listener):
    """Hears messages over TCP, or TLS with ``context``; few connections, none idle for ever."""

    def __init__(self, bind: Bind, hear: Hear, context: ssl.SSLContext | None = None) -> None:
        super().__init__(bind, hear, socket.SOCK_STREAM)
        self._context = context
        self._socket.listen(64)
        self._places = threading.Semaphore(_CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread.start()

    def stop(self) -> None:
        """Hear no more; connections are cut."""
        super().stop()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        for _ in range(_CONNECTIONS):
            self._places.acquire(timeout=_GREETING_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                connection, sender = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            if not self._places.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(
                target=self._serve, args=(connection, str(sender[0])), daemon=True
            ).start()

    def _serve(self, connection: socket.socket, sender: str) -> None:
        try:
            with self._greeted(connection) as stream:
                with self._lock:
                    self._open.add(stream)
                try:
                    self._listen(stream, sender)
                finally:
                    with self._lock:
                        self._open.discard(stream)
        except (OSError, ssl.SSLError):
            return
        finally:
            connection.close()
            self._places.release()

    def _greeted(self, connection: socket.socket) -> socket.socket:
        connection.settimeout(_GREETING_S)
        if self._context is None:
            return connection
        return self._context.wrap_socket(connection, server_side=True)

    def _listen(self, stream: socket.socket, sender: str) -> None:
        stream.settimeout(_IDLE_S)
        left = b""
        while not self._ended.is_set():
            more = stream.recv(LONGEST)
            if not more:
                break
            messages, left = frames(left + more)
            for each in messages:
                self._hear(each, sender)
        if left.strip():  # a sender that closes without a newline
            self._hear(left, sender)

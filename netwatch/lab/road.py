"""The road to a simulated device: as long as wanted, or leading nowhere."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any


class Silence(asyncio.Protocol):
    """Accepts a connection and never says a word, like a hung login process."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection, to be able to end it."""
        self._transport = transport

    def abort(self) -> None:
        """Break the connection at last."""
        self._transport.close()


class SlammedDoor(asyncio.Protocol):
    """Accepts a connection and breaks it at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Break it."""
        if isinstance(transport, asyncio.Transport):
            transport.abort()


class LongRoad(asyncio.Protocol):
    """Puts a round trip of ``rtt_s`` seconds between the client and ``protocol``.

    All of the delay lies on the way back: a client that waits for answers cannot tell.
    """

    def __init__(self, protocol: asyncio.Protocol, rtt_s: float) -> None:
        self._protocol = protocol
        self._rtt_s = rtt_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the protocol a transport that delays what it writes."""
        if isinstance(transport, asyncio.Transport):
            self._protocol.connection_made(_SlowTransport(transport, self._rtt_s))

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on."""
        self._protocol.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass on."""
        self._protocol.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass on."""
        return self._protocol.eof_received()

    def pause_writing(self) -> None:
        """Pass on."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """Pass on."""
        self._protocol.resume_writing()


class _SlowTransport(asyncio.Transport):
    def __init__(self, transport: asyncio.Transport, rtt_s: float) -> None:
        super().__init__()
        self._transport = transport
        self._rtt_s = rtt_s
        self._due: deque[Callable[[], None]] = deque()
        self._loop = asyncio.get_running_loop()

    def _later(self, act: Callable[[], None]) -> None:
        # Timers of one instant may fire in any order; the queue keeps the bytes' own.
        self._due.append(act)
        self._loop.call_later(self._rtt_s, self._next)

    def _next(self) -> None:
        act = self._due.popleft()
        if not self._transport.is_closing():
            act()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        copy = bytes(data)
        self._later(lambda: self._transport.write(copy))

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        self._later(self._transport.close)

    def abort(self) -> None:
        self._transport.abort()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  # asyncio's
        return self._transport.get_extra_info(name, default)

    def get_write_buffer_size(self) -> int:
        return self._transport.get_write_buffer_size()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._transport.set_write_buffer_limits(high, low)

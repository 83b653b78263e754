"""A simulated device's NETCONF server: a hello, one answer to any question, and its faults.

The faults of a device befall it at the place ``netconf`` (the answer) and ``netconf hello``:
``hang``, ``drip``, ``drop``, ``truncate``, and ``refuse`` and ``deny``, which answer with an
``rpc-error``.
"""

import asyncio
from collections.abc import Iterator

import asyncssh

from netwatch.lab.device import SessionLog, SimulatedDevice
from netwatch.lab.spec import Fault, FaultKind, Spoken

HELLO, ANSWER = "netconf hello", "netconf"
_BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
_MARK = b"]]>]]>"
_END = b"\n##\n"
_PIECE = 1000
_TAGS = {FaultKind.REFUSE: "operation-not-supported", FaultKind.DENY: "access-denied"}
_WORDS = {FaultKind.REFUSE: "unsupported operation", FaultKind.DENY: "access denied"}


class Manager(asyncssh.SSHServerSession[bytes]):
    """One NETCONF session; what the client wrote stands in ``log``."""

    def __init__(self, device: SimulatedDevice, spoken: Spoken, log: SessionLog) -> None:
        self._device = device
        self._spoken = spoken
        self._log = log
        self._held = b""
        self._greeted = self._chunked = False
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Remember the channel to write to."""
        self._chan = chan

    def session_started(self) -> None:
        """Say hello."""
        offered = "".join(
            f"<capability>urn:ietf:params:netconf:base:{each}</capability>"
            for each in self._spoken.versions
        )
        hello = (
            f'<?xml version="1.0"?><hello xmlns="{_BASE}"><capabilities>{offered}</capabilities>'
            "<session-id>4</session-id></hello>"
        )
        self._say(hello.encode() + _MARK, self._device.faults(HELLO))

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        """Record what the client wrote and answer what is whole."""
        del datatype
        self._log.received += data
        self._held += data
        while True:
            end = _END if self._chunked else _MARK
            message, found, rest = self._held.partition(end)
            if not found:
                return
            self._held = rest
            if self._greeted:
                self._answer(message)
                continue
            self._greeted = True
            self._chunked = b"netconf:base:1.1" in message and "1.1" in self._spoken.versions

    def eof_received(self) -> bool:
        """End with the client."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop whatever still drips."""
        del exc
        for task in self._tasks:
            task.cancel()

    def _answer(self, message: bytes) -> None:
        if b"<close-session" in message:
            self._chan.exit(0)
            return
        faults = self._device.faults(ANSWER)
        inner = self._spoken.reply
        for fault in faults:
            if fault.kind in _TAGS:
                inner = (
                    "<rpc-error><error-type>protocol</error-type>"
                    f"<error-tag>{_TAGS[fault.kind]}</error-tag>"
                    "<error-severity>error</error-severity>"
                    f"<error-message>{fault.text or _WORDS[fault.kind]}</error-message></rpc-error>"
                )
        reply = f'<rpc-reply xmlns="{_BASE}" message-id="1">{inner}</rpc-reply>'
        self._say(self._framed(reply.encode()), faults)

    def _framed(self, data: bytes) -> bytes:
        if not self._chunked:
            return data + _MARK
        pieces = (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
        return b"".join(b"\n#%d\n%b" % (len(each), each) for each in pieces) + _END

    def _say(self, data: bytes, faults: tuple[Fault, ...]) -> None:
        kinds = {each.kind: each for each in faults}
        cut = (
            kinds.get(FaultKind.HANG) or kinds.get(FaultKind.TRUNCATE) or kinds.get(FaultKind.DROP)
        )
        if cut is not None:
            data = data[: cut.after]
        drip = kinds.get(FaultKind.DRIP)
        if drip is not None:
            task = asyncio.ensure_future(self._drip(data, drip))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return
        self._chan.write(data)
        if cut is not None and cut.kind is not FaultKind.HANG:
            self._chan.exit(0)

    async def _drip(self, data: bytes, drip: Fault) -> None:
        for piece in _pieces(data, max(1, drip.after)):
            self._chan.write(piece)
            await asyncio.sleep(drip.seconds)


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))

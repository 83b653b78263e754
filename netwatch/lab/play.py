"""An answer and its faults, made into the steps a session plays: write, pause, hang, drop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from netwatch.lab.spec import Fault, FaultKind


@dataclass(frozen=True, slots=True)
class Write:
    """Send ``data``."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """Send nothing for ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hang:
    """Send nothing any more, and keep the connection open."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Break the connection without a word."""


Step = Write | Pause | Hang | Drop


def wire(text: str) -> bytes:
    r"""Return ``text`` as a terminal gets it: UTF-8, every line end ``\r\n``."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    return text.replace("\n", "\r\n").encode()


def wrapped(body: bytes, width: int) -> bytes:
    """Return ``body`` with lines broken at ``width`` columns; 0 breaks nothing."""
    if width <= 0:
        return body
    lines: list[bytes] = []
    for line in body.split(b"\r\n"):
        lines.extend(line[at : at + width] for at in range(0, max(len(line), 1), width))
    return b"\r\n".join(lines)


def pages(body: bytes, height: int) -> list[bytes]:
    """Return ``body`` cut into pages of ``height`` lines, the pager's own line being one.

    0 is one page whatever the length.
    """
    lines = body.splitlines(keepends=True)
    if height <= 0 or len(lines) <= height:
        return [body]
    step = max(height - 1, 1)
    return [b"".join(lines[at : at + step]) for at in range(0, len(lines), step)]


def steps(body: bytes, faults: Iterable[Fault] = (), delay_s: float = 0.0) -> tuple[Step, ...]:
    """Return how ``body`` is sent, after ``delay_s``, when ``faults`` befall it in their order."""
    end: tuple[Step, ...] = ()
    drip: Fault | None = None
    for fault in faults:
        match fault.kind:
            case FaultKind.EMPTY:
                body = b""
            case FaultKind.TRUNCATE:
                body = body[: fault.after]
            case FaultKind.SYSLOG:
                body = body[: fault.after] + wire(f"\n{fault.text}\n") + body[fault.after :]
            case FaultKind.HANG:
                body, end = body[: fault.after], (Hang(),)
            case FaultKind.DROP:
                body, end = body[: fault.after], (Drop(),)
            case FaultKind.DRIP:
                drip = fault
            case _:
                continue
    opening: tuple[Step, ...] = (Pause(delay_s),) if delay_s > 0 else ()
    return (*opening, *_sent(body, drip), *end)


def _sent(body: bytes, drip: Fault | None) -> Iterator[Step]:
    if drip is None:
        yield Write(body)
        return
    size = max(drip.after, 1)
    for at in range(0, len(body), size):
        yield Write(body[at : at + size])
        yield Pause(drip.seconds)

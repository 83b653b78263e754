"""Which process owns a run, and whether it is still there."""

import os
import secrets
import socket
from datetime import datetime, timedelta
from pathlib import Path

from netwatch.store.run_values import Run

BEAT_S = 20.0
# An owner on another machine that has not been heard of for so long is taken for dead.
LEASE = timedelta(seconds=90)

_START = 19  # proc_pid_stat(5): field 22, counted behind the name in parentheses
_PARTS = 5


def owner() -> str:
    """Return a name for this process that no other has had: host, boot, number, start, token."""
    number = os.getpid()
    parts = (socket.gethostname(), _boot(), str(number), _start(number) or "", secrets.token_hex(4))
    return " ".join(each.replace(" ", "_") or "-" for each in parts)


def gone(run: Run, now: datetime) -> bool:
    """Tell whether nobody works on an unfinished run any more.

    It was put down, or its process ended here, or its process has not been heard of for the lease.
    """
    return not run.owner or now - run.beat_at > LEASE or _ended_here(run.owner)


def _ended_here(name: str) -> bool:
    parts = name.split(" ")
    if len(parts) != _PARTS or parts[:2] != owner().split(" ")[:2]:
        return False
    return (_start(int(parts[2])) or "-") != parts[3]


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _start(number: int) -> str | None:
    """Return when a process started, in clock ticks since boot; None when it has ended."""
    try:
        words = Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if words[0] in {"Z", "X"} else words[_START]

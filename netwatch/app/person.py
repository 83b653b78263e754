"""Who types: the account of the machine, which proves no more than who was logged in."""

import getpass
import os
from datetime import datetime

from netwatch.store.values import Decision

_UNKNOWN = "unknown"


def login() -> str:
    """Return the name of the account this process runs as, whatever its environment claims."""
    try:
        import pwd
    except ImportError:  # no such database on Windows
        try:
            return getpass.getuser()
        except OSError:
            return _UNKNOWN
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def word_of(by: str | None, note: str, at: datetime, account: str | None = None) -> Decision:
    """Return the word of ``by``, of the login user for None, with the account beside it.

    ``account`` is how the console knows them, None for a word that was typed on this machine.
    """
    account = account or login()
    return Decision(at=at, actor=(by or "").strip() or account, note=note, login=account)

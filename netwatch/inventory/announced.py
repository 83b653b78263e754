"""What a calendar and a ticket share: their own words -> one planned window."""

import re
from collections.abc import Iterable
from dataclasses import replace

from netwatch.inventory.errors import InventoryError
from netwatch.model.window import CandidateExpected, ChangeWindow, Expectation
from netwatch.parsing.expectation import ExpectationError, read_expectation
from netwatch.parsing.text import visible

MOST_DEVICES = 1000
MOST_EXPECTATIONS = 500

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+/-]{0,119}")
_TITLE = 300


class AnnouncementError(InventoryError):
    """An event or ticket announces no window netwatch can use; the message is fit to be shown."""

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))


def check_name(name: str) -> str:
    """Return ``name`` when a window may be called so. Raises AnnouncementError."""
    if not _NAME.fullmatch(name):
        raise AnnouncementError(
            f"{name[:60]!r} is no name for a window: letters, digits and . _ : @ + / -, at most 120"
        )
    return name


def checked(window: ChangeWindow, expect: Iterable[str]) -> ChangeWindow:
    """Return ``window`` with its expectations read and its texts bounded.

    What comes from outside must not name files of this machine. Raises AnnouncementError.
    """
    check_name(window.name)
    devices = tuple(dict.fromkeys(each.strip() for each in window.devices if each.strip()))
    if not devices:
        raise AnnouncementError(f"{window.name}: it names no devices")
    if len(devices) > MOST_DEVICES:
        raise AnnouncementError(f"{window.name}: more than {MOST_DEVICES} devices")
    expectations = tuple(_expectation(window.name, each) for each in expect)
    if len(expectations) > MOST_EXPECTATIONS:
        raise AnnouncementError(f"{window.name}: more than {MOST_EXPECTATIONS} expectations")
    # Half a surrogate pair is JSON, and no text that can be shown.
    title = " ".join(window.title.split())[:_TITLE].encode("utf-8", "replace").decode()
    return replace(window, devices=devices, expectations=expectations, title=title)


def _expectation(name: str, text: str) -> Expectation:
    try:
        expectation = read_expectation(text.encode("utf-8", "replace").decode())
    except ExpectationError as error:
        raise AnnouncementError(f"{name}: {error}") from None
    if isinstance(expectation.what, CandidateExpected):
        raise AnnouncementError(
            f"{name}: a calendar or ticket cannot name a file of this machine ({text[:60]!r}); "
            "open the window with netwatch window open --expect"
        )
    return expectation

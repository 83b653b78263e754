"""Planned windows from calendars and tickets, taken into the store."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from netwatch.app.explaining import LONGEST
from netwatch.app.workspace import Workspace
from netwatch.inventory.calendar_file import MAX_BYTES, CalendarError, read_calendar
from netwatch.inventory.ticket import Ticket
from netwatch.model.errors import NetwatchError
from netwatch.model.window import ChangeWindow, KeptWindow, WindowState
from netwatch.store.values import Decision

_WAIT_S = 15.0
_WHOLE_S = 60.0
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an import: names of windows planned anew, unchanged and cancelled."""

    planned: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    ignored: int = 0
    remarks: tuple[str, ...] = ()


def import_calendar(work: Workspace, where: str, now: datetime) -> Imported:
    """Plan the windows of a calendar file or ``https://`` feed.

    A recurring event is planned up to the horizon: import again, by a timer, for what comes later.
    Raises CalendarError, StoreError, InventoryError for an inventory that cannot be read.
    """
    work.inventory  # noqa: B018  # a broken inventory is no fault of every event
    raw = _fetched(where) if "://" in where else _read(Path(where))
    calendar = read_calendar(raw, name=_plain(where), now=now, zone=work.settings.zone)
    planned: list[str] = []
    unchanged: list[str] = []
    remarks = list(calendar.remarks)
    for window in calendar.windows:
        try:
            (planned if _plan(work, window, now) else unchanged).append(window.name)
        except NetwatchError as error:
            remarks.append(str(error))
    cancelled = [each.name for each in calendar.cancelled if _cancel(work, each, now)]
    return Imported(
        planned=tuple(planned),
        unchanged=tuple(unchanged),
        cancelled=tuple(cancelled),
        ignored=calendar.ignored,
        remarks=tuple(remarks),
    )


def plan_ticket(work: Workspace, ticket: Ticket, now: datetime) -> Imported:
    """Plan, or cancel, the window of a ticket. Raises NetwatchError, fit to be sent back."""
    window = ticket.window
    if ticket.cancelled:
        done = _cancel(work, window, now)
        return Imported(cancelled=(window.name,) if done else ())
    if window.ends <= now:
        raise CalendarError(f"{window.name}: it is over already")
    if _plan(work, window, now):
        return Imported(planned=(window.name,))
    return Imported(unchanged=(window.name,))


def _plan(work: Workspace, window: ChangeWindow, now: datetime) -> bool:
    if window.ends - window.starts > LONGEST:
        raise CalendarError(f"{window.name}: it lasts longer than {LONGEST.days} days")
    work.devices(window.devices)
    there = _kept(work, window.name)
    if there is not None and there.window == window and there.state is not WindowState.CANCELLED:
        return False  # opened, closed or missed as announced: nothing to plan anew
    return work.store.windows.plan(window, now)


def _cancel(work: Workspace, window: ChangeWindow, now: datetime) -> bool:
    there = _kept(work, window.name)
    if there is None or there.state is not WindowState.PLANNED:
        return False
    note = f"cancelled in {window.origin}"
    work.store.windows.cancel(window.name, Decision(at=now, actor="netwatch", note=note))
    return True


def _kept(work: Workspace, name: str) -> KeptWindow | None:
    return work.store.windows.find(name)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CalendarError(f"cannot read {path}: {error.strerror}") from None


def _plain(where: str) -> str:
    """Return an address without what lets people in: a feed's own secret stands in its query."""
    if "://" not in where:
        return where
    parts = urlsplit(where)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _fetched(where: str) -> bytes:
    """Return what an https address answers, in bounded size and time."""
    import http.client
    import urllib.error
    import urllib.request

    shown = _plain(where)
    if urlsplit(where).scheme != "https":
        raise CalendarError(f"{shown}: only https:// feeds are fetched")
    # Handlers named one by one: a redirect must not lead to http, ftp or a file.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
        urllib.request.ProxyHandler,
    ):
        opener.add_handler(handler())
    began = time.monotonic()
    pieces: list[bytes] = []
    try:
        with opener.open(where, timeout=_WAIT_S) as answer:
            while piece := answer.read1(_PIECE):
                pieces.append(piece)
                if sum(map(len, pieces)) > MAX_BYTES:
                    raise CalendarError(f"{shown}: larger than {MAX_BYTES // 2**20} MB")
                if time.monotonic() - began > _WHOLE_S:
                    raise CalendarError(f"{shown}: not read within {_WHOLE_S:.0f} s")
    except urllib.error.HTTPError as error:
        error.close()
        raise CalendarError(f"{shown}: the server answers {error.code}; redirects are not followed"
                            ) from None  # fmt: skip
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CalendarError(f"{shown}: {getattr(error, 'reason', error)}") from None
    return b"".join(pieces)

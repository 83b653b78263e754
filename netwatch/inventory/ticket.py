"""A ticket as JSON -> one planned change window. Pure: whoever listens hands the body over.

netwatch's own form is ``id``, ``title``, ``devices``, ``from``, ``to``, ``timezone``, ``expect``
and ``status``; a mapping file says where another system keeps them (JSON pointers, RFC 6901).
"""

import json
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from netwatch.inventory.announced import AnnouncementError, checked
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_text import line_of, load
from netwatch.model.window import ChangeWindow
from netwatch.parsing.moment import MomentError, read_moment

MAX_BYTES = 1024 * 1024

_FIELDS = ("id", "title", "devices", "from", "to", "timezone", "expect", "status")
_CANCELLED = ("cancelled", "canceled")


@dataclass(frozen=True, slots=True)
class TicketMapping:
    """Where each field stands in a ticket, and which words of its status mean it is off."""

    pointers: dict[str, str] = field(default_factory=lambda: {each: f"/{each}" for each in _FIELDS})
    cancelled: tuple[str, ...] = _CANCELLED


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket announces, and whether it calls that off."""

    window: ChangeWindow
    cancelled: bool


def read_mapping(path: Path) -> TicketMapping:
    """Return the mapping in a YAML file. Raises InventoryError naming file and line."""
    data, lines = load(path, kind="ticket mapping")
    if not isinstance(data, dict):
        raise InventoryError(f"{path}: a mapping of {', '.join(_FIELDS)} to JSON pointers")
    pointers = {each: f"/{each}" for each in _FIELDS}
    cancelled: tuple[str, ...] = _CANCELLED
    for key, value in data.items():
        where = f"{path}:{line_of(lines, (str(key),))}"
        if key == "cancelled" and isinstance(value, list):
            cancelled = tuple(str(each).lower() for each in value)
        elif key in _FIELDS and isinstance(value, str) and value.startswith("/"):
            pointers[key] = value
        else:
            raise InventoryError(
                f"{where}: {key!r} must be one of {', '.join(_FIELDS)} with a JSON pointer (/a/b), "
                "or cancelled with a list of words"
            )
    return TicketMapping(pointers, cancelled)


def read_ticket(body: bytes, mapping: TicketMapping, zone: tzinfo) -> Ticket:
    """Return what the ticket announces; times without zone are its ``timezone`` or ``zone``.

    Raises AnnouncementError, whose message is fit to be sent back.
    """
    if len(body) > MAX_BYTES:
        raise AnnouncementError("the ticket is larger than 1 MB")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise AnnouncementError("the ticket is no JSON") from None
    found = {each: _at(data, mapping.pointers[each]) for each in _FIELDS}
    name = _word(found, "id")
    if not name:
        raise AnnouncementError(f"the ticket has no id at {mapping.pointers['id']}")
    local = _zone(_word(found, "timezone"), zone)
    try:
        starts, ends = (read_moment(_word(found, each), local) for each in ("from", "to"))
    except MomentError as error:
        raise AnnouncementError(f"{name[:60]}: {error}") from None
    if ends <= starts:
        raise AnnouncementError(f"{name[:60]}: it ends before it begins")
    window = ChangeWindow(
        name=name,
        starts=starts,
        ends=ends,
        devices=_words(found["devices"], "devices", ","),
        title=_word(found, "title"),
        origin="ticket",
        uid=name,
    )
    is_off = _word(found, "status").lower() in mapping.cancelled
    return Ticket(checked(window, _words(found["expect"], "expectations", None)), is_off)


def _at(data: object, pointer: str) -> object:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data


def _word(found: dict[str, object], name: str) -> str:
    value = found[name]
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if is_plain else ""


def _words(value: object, name: str, comma: str | None) -> tuple[str, ...]:
    """Return a list of words, given as one or as text parted by ``comma`` (None: by lines)."""
    match value:
        case None:
            return ()
        case str():
            parts = value.splitlines() if comma is None else value.split(comma)
            return tuple(each.strip() for each in parts if each.strip())
        case list() if all(isinstance(each, str) for each in value):
            return tuple(value)
    raise AnnouncementError(f"the ticket's {name} are no list of words")


def _zone(name: str, default: tzinfo) -> tzinfo:
    if not name:
        return default
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise AnnouncementError(f"no time zone {name[:60]!r}") from None

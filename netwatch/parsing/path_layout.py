"""Where an archive of configurations says which device a file is of, and from when."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

DEVICE_NAME = re.compile(r"\w[\w.:@-]{0,254}")
_FIELDS = {
    "device": r"(?P<device>[^/]+?)",
    "group": r"(?P<group>[^/]+)",
    "platform": r"(?P<platform>[^/]+)",
    "date": r"(?P<date>[^/]+)",
}
_PIECE = re.compile(r"\{(\w*)\}|(\*\*/)|(\*)")
_ENDINGS = re.compile(
    r"\.(?:cfg|conf|config|txt|log|rsc|set|xml|json|running|startup)\Z", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)"
    r"(?:[T _.-]?(\d\d)[-:._h]?(\d\d)(?:[-:._m]?(\d\d))?s?)?Z?(?!\d)"
)
_EDGES = "-_. "


class LayoutError(ValueError):
    """The text is no template of paths."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the path of a file says; ``platform`` is in whatever words the archive uses."""

    device: str
    group: str = ""
    platform: str | None = None
    date: str | None = None


Layout = Callable[[str], Place | None]
"""Path inside an archive -> whose file it is; None for a file of no device."""


def template(text: str) -> Layout:
    """Return the layout that ``configs/{group}/{device}.cfg`` describes.

    ``{device}`` must stand in it; ``{group}``, ``{platform}``, ``{date}`` may, each once. ``*`` is
    any text within a name, ``**/`` any folders. Raises LayoutError.
    """
    parts, seen, at = [], set(), 0
    for piece in _PIECE.finditer(text):
        parts.append(re.escape(text[at : piece.start()]))
        name, folders, _ = piece.groups()
        if name is not None:
            if name not in _FIELDS or name in seen:
                known = ", ".join(f"{{{each}}}" for each in _FIELDS)
                raise LayoutError(f"{{{name}}} cannot stand there; write {known}, each once")
            seen.add(name)
            parts.append(_FIELDS[name])
        else:
            parts.append("(?:[^/]+/)*" if folders else "[^/]*")
        at = piece.end()
    if "device" not in seen:
        raise LayoutError("say where the device's name stands: 'configs/{device}.cfg'")
    pattern = re.compile("".join((*parts, re.escape(text[at:]))))

    def place(path: str) -> Place | None:
        found = pattern.fullmatch(path)
        return None if found is None else _named(**found.groupdict())

    return place


def oxidized(path: str) -> Place | None:
    """Place a file of an Oxidized repository: ``node``, or ``group/node``.

    What a model gives beside the configuration is kept as ``node--name``.
    """
    *folders, name = path.split("/")
    return None if "--" in name else _named(device=name, group="/".join(folders))


def rancid(path: str) -> Place | None:
    """Place a file of a RANCID group: ``configs/name``, in the group's folder or at the top."""
    *folders, name = path.split("/")
    if not folders or folders[-1] != "configs":
        return None
    return _named(device=name, group="/".join(folders[:-1]))


def plain(path: str) -> Place | None:
    """Place any file by its name without a usual ending."""
    *folders, name = path.split("/")
    return _named(device=_ENDINGS.sub("", name), group="/".join(folders))


def dated(path: str) -> Place | None:
    """Place a file whose date stands in its name or in a folder's, the innermost counting."""
    *folders, name = path.split("/")
    for index, part in reversed(tuple(enumerate((*folders, name)))):
        found = _DATE.search(part)
        if found is None or moment_of(found[0]) is None:
            continue
        device = name
        if index == len(folders):
            device = f"{name[: found.start()].rstrip(_EDGES)}{name[found.end() :]}".lstrip(_EDGES)
        rest = [each for number, each in enumerate(folders) if number != index]
        kept = "/".join(each for each in rest if not _DATE.fullmatch(each))
        return _named(device=_ENDINGS.sub("", device), group=kept, date=found[0])
    return None


def moment_of(text: str) -> datetime | None:
    """Return the time a name tells (``2024-05-01``, ``20240501T0230``), taken as UTC."""
    found = _DATE.search(text)
    if found is None:
        return None
    digits = [int(each or 0) for number, each in enumerate(found.groups()) if number != 1]
    year, month, day, hour, minute, second = digits
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _named(
    device: str, group: str | None = None, platform: str | None = None, date: str | None = None
) -> Place | None:
    if not DEVICE_NAME.fullmatch(device):
        return None
    return Place(device=device, group=group or "", platform=platform, date=date)

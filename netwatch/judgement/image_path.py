"""Names of image files as devices write them: where they lie, and whether two are the same."""

import re
from collections.abc import Iterable

from netwatch.judgement.ownership import parse_address
from netwatch.model.image import FileEntry

_NETWORK = re.compile(
    r"\s*(tftp|ftp|https?|scp|sftp|rcp|nfs|pxe|netboot)(://|:|\s+)", re.IGNORECASE
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}:")
_LONGEST = 1024


def is_network(path: str) -> bool:
    """Tell whether ``path`` (``tftp://192.0.2.66/x.bin``, ``tftp x.bin``) is off the box."""
    return _NETWORK.match(path[:_LONGEST]) is not None


def server_of(path: str) -> str | None:
    """Return the host a network path names, None when it names none."""
    scheme = _NETWORK.match(path[:_LONGEST])
    if scheme is None:
        return None
    rest = path[scheme.end() : _LONGEST]
    if scheme[2] == "://":
        host = rest.split("/", 1)[0].rpartition("@")[2]
        bracketed = re.match(r"\[([^\]]{1,64})\]", host)
        return (bracketed[1] if bracketed else host.partition(":")[0]) or None
    named = (each.strip("/") for each in rest.split())
    return next((each for each in named if parse_address(each)), None)


def parts(path: str) -> tuple[str, ...]:
    """Return the folders and the name in ``path``, without its file system.

    ``flash:`` and ``bootflash:`` are two names of one file system on many devices, so the name
    of the file system is no difference.
    """
    bare = path[:_LONGEST].strip()
    scheme = _SCHEME.match(bare)
    rest = bare[scheme.end() :] if scheme else bare
    return tuple(each for each in rest.lower().split("/") if each)


def same_file(one: str, other: str) -> bool:
    """Tell whether two paths can name one file: the shorter is the end of the longer."""
    left, right = parts(one), parts(other)
    short, long = sorted((left, right), key=len)
    return bool(short) and long[-len(short) :] == short


def is_listed(path: str, files: Iterable[FileEntry]) -> bool | None:
    """Tell whether ``path`` is in a listing; None when its folder was not listed."""
    entries = tuple(files)
    if any(same_file(path, each.path) for each in entries):
        return True
    folder = parts(path)[:-1]
    listed = {parts(each.path)[:-1] for each in entries}
    return False if not folder or not entries or folder in listed else None

"""Files of a switch: one spelling of a path, hashes the box printed, bounded show output."""

import re
from collections.abc import Callable

from netwatch.model.image import Digest, FileEntry

_PATH = re.compile(r"(?:(?P<scheme>[A-Za-z][\w-]*):)?(?P<rest>.*)", re.DOTALL)
_LOCAL = frozenset({"bootflash", "slot0", "usb1", "usb2", "volatile", "flash", "drive", "file"})
_HEX = re.compile(r"[0-9a-fA-F]+")
_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_HOME = re.compile(r"Directory of (\S{1,200})")
_MAX_LINE = 512


def bounded(text: str) -> str:
    """Return ``text`` with lines cut at 512 characters: templates are slow on longer ones."""
    return "\n".join(line[:_MAX_LINE] for line in text.split("\n"))


def path_key(path: str) -> str:
    """Return one spelling for ``bootflash:///x``, ``bootflash:/x`` and ``bootflash:x``.

    A supervisor in the path (``bootflash://sup-1/x``) is kept: it is another disk.
    """
    match = _PATH.fullmatch(path.strip())
    if not match or not match["scheme"]:
        return path.strip()
    return f"{match['scheme'].lower()}:{match['rest'].lstrip('/')}"


def is_local(path: str) -> bool:
    """Tell whether ``path`` is on a disk of the box, so that the box can hash it."""
    return path_key(path).partition(":")[0] in _LOCAL and ":" in path


def hashed(
    asked: tuple[tuple[str, str], ...], read: Callable[[str, str], Digest | None]
) -> tuple[Digest, ...] | None:
    """Return the hashes that ``read`` finds in each (command, answer); None when none was asked."""
    found = (read(command, text) for command, text in asked)
    return tuple(each for each in found if each) if asked else None


def listed(text: str | None, entry: re.Pattern[str]) -> tuple[FileEntry, ...] | None:
    """Return the files of Cisco's ``dir`` by path; None when it was not answered.

    ``entry`` matches the line of a file and finds size, time and name.
    """
    if text is None:
        return None
    home, found = "", []
    for line in text.split("\n"):
        if head := _HOME.match(line):
            home = head[1] if head[1].endswith(("/", ":")) else head[1] + "/"
        elif said := entry.match(line[:400]):
            found.append(FileEntry(home + said[3], int(said[1]), said[2]))
    return tuple(found)


def digest(path: str, algorithm: str, value: str) -> Digest | None:
    """Return the digest, None unless ``value`` is hexadecimal of the algorithm's exact length.

    Either case is accepted and the hexadecimal is stored in lower case.
    """
    bare = "".join(value.split())
    if len(bare) != _LENGTHS.get(algorithm) or not _HEX.fullmatch(bare):
        return None
    return Digest(path, algorithm, bare.lower())

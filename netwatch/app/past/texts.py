"""Bytes of an archive -> the text that a visit would have brought: clean, redacted, quiet."""

import os
from pathlib import Path
from typing import Self

from netwatch.app.past.archive import Archive
from netwatch.collect.git import Objects, Repository
from netwatch.model.past import PastVersion
from netwatch.model.platform import CONFIG, Platform
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import COMMON_SECRETS, redact
from netwatch.parsing.text import TooLargeError, clean

LARGEST = 64 * 1024 * 1024
_SNIFFED = 8192
_HELD, _SLACK = 4, 1000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Reader:
    """Reads versions out of archives; use it in a ``with``."""

    def __init__(self) -> None:
        self._objects: dict[Path, Objects] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        while self._objects:
            self._objects.popitem()[1].__exit__(None, None, None)

    def text(self, archive: Archive, version: PastVersion) -> str | None:
        """Return a version cleaned for readers; None when it is no text, or gone.

        Raises GitError.
        """
        at = archive.at
        data = self._blob(at, version) if isinstance(at, Repository) else _file(at, version)
        if data is None or (b"\0" in data[:_SNIFFED] and not data.startswith(_UTF16)):
            return None
        try:
            return clean(_decoded(data))
        except TooLargeError:
            return None

    def _blob(self, repository: Repository, version: PastVersion) -> bytes | None:
        if repository.folder not in self._objects:
            self._objects[repository.folder] = Objects(repository, LARGEST).__enter__()
        return self._objects[repository.folder].read(version.text)


def _file(folder: Path, version: PastVersion) -> bytes | None:
    try:
        # Not through a link that took the file's place since it was listed.
        handle = os.open(folder / version.text, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        return None
    return data if len(data) <= LARGEST else None


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


class Cleaner:
    """Takes secrets and noise out of one device's versions.

    Versions share nearly all their lines, and redaction and noise look at one line at a time (what
    spans lines is a private key, whose text is cleaned as a whole). So a line is cleaned once.
    """

    def __init__(self, key: bytes) -> None:
        """Take the site's key."""
        self._key = key
        self._lines: dict[str, str] = {}
        self._of: Platform | None = None

    def clean(self, text: str, platform: Platform) -> str:
        """Return ``text`` as a visit to ``platform`` would have brought it."""
        if "PRIVATE KEY-----" in text:
            return self._whole(text, platform)
        if self._of is not platform:
            self._of, self._lines = platform, {}
        lines = text.split("\n")
        if len(self._lines) > _HELD * len(lines) + _SLACK:
            self._lines = {}  # what no later version shows is not held for ever
        fresh = [each for each in dict.fromkeys(lines) if each not in self._lines]
        cleaned = self._whole("\n".join(fresh), platform).split("\n") if fresh else []
        self._lines |= zip(fresh, cleaned, strict=True)
        return "\n".join([self._lines[each] for each in lines])

    def hide(self, text: str) -> str:
        """Return ``text`` that is no configuration without what looks like a secret."""
        return redact(text, COMMON_SECRETS, self._key)

    def _whole(self, text: str, platform: Platform) -> str:
        return blank(redact(text, platform.secrets, self._key), platform.noise, CONFIG)

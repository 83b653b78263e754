"""Known-good values from a folder of image files, hashed here."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from netwatch.app.known_good import KnownGoodError
from netwatch.model.known_good import KnownKind, KnownValue
from netwatch.model.policy import KnownImage
from netwatch.store.store import Store

ALGORITHMS = ("sha512", "sha256", "md5")
_CHUNK = 1 << 20
_HASHED_HERE = " (hashed here)"


@dataclass(kw_only=True)
class Hashed:
    """What became of a folder: files hashed and new values; ``left_out`` says which, and why."""

    files: int = 0
    new: int = 0
    left_out: list[str] = field(default_factory=list)


def image_files(folder: Path) -> Iterator[Path]:
    """Yield the files in and below ``folder``, by name; hidden ones are passed over.

    No link to a folder is followed. Raises KnownGoodError when the folder cannot be read.
    """

    def unreadable(error: OSError) -> None:
        raise KnownGoodError(f"cannot read {error.filename}: {error.strerror}")

    for home, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (Path(home, each) for each in sorted(names) if not each.startswith("."))


def import_folder(
    folder: Path,
    store: Store,
    at: datetime,
    *,
    model: str = "",
    shown: Callable[[Iterator[Path]], Iterator[Path]] = iter,
) -> Hashed:
    """Hash every file of ``folder`` and keep the values for devices whose model matches ``model``.

    A link is taken only when it leads to a file of the folder. A file is left out when a published
    list, imported before, has another hash for its name: a folder is only as good as who may write
    to it. ``shown`` wraps the files, for a progress bar. Raises KnownGoodError, and StoreError.
    """
    outcome = Hashed()
    root = folder.resolve()
    for path in shown(image_files(folder)):
        real = path.resolve()
        if not real.is_relative_to(root):
            outcome.left_out.append(f"{path}: a link that leads out of the folder")
            continue
        digests = _digests(real)
        if digests is None:
            outcome.left_out.append(f"{path}: not a plain file that can be read")
            continue
        against = _contradicted(store, path.name, digests)
        if against is not None:
            outcome.left_out.append(f"{path}: another hash than {against} has for this name")
            continue
        values = _values(path.name, digests, model)
        source = f"{path.absolute()}{_HASHED_HERE}"
        outcome.new += store.keep_known_good(values, source=source, at=at)
        outcome.files += 1
    if not outcome.files and not outcome.left_out:
        raise KnownGoodError(f"{folder} holds no file to hash")
    return outcome


def _values(name: str, digests: dict[str, str], model: str) -> Iterator[KnownValue]:
    for algorithm, digest in digests.items():
        yield KnownValue(
            kind=KnownKind.FILE, name=name, algorithm=algorithm, digest=digest, model=model
        )


def _digests(path: Path) -> dict[str, str] | None:
    """Return the file's hashes from one pass over it; None for what is no plain file."""
    hashes = {name: hashlib.new(name, usedforsecurity=False) for name in ALGORITHMS}
    try:
        # A pipe would keep us waiting, and a link put here meanwhile must not be followed.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with closing(os.fdopen(handle, "rb", buffering=0)) as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            while chunk := file.read(_CHUNK):
                for each in hashes.values():
                    each.update(chunk)
    except OSError:
        return None
    return {name: each.hexdigest() for name, each in hashes.items()}


def _contradicted(store: Store, name: str, digests: dict[str, str]) -> str | None:
    """Return the published list that contradicts a hash of this name, None for none.

    An equal MD5 excuses no other SHA-512: MD5 can be forged.
    """
    published: dict[str, list[KnownImage]] = {}
    for each in store.known_good({name}):
        if each.algorithm in digests and not (each.source or "").endswith(_HASHED_HERE):
            published.setdefault(each.algorithm, []).append(each)
    for algorithm, known in published.items():
        if all(each.digest != digests[algorithm] for each in known):
            return known[0].source
    return None

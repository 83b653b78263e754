"""Known-good lists from files into the store."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from netwatch.model.errors import NetwatchError
from netwatch.model.known_good import KnownValue
from netwatch.parsing.checksums import LONGEST_LINE, bare_value, is_remark, values_of
from netwatch.parsing.known_good_bundle import values_of_bundle
from netwatch.store.store import Store

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from netwatch.judgement.signed import Trust

_SAMPLES = 5
_LARGEST_BUNDLE = 256 << 20


class KnownGoodError(NetwatchError):
    """A known-good list could not be read, or must not be trusted; nothing was kept."""


@dataclass(kw_only=True)
class Imported:
    """What became of a list: ``unread`` counts lines not understood, ``samples`` numbers some."""

    read: int = 0
    new: int = 0
    unread: int = 0
    samples: list[int] = field(default_factory=list)
    trust: "Trust | None" = None


@dataclass(frozen=True, kw_only=True)
class Seal:
    """Files that vouch for a bundle: a detached signature, its signer's chain and the roots."""

    signature: Path
    certificates: tuple[Path, ...]
    roots: tuple[Path, ...]


def import_checksums(path: Path, store: Store, at: datetime, *, model: str = "") -> Imported:
    """Keep every value of the checksum list in ``path`` for devices whose model matches ``model``.

    Raises KnownGoodError when the file cannot be read or holds no value, and StoreError.
    """
    outcome = Imported()
    try:
        with path.open("rb") as lines:
            values = _values(lines, path.name, model, outcome)
            outcome.new = store.keep_known_good(_some(values, path), source=str(path), at=at)
    except OSError as error:
        raise KnownGoodError(f"cannot read {path}: {error.strerror}") from None
    return outcome


def _values(lines: BinaryIO, name: str, model: str, outcome: Imported) -> Iterator[KnownValue]:
    for number, line in enumerate(_bounded(lines), 1):
        found = values_of(line, number) or bare_value(name, line, number)
        outcome.read += len(found)
        if not found and not is_remark(line):
            outcome.unread += 1
            if len(outcome.samples) < _SAMPLES:
                outcome.samples.append(number)
        for each in found:
            yield replace(each, model=model)


def _bounded(lines: BinaryIO) -> Iterator[str]:
    """Yield whole lines as text; what is longer than any list writes is cut, not held."""
    encoding = "utf-8-sig"
    while piece := lines.readline(LONGEST_LINE):
        end = piece
        while not end.endswith(b"\n") and len(end) == LONGEST_LINE:
            end = lines.readline(LONGEST_LINE)
        yield piece.decode(encoding, errors="replace")
        encoding = "utf-8"


def _some(values: Iterator[KnownValue], path: Path) -> Iterator[KnownValue]:
    first = next(values, None)
    if first is None:
        raise KnownGoodError(
            f"{path} holds no checksum: give a list as sha512sum, sha256sum or md5sum writes it, "
            "or Cisco's BulkHash.csv taken out of its archive"
        )
    yield first
    yield from values


def is_bundle(path: Path) -> bool:
    """Tell whether ``path`` holds JSON, not lines. Raises KnownGoodError."""
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_LINE).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except OSError as error:
        raise KnownGoodError(f"cannot read {path}: {error.strerror}") from None


def import_bundle(path: Path, store: Store, at: datetime, *, seal: Seal | None) -> Imported:
    """Keep every value of the Known Good Values bundle in ``path``; no ``seal`` means unsigned.

    Raises KnownGoodError when the bundle or its seal cannot be read or does not hold, and
    StoreError. A certificate that is out of date is told in the outcome and refuses nothing.
    """
    data = _read(path)
    trust = _trusted(path, data, seal, at) if seal else None
    try:
        values = values_of_bundle(data)
    except ValueError as error:
        raise KnownGoodError(f"{path} is no bundle of known good values: {error}") from None
    if not values:
        raise KnownGoodError(f"{path} holds no value that is understood")
    source = f"{path} (signed by {trust.chain[0]})" if trust else f"{path} (not signed)"
    new = store.keep_known_good(values, source=source, at=at)
    return Imported(read=len(values), new=new, trust=trust)


def _trusted(path: Path, data: bytes, seal: Seal, now: datetime) -> "Trust":
    from netwatch.judgement.signed import NotTrustedError, check_signature

    certificates = [each for file in seal.certificates for each in _certificates(file)]
    roots = [each for file in seal.roots for each in _certificates(file)]
    try:
        return check_signature(data, _read(seal.signature), certificates, roots, now)
    except NotTrustedError as error:
        raise KnownGoodError(f"{path} is not to be trusted, nothing was kept: {error}") from None


def _certificates(path: Path) -> "list[Certificate]":
    from netwatch.judgement.signed import read_certificates

    try:
        return read_certificates(_read(path))
    except ValueError:
        raise KnownGoodError(f"{path} holds no certificate in PEM form") from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_BUNDLE + 1)
    except OSError as error:
        raise KnownGoodError(f"cannot read {path}: {error.strerror}") from None
    if len(data) > _LARGEST_BUNDLE:
        raise KnownGoodError(f"{path} is larger than {_LARGEST_BUNDLE >> 20} MB")
    return data

"""Cisco's Known Good Values bundle (JSON) -> known-good values.

Two layouts are seen in the examples published with Cisco's boot integrity validator: one of
2017 (``products``, each with ``bootLoaderVersions``, ``boot0Versions`` and ``osImageVersions``) and
one of 2021 (``bulkHash``, a list of files with ``dtype``, image packages within as ``pkg``).
"""

import json
import re
from collections.abc import Iterable, Iterator

from netwatch.model.known_good import KnownKind, KnownValue
from netwatch.parsing.checksums import file_name

BIV = "biv"
"""The algorithm of values a device measures at boot: not the hash of a file."""

_HEX = re.compile(r"[0-9a-f]{32,128}\Z")
_FILE_HASHES = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
_BY_VERSION = {
    "bootLoaderVersions": KnownKind.BOOTLOADER,
    "boot0Versions": KnownKind.BOOT0,
    "osImageVersions": KnownKind.OS,
}
_BY_TYPE = {"boot0": KnownKind.BOOT0, "blr": KnownKind.BOOTLOADER, "osimage": KnownKind.OS}


def values_of_bundle(data: bytes) -> tuple[KnownValue, ...]:
    """Return every value in a bundle, in order. Raises ValueError when it is none."""
    try:
        bundle = json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(bundle, dict) or not {"products", "bulkHash"} & bundle.keys():
        raise ValueError("it has neither 'products' nor 'bulkHash'")
    return (*_of_products(bundle.get("products")), *_of_files(bundle.get("bulkHash")))


def _of_products(products: object) -> Iterator[KnownValue]:
    for product in _objects(products):
        model = _text(product.get("product"))
        for key, kind in _BY_VERSION.items():
            for release in _objects(product.get(key)):
                version = _text(release.get("version"))
                for entry in _objects(release.get("entries")):
                    yield from _measured(entry, kind, version, model)
                    yield from _hashed(entry, version)


def _of_files(files: object) -> Iterator[KnownValue]:
    for each in _objects(files):
        kind = _BY_TYPE.get(_text(each.get("dtype")).lower())
        model = _text(each.get("platform"))
        for part in (each, *_objects(each.get("pkg"))):
            if kind is not None:
                yield from _measured(part, kind, _text(part.get("filename")), model)
            # The boot stages carry their version where files have a name: no device hashes them.
            if kind is KnownKind.OS:
                yield from _hashed(part, None)


def _measured(
    entry: dict[str, object], kind: KnownKind, name: str, model: str
) -> Iterator[KnownValue]:
    digest = _text(entry.get("biv_hash")).lower()
    if name and _HEX.match(digest):
        yield KnownValue(kind=kind, name=name, algorithm=BIV, digest=digest, model=model)


def _hashed(entry: dict[str, object], version: str | None) -> Iterator[KnownValue]:
    name = file_name(_text(entry.get("filename")))
    for algorithm, length in _FILE_HASHES.items():
        digest = _text(entry.get(algorithm)).lower()
        if name and len(digest) == length and _HEX.match(digest):
            yield KnownValue(
                kind=KnownKind.FILE,
                name=name,
                algorithm=algorithm,
                digest=digest,
                version=version or None,
            )


def _objects(value: object) -> Iterable[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""

"""Vendor checksum lists -> known-good values, line by line.

Read are ``sha512sum`` and its siblings (``HEX  name``, ``HEX *name``), their ``--tag`` form
(``SHA512 (name) = HEX``), a hash alone in a file named after its image, and Cisco's Bulk Hash File:
CSV whose first column names the file and whose second and third hold MD5 and SHA-512 (documented by
Cisco as "MD5 and SHA512 hashes for all images"; the columns are as a published script reads them).
Other columns are passed over.
"""

import csv
import re
from collections.abc import Iterator

from netwatch.model.known_good import KnownKind, KnownValue

LONGEST_LINE = 8192
# A list does not say which hash it holds: the length does. BLAKE2b would look like SHA-512.
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_SUM = re.compile(r"\\?([0-9A-Fa-f]{32,128})[ \t][ *]?(\S.*)\Z")
_NAMED = re.compile(r"(.{1,255})\.(?:md5|sha1|sha256|sha384|sha512)(?:sum)?")
_LONGEST_HASH = 128
_TAGGED = re.compile(r"[A-Z0-9-]{2,16} \((.+)\) = ([0-9A-Fa-f]{32,128})\Z")


def values_of(line: str, number: int) -> tuple[KnownValue, ...]:
    """Return the values on one line; () when it holds none that is understood."""
    text = line[:LONGEST_LINE].strip()
    if summed := _SUM.match(text):
        return tuple(_valued(summed[2], [summed[1]], number))
    if tagged := _TAGGED.match(text):
        return tuple(_valued(tagged[1], [tagged[2]], number))
    if "," in text:
        name, *columns = _columns(text)
        return tuple(_valued(name, columns, number))
    return ()


def bare_value(list_name: str, line: str, number: int) -> tuple[KnownValue, ...]:
    """Return the value of a line that holds a hash alone, in a list named after its one file.

    ``os.bin.sha512`` speaks of ``os.bin``; any other name of a list leaves it unsaid.
    """
    digest = line.strip()
    named = _NAMED.fullmatch(list_name)
    if named is None or len(digest) > _LONGEST_HASH:
        return ()
    return tuple(_valued(named[1], [digest], number))


def is_remark(line: str) -> bool:
    """Tell whether a line has nothing to say: it is empty or a comment."""
    return not line.strip() or line.lstrip().startswith(("#", ";"))


def file_name(path: str) -> str:
    """Return the name at the end of ``path``, which may be Windows'."""
    return re.split(r"[/\\:]", path.strip().rstrip("/\\"))[-1]


def _columns(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True), [""])
    except csv.Error:
        return [""]


def _valued(path: str, digests: list[str], number: int) -> Iterator[KnownValue]:
    name = file_name(path)
    for each in digests:
        digest = each.strip().lower()
        algorithm = _ALGORITHMS.get(len(digest))
        if name and algorithm and _HEX.match(digest):
            yield KnownValue(
                kind=KnownKind.FILE, name=name, algorithm=algorithm, digest=digest, line=number
            )

"""The hashes of a file that was fetched off the device, as they are kept among its answers.

Writing and reading lie side by side because netwatch itself is the author: what it computed goes
the way of every answer, so that it is stored, replayed and read like one.
"""

import re

from netwatch.model.image import Digest

NO_FILE = "fetch image"
"""Named where no file is known that could be fetched."""

ALGORITHMS = ("md5", "sha256", "sha512")

_COMMAND = re.compile(r"fetch (\S{1,255})")
_VALUE = re.compile(r"(md5|sha256|sha512) ([0-9a-f]{32,128})")
_LENGTHS = {"md5": 32, "sha256": 64, "sha512": 128}


def command_of(path: str) -> str:
    """Return how the fetching of ``path`` is named among the commands of a visit."""
    return f"fetch {path}"


def is_fetch(command: str) -> bool:
    """Tell whether ``command`` names the fetching of a file."""
    return _COMMAND.fullmatch(command) is not None


def answer_of(size: int, digests: dict[str, str]) -> str:
    """Return the answer to keep: size in bytes, and each hash in lower-case hex."""
    lines = [f"size {size}", *(f"{name} {digests[name]}" for name in ALGORITHMS)]
    return "".join(f"{each}\n" for each in lines)


def digests_of(command: str, text: str) -> tuple[Digest, ...]:
    """Undo ``answer_of``; () for what is not such an answer."""
    asked = _COMMAND.fullmatch(command)
    if asked is None:
        return ()
    found = (_VALUE.fullmatch(line) for line in text.split("\n", 16)[:16])
    return tuple(
        Digest(asked[1], each[1], each[2], fetched=True)
        for each in found
        if each is not None and len(each[2]) == _LENGTHS[each[1]]
    )

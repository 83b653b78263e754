"""A device's raw bytes made into lines that readers can trust."""

import re

MAX_CHARS = 64 * 1024 * 1024
MAX_LINE = 64 * 1024

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[0-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TooLargeError(ValueError):
    """The text is larger than any configuration; reading it would only cost time."""


def clean(raw: str) -> str:
    r"""Return ``raw`` with ``\n`` line ends and without escape sequences or control bytes.

    Backspaces are played out, a carriage return inside a line (a redrawn pager) keeps what
    follows it, tabs stay. Lines are cut at ``MAX_LINE`` characters. Line numbers are kept.
    Raises TooLargeError above ``MAX_CHARS``.
    """
    if len(raw) > MAX_CHARS:
        raise TooLargeError(f"{len(raw):,} characters; the limit is {MAX_CHARS:,}")
    text = raw.removeprefix("\ufeff").replace("\r\r\n", "\n").replace("\r\n", "\n")
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    if "\x08" in text:
        text = "\n".join(_played(line) for line in text.split("\n"))
    if "\r" in text:
        text = "\n".join(_redrawn(line) for line in text.split("\n"))
    text = _CONTROL.sub("", text)
    if len(text) > MAX_LINE:
        text = "\n".join(line[:MAX_LINE] for line in text.split("\n"))
    return text


_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


def visible(text: str) -> str:
    """Return ``text`` with control and bidirectional characters shown as escapes.

    Device text is hostile: printed as it is, it could redraw the reader's terminal or show a
    line in another order than it stands.
    """
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _played(line: str) -> str:
    kept: list[str] = []
    for char in line:
        if char != "\x08":
            kept.append(char)
        elif kept:
            kept.pop()
    return "".join(kept)


def _redrawn(line: str) -> str:
    kept = ""
    for part in line.split("\r"):
        if part.strip():
            kept = part
        elif len(part) >= len(kept):
            kept = ""  # a pager wipes itself with blanks, and the line below it may be empty
    return kept


def one_line(text: str, most: int = 1000) -> str:
    r"""Return ``text`` as one line of at most ``most`` characters that hides nothing.

    Whatever has no look of its own (line ends, tabs, control and formatting characters, halves of
    surrogate pairs) is shown as ``\uXXXX``, so that device text can begin no new header, field or
    record anywhere.
    """
    shown = (
        text if text.isascii() and text.isprintable() else "".join(map(_shown, text[: most + 1]))
    )
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"  # noqa: PLR2004  # as Python writes them

"""The commands document of ``netwatch platforms show NAME --commands``, as AAA servers need it."""

import re
from collections.abc import Sequence

from netwatch.model.document import Document
from netwatch.model.errors import NetwatchError
from netwatch.model.platform import NONCE, PLAIN_PATH

_SPECIAL = re.compile(r"[.*+?()\[\]{}|$\\\"^]")
# These have another meaning inside a class or inside quotes: any one character stands in.
_UNQUOTABLE = '\\"^['
# ``+`` and ``*`` instead of counts: the regular expressions of old servers know none.
_BLANKS = {
    "{arg}": PLAIN_PATH.partition("{")[0] + "+",
    "{nonce}": NONCE.partition("{")[0] + "*",
}
_BLANK = re.compile(r"(\{(?:arg|nonce)\})")


class NoCommandSetError(NetwatchError):
    """The format is one for command sets and the document is none."""

    def __init__(
        self, form: str, what: str = "an AAA server's command set", example: str = "cisco_xe"
    ) -> None:
        super().__init__(
            f"the format {form} is for {what} alone; "
            f"try: netwatch platforms show {example} --commands --format {form}"
        )


def platform_of(document: Document, transport: str = "ssh") -> str | None:
    """Return the platform whose commands the document holds.

    None when it holds none, or those of a platform that is asked over another ``transport``.
    """
    data = document.data
    if not isinstance(data, dict) or "commands" not in data or data["transport"] != transport:
        return None
    return str(data.get("platform"))


def commands_of(document: Document) -> tuple[str, ...]:
    """Return the commands in order, each once.

    ``{arg}`` stands for a plain path, ``{nonce}`` for a number.
    """
    data = document.data
    listed = data.get("commands") if isinstance(data, dict) else None
    return tuple(dict.fromkeys(str(each["command"]) for each in listed or ()))


def by_first_word(commands: Sequence[str]) -> dict[str, list[str]]:
    """Return the rest of each command (empty for a word alone) under its first word."""
    grouped: dict[str, list[str]] = {}
    for command in commands:
        word, _, rest = command.partition(" ")
        grouped.setdefault(word, []).append(rest.strip())
    return grouped


def expression(text: str) -> str:
    """Return a regular expression for exactly ``text``, without anchors.

    It uses only what POSIX, Java and the oldest TACACS+ servers read alike.
    """
    pieces = (_BLANKS.get(each) or _SPECIAL.sub(_itself, each) for each in _BLANK.split(text))
    return "".join(pieces)


def _itself(found: re.Match[str]) -> str:
    # Servers differ in escapes, and none of them in what a class of one character means.
    return "." if found[0] in _UNQUOTABLE else f"[{found[0]}]"

"""A command set for tac_plus: the group a read-only account of netwatch belongs to.

Sources: the tac_plus.conf manual (a command's arguments, joined by blanks, are matched against
the regular expressions in order) and captured authorization requests, in which the device adds
``<cr>`` as the last argument.
"""

import re

from netwatch.model.document import Document, Look
from netwatch.report._command_set import (
    NoCommandSetError,
    by_first_word,
    commands_of,
    expression,
    platform_of,
)

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def render(document: Document, look: Look) -> str:
    """Return the group. Raises NoCommandSetError for another document."""
    del look
    platform = platform_of(document)
    if platform is None:
        raise NoCommandSetError("tacacs")
    blocks = (_block(word, rest) for word, rest in by_first_word(commands_of(document)).items())
    return "\n".join(
        (
            f"# every command netwatch ever sends to {platform}; all else is denied",
            f"group = netwatch_{platform} {{",
            "    default service = deny",
            "    service = exec {",
            "        priv-lvl = 15",
            "    }",
            *blocks,
            "}",
        )
    )


def _block(word: str, rest: list[str]) -> str:
    name = word if _PLAIN.fullmatch(word) else f'"{word}"'
    permits = [f'        permit "{_anchored(each)}"' for each in rest]
    return "\n".join((f"    cmd = {name} {{", *permits, "        deny .*", "    }"))


def _anchored(rest: str) -> str:
    return f"^{expression(rest)}( <cr>)?$" if rest else "^(<cr>)?$"

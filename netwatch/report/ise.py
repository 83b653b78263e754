"""A TACACS command set for Cisco ISE, as the CSV its Import button reads.

Source: Cisco's page on importing command sets (ISE 2.3 and later): the command may hold wildcards,
arguments are regular expressions matched in their positions, and further arguments of the request
are ignored. Hence each row ends in the ``<cr>`` a device adds last. Leave "permit any command
that is not listed" off.
"""

import csv
from io import StringIO

from netwatch.model.document import Document, Look
from netwatch.report._command_set import (
    NoCommandSetError,
    by_first_word,
    commands_of,
    expression,
    platform_of,
)


def render(document: Document, look: Look) -> str:
    """Return one PERMIT row a command. Raises NoCommandSetError for another document."""
    del look
    if platform_of(document) is None:
        raise NoCommandSetError("ise")
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("Grant", "Command", "Arguments"))
    for word, rest in by_first_word(commands_of(document)).items():
        writer.writerows(("PERMIT", word, _arguments(each)) for each in rest)
    return out.getvalue().rstrip("\n")


def _arguments(rest: str) -> str:
    return f"^{expression(rest)} <cr>$" if rest else "^<cr>$"

"""Whether IOS XR's boot verified what it loaded, as the router says it.

``show platform security integrity log secure-boot status`` prints the state of secure boot for each
node. That ``Enabled`` stands in the answer is what a public test suite relies on; the rest of the
layout (``Secure Boot Status: Enabled``) is from memory, and only that line is read.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Signature
from netwatch.model.platform import Command
from netwatch.model.state import Answers

SECURE_BOOT = "secure-boot"
COMMAND = Command(
    "show platform security integrity log secure-boot status", SECURE_BOOT, optional=True
)
_STATUS = re.compile(r"^ *Secure Boot Status: *(?P<state>\S.{0,60}?) *$", re.MULTILINE)
_MAX_NODES = 64


def signature(answers: Answers) -> Signature | None:
    """Return VALID where every node booted verified code, UNKNOWN where one does not say so."""
    text = answers.get(SECURE_BOOT)
    if text is None:
        return None
    states = {each["state"].casefold() for each in _STATUS.finditer(text[:100_000])}
    return Signature.VALID if states == {"enabled"} else Signature.UNKNOWN


def quotes(answers: Answers) -> tuple[Evidence, ...]:
    """Return the lines that say it."""
    lines = enumerate((answers.get(SECURE_BOOT) or "").split("\n"), 1)
    found = (Evidence(SECURE_BOOT, number, line.strip()) for number, line in lines
             if _STATUS.match(line[:200]))  # fmt: skip
    return tuple(each for each, _ in zip(found, range(_MAX_NODES), strict=False))

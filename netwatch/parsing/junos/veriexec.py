"""What Junos' verified execution wrote to the log: files that are not as their manifest says.

The state itself (``sysctl security.mac.veriexec.state``) is shown by the shell alone. Its messages
stand in ``show log messages``: Juniper's manual has ``veriexec: fingerprint for dev N, file N HEX
!= HEX``, the FreeBSD sources that Junos shares ``MAC/veriexec: fingerprint does not match loaded
value (file=F fsid=N fileid=N)``. The first is from memory. Attempts on files without a fingerprint
are not told: FIPS self-tests and every script an operator runs make some.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Signature
from netwatch.model.platform import Command
from netwatch.model.state import Answers

VERIEXEC = "veriexec"
# The brackets keep the line in which this very command is logged from matching it.
COMMAND = Command('show log messages | match "[v]eriexec: "', VERIEXEC, optional=True)

_DIFFERS = re.compile(
    r"^[A-Z][a-z]{2} +\d{1,2} (?:\d{4} )?[\d:.]{8,15}(?: \d{4})? +\S{1,255} "
    r"+/?kernel(?:\[\d{1,9}\])?: +(?:\S{1,40}: +)?(?:MAC/)?veriexec: fingerprint "
    r"(?:does not match\b|for dev \d+.{0,200} != )"
)
_MAX_LINES = 20_000
_QUOTED = 20


def signature(answers: Answers) -> Signature | None:
    """Return INVALID where the kernel found a changed file, UNKNOWN where the log has no word."""
    if answers.get(VERIEXEC) is None:
        return None
    return Signature.INVALID if quotes(answers) else Signature.UNKNOWN


def quotes(answers: Answers) -> tuple[Evidence, ...]:
    """Return the kernel's lines about changed files, the newest as many as a person reads."""
    lines = (answers.get(VERIEXEC) or "").split("\n")[:_MAX_LINES]
    found = [
        Evidence(VERIEXEC, number, line.strip()[:400])
        for number, line in enumerate(lines, 1)
        if _DIFFERS.match(line[:600])
    ]
    return tuple(found[-_QUOTED:])

"""When findings on several devices say the same: one key for all of them. Pure."""

import hashlib
import re

from netwatch.model.finding import Finding

_NUMBERS = re.compile(r"[0-9a-f]{8,}|\d+")
_LONGEST = 2000


def alike_key(finding: Finding) -> str:
    """Return 32 hex digits, equal for findings of one rule that say the same.

    The same: subject and title that differ by no more than numbers, hashes and the device's own
    name, in any case.
    """
    words = (
        finding.rule,
        _alike(finding.subject, finding.device),
        _alike(finding.title, finding.device),
    )
    text = "\0".join(words)
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:32]


def _alike(text: str, device: str) -> str:
    told = text[:_LONGEST].casefold().replace(device.casefold(), "<device>")
    return _NUMBERS.sub("#", told)

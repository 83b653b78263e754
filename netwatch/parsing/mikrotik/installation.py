"""What RouterOS finds when it checks its own installation, and which packages are installed.

``/system check-installation`` ends with ``status: installation is ok``, or with an error such as
``damaged system package: bad image`` (public transcripts of both; patched images give the second).
MikroTik documents it as a check of the files' readability and places. On an emulated ARM it fails
of itself (its author traced it to a missing list of hardware): there it says nothing.
``/system package print detail`` follows MikroTik's manual and transcripts.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Signature
from netwatch.model.platform import Command
from netwatch.model.state import Answers

CHECK, PACKAGES = "installation", "packages"
COMMANDS = (
    Command("/system package print detail without-paging", PACKAGES, optional=True),
    Command("/system check-installation", CHECK, optional=True, slow=True, timeout_s=120),
)

_OK = re.compile(r"^ *status: *installation is ok *$", re.MULTILINE)
_DAMAGED = re.compile(r"^ *(?:status: *)?(?:error: *)?damaged \S.{0,120}$", re.MULTILINE)
_START = re.compile(r"^ {0,6}\d{1,6}(?P<flags>(?: +[XA]{1,2})?) +name=\"?(?P<name>[\w.-]{1,64})",
                    re.MULTILINE)  # fmt: skip
_VERSION = re.compile(r"\bversion=\"?(?P<version>[^\"\s]{1,40})")
_MAX_TEXT = 100_000
_RECORD = 1000
_MAX_PACKAGES = 200


def signature(answers: Answers, resource: dict[str, str]) -> Signature | None:
    """Return what the check said; ``resource`` are the lines of ``/system resource print``."""
    text = answers.get(CHECK)
    if text is None:
        return None
    if _DAMAGED.search(text[:_MAX_TEXT]):
        return Signature.UNKNOWN if _is_emulated_arm(resource) else Signature.INVALID
    return Signature.VALID if _OK.search(text[:_MAX_TEXT]) else Signature.UNKNOWN


def _is_emulated_arm(resource: dict[str, str]) -> bool:
    arm = resource.get("architecture-name", "").startswith("arm")
    return arm and resource.get("board-name", "").startswith("CHR")


def quotes(answers: Answers) -> tuple[Evidence, ...]:
    """Return the lines that say what the check found."""
    text = (answers.get(CHECK) or "")[:_MAX_TEXT]
    found = (*_DAMAGED.finditer(text), *_OK.finditer(text))
    return tuple(
        Evidence(CHECK, text.count("\n", 0, each.start()) + 1, each[0].strip())
        for each in found[:4]
    )


def packages(answers: Answers) -> tuple[str, ...] | None:
    """Return ``NAME VERSION`` of every package that is installed and not disabled."""
    text = answers.get(PACKAGES)
    if text is None:
        return None
    starts = list(_START.finditer(text[:_MAX_TEXT]))[:_MAX_PACKAGES]
    found = []
    for each in starts:
        version = _VERSION.search(text, each.end(), each.end() + _RECORD)
        if not each["flags"].strip():
            found.append(f"{each['name']} {version['version']}" if version else each["name"])
    return tuple(sorted(found))

"""What SR Linux says of itself: ``show version`` and ``info from state system boot``.

Labels as in public output of ``show version``; the boot tree after srl_nokia-boot.yang (v25.3).
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Image
from netwatch.model.platform import BOOT, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.nokia.srl_mirrors import path_of, statements

_FACT = re.compile(r"^(?P<name>[A-Z][A-Za-z ]{1,30}?) *: (?P<value>\S.{0,120}?) *$", re.MULTILINE)


def _facts(text: str | None) -> dict[str, str]:
    return {each["name"]: each["value"] for each in _FACT.finditer(text or "")}


def identity(version: str | None, host_name: str | None) -> Identity | None:
    """Return who answered, None when nothing says."""
    facts = _facts(version)
    name = facts.get("Hostname", host_name)
    serial, model = facts.get("Serial Number"), facts.get("Chassis Type")
    return Identity(name, serial, model) if name or serial or model else None


def boot_path(text: str | None) -> tuple[str, ...] | None:
    """Return the images in the order they are tried, None when the tree names none."""
    if text is None:
        return None
    found: list[str] = []
    for each in statements(text):
        path = path_of(each)
        at = path.index("image") if "image" in path else None
        if at is not None and not each.opens:
            found += [word.strip("[],") for word in path[at + 1 :] if word.strip("[],")]
    return tuple(found) or None


def read_image(answers: Answers) -> Image | None:
    """Return version and boot order, None when neither was answered."""
    text = answers.get(VERSION)
    facts = _facts(text)
    version, build = facts.get("Software Version"), facts.get("Build Number")
    found = Image(
        version=f"{version}-{build}" if version and build else version,
        model=facts.get("Chassis Type"),
        boot_path=boot_path(answers.get(BOOT)),
        evidence=tuple(
            Evidence(VERSION, number, line.strip())
            for number, line in enumerate((text or "").split("\n")[:40], 1)
            if line.startswith(("Software Version", "Build Number"))
        ),
    )
    return None if found == Image() else found

"""What AOS-CX says of its software.

``show version`` and ``show system`` as seen, ``show images`` as in HPE's 10.03 guide.
"""

import re

from netwatch.model.image import Digest, Image
from netwatch.model.state import Identity
from netwatch.parsing.uptime import spoken

_LABEL = re.compile(r"^ *([A-Za-z][A-Za-z0-9 ()%.-]{2,28}?) *: *(\S.{0,200}?) *$", re.MULTILINE)
_HEADING = re.compile(r"^(?:ArubaOS|AOS)-CX (Primary|Secondary) Image\s*$", re.MULTILINE)
_SUM = re.compile(r"^SHA-256 *: *([0-9A-Fa-f]{64})\s*$", re.MULTILINE)


def image(version: str | None, images: str | None, system: str | None) -> Image | None:
    """Return the image state; the partitions are called ``primary`` and ``secondary``."""
    if version is None:
        return None
    facts, shown = dict(_LABEL.findall(version)), dict(_LABEL.findall(images or ""))
    loaders = [
        f"{name} {facts[name]}" for name in ("Service OS Version", "BIOS Version") if name in facts
    ]
    chassis = dict(_LABEL.findall(system or ""))
    default = shown.get("Default Image")
    return Image(
        version=facts.get("Version"),
        model=chassis.get("Product Name"),
        running_file=facts.get("Active Image"),
        digests=digests(images) if images is not None else None,
        bootloader="; ".join(loaders) or None,
        boot_path=(default,) if default else None,
        uptime_s=spoken(chassis.get("Up Time", "")),
    )


def digests(images: str) -> tuple[Digest, ...]:
    """Return the hash of each partition that ``show images`` prints."""
    heads = list(_HEADING.finditer(images))
    ends = [head.start() for head in heads[1:]] + [len(images)]
    found = []
    for head, end in zip(heads, ends, strict=False):
        value = _SUM.search(images, head.end(), end)
        if value:
            found.append(Digest(head[1].lower(), "sha256", value[1].lower()))
    return tuple(found)


def identity(system: str | None, hostname: str | None) -> Identity | None:
    """Return who answered, from ``show system`` and the configuration."""
    facts = dict(_LABEL.findall(system or ""))
    name = facts.get("Hostname") or hostname
    if not facts and name is None:
        return None
    return Identity(name, facts.get("Chassis Serial Nbr"), facts.get("Product Name"))

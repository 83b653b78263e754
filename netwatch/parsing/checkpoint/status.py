"""What Gaia prints about itself: ``show version all`` (seen), ``show asset all`` and uptime."""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Image
from netwatch.model.platform import VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.facts import identified

ASSET, UPTIME = "asset", "uptime"
_VERSION = re.compile(r"^Product version (?:Check Point )?(?:Gaia )?(\S{1,40}) *$", re.MULTILINE)
_BUILD = re.compile(r"^OS build (\S{1,20}) *$", re.MULTILINE)
_SERIAL = re.compile(r"^ *(?:Chassis )?Serial Number: *(\S{4,60}) *$", re.MULTILINE | re.IGNORECASE)
_MODEL = re.compile(r"^ *Model: *(\S.{0,80}?) *$", re.MULTILINE)
_PLATFORM = re.compile(r"^ *Platform: *(\S.{0,80}?) *$", re.MULTILINE)
_UP = re.compile(r"\bup +(?:(\d{1,5}) days?, +)?(?:(\d{1,2}):(\d\d)|(\d{1,2}) min)")
_LONGEST = 100_000


def identity(answers: Answers, hostname: str | None) -> Identity | None:
    """Return hostname, serial number and platform."""
    asset = (answers.get(ASSET) or "")[:_LONGEST]
    serial = _SERIAL.search(asset)
    return identified(hostname, serial[1] if serial else None, _model(asset))


def _model(asset: str) -> str | None:
    found = _MODEL.search(asset) or _PLATFORM.search(asset)
    return found[1] if found else None


def image(answers: Answers) -> Image | None:
    """Return ``R80.40 build 294`` with platform and uptime; None when it was not answered."""
    text = answers.get(VERSION)
    if text is None:
        return None
    version, build = _VERSION.search(text[:_LONGEST]), _BUILD.search(text[:_LONGEST])
    named = (version[1] if version else None, build[1] if build else None)
    return Image(
        version=" build ".join(each for each in named if each) or None,
        model=_model((answers.get(ASSET) or "")[:_LONGEST]),
        uptime_s=_uptime(answers.get(UPTIME)),
        evidence=tuple(
            Evidence(VERSION, number, line.strip()[:200])
            for number, line in enumerate(text.split("\n")[:40], 1)
            if line.startswith(("Product version", "OS build"))
        ),
    )


def _uptime(text: str | None) -> int | None:
    found = _UP.search((text or "")[:500])
    if not found:
        return None
    days, hours, minutes, only = (int(each or 0) for each in found.groups())
    return days * 86400 + hours * 3600 + (minutes + only) * 60

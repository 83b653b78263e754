"""The configuration register is, or will be at the next reload, another value."""

import re
from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import stated
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Image
from netwatch.model.rule import Facts, Rule

# Bit 6 makes the device ignore its startup configuration, passwords and AAA with it.
_IGNORE_STARTUP = 0x40
_HEX = re.compile(r"0[xX][0-9A-Fa-f]{1,8}")
_WHEN = (("config_register", "is"), ("config_register_next", "will be at the next reload"))


def _judge(facts: Facts) -> Iterator[Finding]:
    now = facts.after.image
    if now is None:
        return
    before = facts.before.image if facts.before else None
    for field, when in _WHEN:
        value = getattr(now, field)
        was = getattr(before, field) if before else None
        if value is not None and value != was and _is_news(field, value, was, before):
            yield _finding(facts, now, field, f"{when} {cut(value)}{_was(was)}")


def _is_news(field: str, value: str, was: str | None, before: Image | None) -> bool:
    """Tell a change; with nothing to compare with, only what is odd by itself."""
    if before is None or was is None:
        return field == "config_register_next" or _ignores_startup(value)
    return True


def _ignores_startup(value: str) -> bool:
    return bool(_HEX.fullmatch(value)) and bool(int(value, 16) & _IGNORE_STARTUP)


def _was(value: str | None) -> str:
    return f", was {cut(value)}" if value else ""


def _finding(facts: Facts, now: Image, field: str, what: str) -> Finding:
    value = str(getattr(now, field))
    ignores = _ignores_startup(value)
    meaning = "; bit 6 makes it ignore the startup configuration" if ignores else ""
    return RULE.finding(
        facts,
        subject=label(f"{field.replace('_', ' ')} {value}"),
        title=f"Configuration register {what}{meaning}",
        evidence=stated(now.evidence, "version", "configuration register", value),
        severity=Severity.HIGH if ignores else Severity.MEDIUM,
        claim=image_claim(field, value),
    )


RULE = Rule(
    id="config-register-changed",
    title="Another configuration register",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1542.004",),
)

"""The device was started again since the last visit."""

import re
from collections.abc import Iterator
from datetime import datetime

from netwatch.judgement.describe import cut
from netwatch.judgement.quotes import stated
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Image
from netwatch.model.rule import Facts, Rule

# Words by which devices say that a person or an upgrade asked for the reload.
_ASKED = re.compile(
    r"reload command|reload requested|requested by (?:cli|user|admin)|user[- ]initiated"
    r"|reload slot command|image install|install(?:ation)? |issu|normal shutdown|reboot command"
    r"|admin reload|cli reload|chassis control reset",
    re.IGNORECASE,
)


def _judge(facts: Facts) -> Iterator[Finding]:
    image = facts.after.image
    changes = facts.changes_of(ImageChanged)
    for change in changes:
        if image and change.field == "booted_at" and isinstance(change.after, datetime):
            others = [each.field for each in changes if each.field in _COMPANY]
            yield _finding(facts, image, change.after, others)


_COMPANY = {
    "version": "another version",
    "running_file": "another running image",
    "bootloader": "another bootloader",
    "digests": "another image hash",
    "config_register": "another configuration register",
}


def _finding(facts: Facts, image: Image, booted: datetime, others: list[str]) -> Finding:
    reason = image.last_reload_reason
    asked = bool(reason and _ASKED.search(reason[:300]))
    company = ", ".join(dict.fromkeys(_COMPANY[each] for each in others))
    came = f"; it came back with {company}" if company else ""
    when = f"{booted:%Y-%m-%d %H:%M} UTC"
    return RULE.finding(
        facts,
        subject=f"reload at {when}",
        title=f"Reloaded at {when}, reason: {cut(reason or 'none given')}{came}",
        evidence=(
            *stated(image.evidence, "version", "last reload reason", reason or "none given"),
            Evidence("uptime", None, f"booted at {when}"),
        ),
        severity=Severity.LOW if asked else Severity.MEDIUM,
    )


RULE = Rule(
    id="reload-unexplained",
    title="The device was reloaded",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("image",),
    techniques=("T1542.004",),
)

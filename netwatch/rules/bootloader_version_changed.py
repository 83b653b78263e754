"""The code that loads and verifies the image is another version than before."""

from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import stated
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    changes = facts.changes_of(ImageChanged)
    upgraded = any(each.field == "version" for each in changes)
    for change in changes:
        if change.field == "bootloader":
            yield _finding(facts, str(change.before), str(change.after), upgraded=upgraded)


def _finding(facts: Facts, before: str, after: str, *, upgraded: bool) -> Finding:
    lines = facts.after.image.evidence if facts.after.image else ()
    alone = "together with the image" if upgraded else "though the image's version is the same"
    return RULE.finding(
        facts,
        subject=label(f"bootloader {after}"),
        title=f"Bootloader is now {cut(after)}, was {cut(before)}, {alone}",
        evidence=(
            *stated(lines, "bootloader", "bootloader", after),
            Evidence("previous bootloader", None, cut(before, 200)),
        ),
        # Some platforms renew the bootloader during an upgrade of the image.
        severity=Severity.MEDIUM if upgraded else Severity.HIGH,
        claim=image_claim("bootloader", after),
    )


RULE = Rule(
    id="bootloader-version-changed",
    title="Another bootloader version",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1542.004",),
)

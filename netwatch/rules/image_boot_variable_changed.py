"""The next boot will try other images, or in another order, than before."""

from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import quoted, stated
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    changes = facts.changes_of(ImageChanged)
    booted = any(each.field == "booted_at" for each in changes)
    for change in changes:
        if change.field == "boot_path":
            yield _finding(facts, _paths(change.before), _paths(change.after), booted=booted)


def _paths(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()


def _finding(
    facts: Facts, before: tuple[str, ...], after: tuple[str, ...], *, booted: bool
) -> Finding:
    lines = facts.after.image.evidence if facts.after.image else ()
    named = [line for path in after[:8] for line in stated(lines, "boot", "boot image", path)]
    old = Evidence("previous boot", None, f"boot images: {_listed(before)}")
    pending = "" if booted else ", which the next reload will load"
    return RULE.finding(
        facts,
        subject=label(f"boot path {' then '.join(after) or 'empty'}"),
        title=f"Boot images are now {_listed(after)}{pending}; they were {_listed(before)}",
        evidence=(*quoted(named), old),
        claim=image_claim("boot_path", after),
    )


def _listed(paths: tuple[str, ...]) -> str:
    more = f" and {len(paths) - 4} more" if len(paths) > 4 else ""  # noqa: PLR2004
    return (" then ".join(cut(each) for each in paths[:4]) or "none") + more


RULE = Rule(
    id="image-boot-variable-changed",
    title="The next boot will load another image",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.001", "T1601.002"),
)

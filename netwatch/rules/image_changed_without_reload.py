"""The software on the device became another while the device kept running."""

from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.boots import same_boot
from netwatch.judgement.describe import cut, label
from netwatch.judgement.image_path import same_file
from netwatch.judgement.quotes import stated
from netwatch.model.change import FileChanged, ImageChanged
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Claim, Finding
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    before = facts.before.image if facts.before else None
    after = facts.after.image
    if before is None or after is None or not _kept_running(before, after):
        return
    hashed = False
    for change in facts.changes_of(ImageChanged):
        if isinstance(change.before, Digest) and isinstance(change.after, Digest):
            hashed = True
            words = f"{change.after.path} {change.after.algorithm} {change.after.value}"
            old = f"{change.after.algorithm} {change.before.value}"
            yield _finding(facts, after, words, old, image_claim("digests", change.after))
        elif change.field in ("running_file", "version"):
            words = f"{change.field.replace('_', ' ')} {change.after}"
            claim = image_claim(change.field, change.after)
            yield _finding(facts, after, words, str(change.before), claim)
    if not hashed:
        yield from _rewritten(facts, after)


def _kept_running(before: Image, after: Image) -> bool:
    return (
        same_boot(before, after) is True and before.last_reload_reason == after.last_reload_reason
    )


def _rewritten(facts: Facts, after: Image) -> Iterator[Finding]:
    """Report the running file with another size or date, which is all a listing can show."""
    for change in facts.changes_of(FileChanged):
        if change.before is None or change.after is None or after.running_file is None:
            continue
        if same_file(after.running_file, change.path):
            words = f"{change.path} {_entry(change.after)}"
            yield _finding(facts, after, words, _entry(change.before), None)


def _entry(entry: FileEntry) -> str:
    return f"{entry.size} bytes, {entry.modified}"


def _finding(facts: Facts, after: Image, now: str, was: str, claim: Claim | None) -> Finding:
    name, _, value = now.rpartition(" ")
    since = f"{after.booted_at:%Y-%m-%d %H:%M} UTC" if after.booted_at else "the same boot"
    return RULE.finding(
        facts,
        subject=label(f"no reload since {now}"),
        title=f"Software changed without a reload: {cut(now)}; the device runs since {since}",
        evidence=(
            *stated(after.evidence, "image", name, value),
            Evidence("previous image", None, cut(was, 300)),
            Evidence("uptime", None, f"booted at {since}, as at the visit before"),
        ),
        claim=claim,
    )


RULE = Rule(
    id="image-changed-without-reload",
    title="The software changed while the device kept running",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.001",),
    confidence=Confidence.MEDIUM,
    announceable=False,
)

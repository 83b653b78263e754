"""What a device says of its code against what else it says of it (R08, R10)."""

import re
from collections.abc import Iterator
from datetime import timedelta

from netwatch.claims import image_claim, trait_claim
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.describe import cut, label
from netwatch.judgement.hashed import disagreements, fetched_contradictions
from netwatch.judgement.image_path import is_network, same_file
from netwatch.judgement.printed_time import printed_time
from netwatch.judgement.quotes import stated
from netwatch.judgement.traits import trait_quotes
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.image import FileEntry, Image
from netwatch.model.rule import Facts

# A listing prints no zone, and the device's clock may be off by as much again.
_A_DAY = timedelta(days=1)
_VERSION = re.compile(
    r"\d{1,4}(?:\.\d{1,4}){1,3}(?:\([\w.]{1,20}\))?(?:[a-z]\w{0,10})?", re.IGNORECASE
)
_REGIONS = re.compile(r"executable regions: (\d{1,4})")
_BOOTS = re.compile(r"rommon|bootstrap|boot ?loader|boot ?rom", re.IGNORECASE)
# Rewritten by every installation, long before the reload that makes it run.
_LIST_OF_PACKAGES = re.compile(r"\.conf$", re.IGNORECASE)


def booted_another_file(facts: Facts) -> Iterator[Contradiction]:
    """Yield a reload that loaded another file than the boot variable, unchanged, names first.

    A variable changed and not yet loaded is told by image-boot-variable-changed.
    """
    before, after = facts.before.image if facts.before else None, facts.after.image
    if before is None or after is None or not before.boot_path or not after.running_file:
        return
    reloaded = any(each.field == "booted_at" for each in facts.changes_of(ImageChanged))
    running = after.running_file
    if not reloaded or before.boot_path != after.boot_path or is_network(running):
        return
    first = before.boot_path[0]
    if not same_file(running, first):
        listed = any(same_file(running, each) for each in before.boot_path[1:])
        rest = "further down in it" if listed else "nowhere in it"
        yield Contradiction(
            subject=label(f"booted {running} and not {first}"),
            title=(
                f"The device was reloaded and runs {cut(running)}, which stands {rest}, though "
                f"its boot variable begins with {cut(first)}"
            ),
            evidence=(
                *stated(after.evidence, "version", "running image", running),
                *stated((), "boot", "boot variable, at both visits", first),
            ),
            severity=Severity.MEDIUM if listed else Severity.HIGH,
            claim=image_claim("running_file", running),
        )


def code_of_its_own(facts: Facts) -> Iterator[Contradiction]:
    """Yield a process that runs more code than its program's: a region of memory besides (R14)."""
    posture = facts.after.posture
    for process in (posture.processes if posture else None) or ():
        regions = _REGIONS.fullmatch(process.value)
        if regions and int(regions[1]) > 1:
            yield Contradiction(
                subject=label(f"process {process.name} executable regions {regions[1]}"),
                title=(
                    f"Process {cut(process.name)} has {regions[1]} executable regions of memory, "
                    "and a program has one"
                ),
                evidence=trait_quotes("processes", process),
                claim=trait_claim("processes", process.name, process),
            )


def written_after_boot(facts: Facts) -> Iterator[Contradiction]:
    """Yield a running file that is dated after the boot that loaded it, at the first listing.

    A file seen to change later is told by image-changed-without-reload.
    """
    image = facts.after.image
    if image is None or image.booted_at is None or not image.running_file:
        return
    if facts.before is not None and facts.before.files is not None:
        return
    for entry in facts.after.files or ():
        ours = same_file(image.running_file, entry.path)
        if ours and not _LIST_OF_PACKAGES.search(entry.path[-20:]):
            yield from _dated(image, entry)


def _dated(image: Image, entry: FileEntry) -> Iterator[Contradiction]:
    written = printed_time(entry.modified or "")
    if written is None or image.booted_at is None or written <= image.booted_at + _A_DAY:
        return
    since = f"{image.booted_at:%Y-%m-%d %H:%M} UTC"
    yield Contradiction(
        subject=label(f"{entry.path} dated {entry.modified} after the boot"),
        title=(
            f"The running file {cut(entry.path)} was written on {cut(entry.modified or '')}, but "
            f"the device says it runs since {since}"
        ),
        evidence=(
            Evidence("files", None, f"{entry.path[:300]} {entry.size or ''} {entry.modified}"),
            Evidence("uptime", None, f"booted at {since}"),
        ),
        severity=Severity.MEDIUM,
    )


def verified_by_another_loader(facts: Facts) -> Iterator[Contradiction]:
    """Yield a verifier of the running image that is another version than the boot loader shown."""
    image = facts.after.image
    if image is None or not image.bootloader:
        return
    loader = set(_VERSION.findall(image.bootloader[:1000]))
    for signed in image.signed or ():
        said = signed.verifier_version or ""
        named = set(_VERSION.findall(said[:300]))
        boots = _BOOTS.search(f"{signed.verifier or ''} {said}"[:600])
        if signed.of == "running" and boots and named and loader and not _overlap(named, loader):
            yield Contradiction(
                subject=label(f"verifier {said} and boot loader {image.bootloader}"),
                title=(
                    f"The running image was verified by {cut(signed.verifier or 'a loader')} "
                    f"{cut(said)}, but the device shows the boot loader {cut(image.bootloader)}"
                ),
                evidence=(
                    Evidence("signature", None, f"verifier version: {said[:300]}"),
                    *stated(image.evidence, "bootloader", "boot loader", image.bootloader),
                ),
                claim=image_claim("bootloader", image.bootloader),
            )


def _overlap(some: set[str], others: set[str]) -> bool:
    """Tell whether a version of ``some`` is one of ``others``; one may be printed shorter."""
    one = {each.lower().replace("(", ".").replace(")", ".") for each in some}
    two = {each.lower().replace("(", ".").replace(")", ".") for each in others}
    return any(a.startswith(b) or b.startswith(a) for a in one for b in two)


def fetched_differs(facts: Facts) -> Iterator[Contradiction]:
    """Yield a file whose hash, by the device, is not the hash of the copy fetched off it.

    The two are seldom taken in one visit: what was last known counts while nothing has changed.
    """
    seen = (facts.after.image.digests if facts.after.image else None) or ()
    told = (*disagreements(seen), *fetched_contradictions(facts.known.image))
    for each in dict.fromkeys(told):
        name = f"{cut(each.own.path)} {each.own.algorithm}"
        yield Contradiction(
            subject=label(f"{each.own.path} {each.own.algorithm} {each.fetched.value} fetched"),
            title=(
                f"The device gives {name} as {each.own.value[:16]}…, but the copy fetched off "
                f"it has {each.fetched.value[:16]}…"
            ),
            evidence=(
                Evidence("hash", None, f"by the device: {each.own.value[:256]}"),
                Evidence("fetched file", None, f"computed by netwatch: {each.fetched.value[:256]}"),
            ),
            severity=Severity.CRITICAL,
            confidence=Confidence.HIGH,
            claim=image_claim("digests", each.own),
        )

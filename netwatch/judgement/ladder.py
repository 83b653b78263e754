"""The evidence ladder of one device: what each kind of evidence says of the code it runs. Pure.

From weak to strong: what a device lists, what it computes itself, what netwatch computed of a copy,
what the vendor published, what a signature says, what the boot measured, what lies in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from netwatch.judgement.describe import cut
from netwatch.judgement.hashed import current_digests, fetched_contradictions, source_of
from netwatch.judgement.image_path import is_listed, is_network, same_file
from netwatch.judgement.known_image import speaking_of, vouches
from netwatch.judgement.quotes import quoted, stated
from netwatch.model.evidence import Evidence
from netwatch.model.finding import Finding
from netwatch.model.image import Digest, FileEntry, Image, Signature, Signed
from netwatch.model.ladder import Ladder, Rung, Verdict
from netwatch.model.policy import KnownImage
from netwatch.model.state import DeviceState

# The open findings that contradict a rung.
_AGAINST = {
    1: ("image-not-on-flash", "image-network-boot", "image-changed-without-reload"),
    2: ("image-digest-changed", "image-digest-differs-from-fleet"),
    3: (),
    4: ("image-digest-not-known-good",),
    5: ("image-signature-invalid", "image-signing-key-changed"),
    6: ("attestation-failed", "bootloader-version-changed"),
    7: ("memory-text-changed",),
}
CONTRADICTING = tuple(rule for rules in _AGAINST.values() for rule in rules)
"""The rules whose findings contradict what a device says of its image."""

RUNGS = {
    1: "name, size, date",
    2: "hash by the device",
    3: "hash of a fetched copy",
    4: "hash the vendor published",
    5: "signature",
    6: "measured boot",
    7: "code in memory",
}
_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Said:
    """What one kind of evidence amounts to before open findings are laid against it."""

    verdict: Verdict
    why: str
    evidence: tuple[Evidence, ...] = ()


_NOT_SEEN = Said(Verdict.UNVERIFIABLE, "the device has not shown its version yet")


def ladder(
    state: DeviceState,
    findings: Iterable[Finding],
    known_good: Sequence[KnownImage],
    measured: Said,
) -> Ladder:
    """Return every rung of ``state``.

    ``findings`` are those that stand against the device, ``known_good`` what published lists say
    of its files, ``measured`` what the measured boot amounts to (``judgement.attested``).
    """
    image = state.image
    if image is None:
        said = dict.fromkeys(RUNGS, _NOT_SEEN)
    else:
        said = {
            1: _listed(image, state.files),
            2: _computed(image),
            3: _fetched(image),
            4: _published(image, known_good),
            5: _signed(image),
            6: measured,
            7: _memory(image),
        }
    standing = tuple(findings)
    return Ladder(tuple(_rung(number, each, standing) for number, each in said.items()))


def _rung(number: int, said: Said, standing: Sequence[Finding]) -> Rung:
    against = [each for each in standing if each.rule in _AGAINST[number]]
    if not against:
        return Rung(number, RUNGS[number], said.verdict, said.why, said.evidence)
    worst = max(against, key=lambda each: each.severity)
    why = f"{worst.rule}: {cut(worst.title, 200)}"
    return Rung(number, RUNGS[number], Verdict.CONTRADICTED, why, quoted(worst.evidence))


def _listed(image: Image, files: tuple[FileEntry, ...] | None) -> Said:
    running = image.running_file
    if running is None:
        return Said(Verdict.UNVERIFIABLE, "the device does not say which file it runs")
    if is_network(running):
        return Said(Verdict.CONTRADICTED, f"it runs {cut(running)}, which lies off the device")
    if files is None or (there := is_listed(running, files)) is None:
        return Said(Verdict.UNVERIFIABLE, f"the folder of {cut(running)} was not listed")
    if not there:
        return Said(Verdict.CONTRADICTED, f"{cut(running)} runs and is not in the listing")
    entry = next((each for each in files if same_file(running, each.path)), FileEntry(running))
    size = "" if entry.size is None else f", {entry.size} bytes"
    dated = "" if entry.modified is None else f", {cut(entry.modified)}"
    return Said(
        Verdict.CONSISTENT, f"{cut(running)} is listed{size}{dated}: an intruder keeps all three"
    )


def _computed(image: Image) -> Said:
    own = [each for each in current_digests(image) if not each.fetched]
    if own:
        why = f"{_digest(own[0])}{_on(image.hashed_at)}; the box under suspicion computed it"
        return Said(Verdict.CONSISTENT, why, _quotes(image, own))
    if any(not each.fetched for each in image.digests or ()):
        return Said(Verdict.UNVERIFIABLE, "the software changed since the device hashed it")
    return Said(Verdict.UNVERIFIABLE, "no hash was computed by the device")


def _fetched(image: Image) -> Said:
    for each in fetched_contradictions(image):
        copy, own = each.fetched.value[:_SHOWN], each.own.value[:_SHOWN]
        return Said(
            Verdict.CONTRADICTED,
            f"a copy of {cut(each.own.path)} hashes to {copy}…, the device says {own}…",
            _quotes(image, (each.own, each.fetched)),
        )
    copies = [each for each in current_digests(image) if each.fetched]
    if copies:
        why = f"{_digest(copies[0])} of a copy netwatch hashed itself{_on(image.fetched_at)}"
        return Said(Verdict.CONSISTENT, why)
    if any(each.fetched for each in image.digests or ()):
        return Said(Verdict.UNVERIFIABLE, "the software changed since a copy was fetched")
    return Said(Verdict.UNVERIFIABLE, "no copy was fetched (netwatch check --fetch-image)")


def _on(moment: datetime | None) -> str:
    return f" on {moment:%Y-%m-%d}" if moment else ""


def _published(image: Image, known_good: Sequence[KnownImage]) -> Said:
    good: list[tuple[Digest, KnownImage]] = []
    for digest in current_digests(image):
        listed = speaking_of(known_good, image, digest)
        vouched = next((each for each in listed if vouches(each, image, digest)), None)
        if listed and vouched is None:
            why = f"{_digest(digest)} is not among the {len(listed)} published for it"
            return Said(Verdict.CONTRADICTED, why, _quotes(image, (digest,)))
        if vouched is not None:
            good.append((digest, vouched))
    if not good:
        return Said(
            Verdict.UNVERIFIABLE,
            "no published hash is known for its files (netwatch import known-good FILE)",
        )
    digest, source = max(good, key=lambda each: each[0].fetched)
    who = "a copy" if digest.fetched else "the device's own answer"
    verdict = Verdict.VERIFIED if digest.fetched else Verdict.CONSISTENT
    where = f" ({cut(source.source)})" if source.source else ""
    return Said(verdict, f"{_digest(digest)} of {who} is the published one{where}")


def _signed(image: Image) -> Said:
    match image.signature:
        case Signature.INVALID:
            return Said(Verdict.CONTRADICTED, "the device calls the signature invalid")
        case Signature.VALID:
            return Said(Verdict.CONSISTENT, f"the device calls it valid{_signer(image.signed)}")
        case Signature.ABSENT:
            return Said(Verdict.UNVERIFIABLE, "the image carries no signature")
        case Signature.UNKNOWN:
            return Said(Verdict.UNVERIFIABLE, "the device was asked and did not say")
    return Said(Verdict.UNVERIFIABLE, "no answer about a signature was observed")


def _signer(signed: tuple[Signed, ...] | None) -> str:
    running = next((each for each in signed or () if each.of == "running" and each.serial), None)
    if running is None:
        return ""
    kind = f"{cut(running.kind)} key, " if running.kind else ""
    return f", {kind}certificate {cut(running.serial or '')}"


def _memory(image: Image) -> Said:
    if image.memory_text is None:
        return Said(Verdict.UNVERIFIABLE, "not asked: opt in, it crashes some models")
    return Said(Verdict.CONSISTENT, f"{_digest(image.memory_text)}, unchanged since first seen")


def _digest(digest: Digest) -> str:
    return f"{cut(digest.algorithm)} {digest.value[:_SHOWN]}…"


def _quotes(image: Image, digests: Iterable[Digest]) -> tuple[Evidence, ...]:
    return tuple(
        line
        for each in digests
        for line in stated(
            image.evidence, source_of(each), f"{each.path} {each.algorithm}", each.value
        )
    )

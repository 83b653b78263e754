"""The measured stages of a boot against the trust anchor's registers and against known-good values.

A register starts as 32 zero bytes and is extended by the SHA-256 of each measured hash: boot 0 and
then the boot loader into PCR0, the system's files in their order into PCR8. So computes Cisco's
published boot integrity validator; checked on the answers published with it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from netwatch.judgement.describe import cut
from netwatch.judgement.verdict import Check, contradicted, unverifiable, verified
from netwatch.model.image import Attestation, Measurement
from netwatch.model.known_good import KnownKind, KnownValue
from netwatch.model.ladder import Verdict

_REGISTERS = {"PCR0": ("boot-0", "bootloader"), "PCR8": ("os",)}
_STAGES = {"boot-0": KnownKind.BOOT0, "bootloader": KnownKind.BOOTLOADER, "os": KnownKind.OS}
_TITLES = {"boot-0": "boot 0", "bootloader": "the boot loader", "os": "the system"}
_EMPTY = bytes(32)
# 64 hexadecimal digits: some values are published or printed cut to as many.
_ENOUGH = 64
_SHOWN = 3


def registers(attestation: Attestation) -> Check:
    """Return whether the registers follow from the measured hashes."""
    printed = {each.name: each.value for each in attestation.registers}
    if not attestation.measurements or not printed:
        return unverifiable("registers", "the device printed no registers to compute")
    seen = []
    for name, stages in _REGISTERS.items():
        digests = [each.digest for stage in stages for each in _of(attestation, stage)]
        value = printed.get(name)
        if value is None or not digests or value == _EMPTY.hex():
            return unverifiable("registers", f"{name} is not in use or holds nothing")
        if _extended(digests) != value:
            return contradicted(
                "registers", f"{name} does not follow from the hashes the device printed"
            )
        seen.append(name)
    return verified("registers", f"{' and '.join(seen)} follow from the hashes the device printed")


def known_good(attestation: Attestation, known: Iterable[KnownValue]) -> Iterator[Check]:
    """Yield, for each stage, whether its measured hashes are ones the vendor vouches for."""
    values = tuple(known)
    for stage, kind in _STAGES.items():
        measured = _of(attestation, stage)
        if not measured:
            yield unverifiable(stage, f"{_TITLES[stage]} was not measured")
            continue
        listed = [each for each in values if each.kind is kind]
        checks = [_stage(stage, each, listed, attestation.product or "") for each in measured]
        wrong = [each for each in checks if each.verdict is Verdict.CONTRADICTED]
        open_ = [each for each in checks if each.verdict is Verdict.UNVERIFIABLE]
        yield _summed(stage, wrong or open_ or checks, len(measured))


def _summed(stage: str, checks: Sequence[Check], measured: int) -> Check:
    if len(checks) == 1 or measured == 1:
        return checks[0]
    said = "; ".join(each.says for each in checks[:_SHOWN])
    more = f" and {len(checks) - _SHOWN} more" if len(checks) > _SHOWN else ""
    return Check(stage, checks[0].verdict, f"{len(checks)} of {measured}: {said}{more}")


def _of(attestation: Attestation, stage: str) -> list[Measurement]:
    return [each for each in attestation.measurements if each.stage == stage]


def _extended(digests: Iterable[str]) -> str | None:
    value = _EMPTY
    for digest in digests:
        try:
            measured = hashlib.sha256(bytes.fromhex(digest)).digest()
        except ValueError:
            return None
        value = hashlib.sha256(value + measured).digest()
    return value.hex()


def _stage(stage: str, measured: Measurement, listed: Sequence[KnownValue], product: str) -> Check:
    what = f"{_TITLES[stage]} {cut(measured.version or 'without a version')}"
    same = [each for each in listed if _equal(each.digest, measured.digest)]
    if any(_named(each, measured.version) for each in same):
        return verified(stage, f"{what} is the known-good one")
    if same and stage == "os" and measured.version:
        return contradicted(stage, f"{what} is really the known-good {cut(same[0].name)}")
    if same:
        # The same first stage is published under several names; the code is the vendor's.
        return verified(stage, f"{what} is known good, as {cut(same[0].name)}")
    rivals = [each for each in listed if _speaks_of(each, measured, product)]
    if rivals:
        return contradicted(
            stage,
            f"{what} has the hash {measured.digest[:16]}, known good is {rivals[0].digest[:16]}",
        )
    return unverifiable(stage, f"no known-good value is imported for {what}")


def _equal(left: str, right: str) -> bool:
    length = min(len(left), len(right))
    return length >= _ENOUGH and left[:length].lower() == right[:length].lower()


def _named(value: KnownValue, version: str | None) -> bool:
    """Tell whether a list and the device mean one release: ``17.1.1r`` is in a longer name."""
    left, right = value.name.casefold(), (version or "").casefold()
    return bool(left and right) and (left in right or right in left)


def _speaks_of(value: KnownValue, measured: Measurement, product: str) -> bool:
    """Tell whether ``value`` is of just this release and hardware, so that another hash is wrong.

    A file's name and a first stage's version stand for one build; other versions are shared by
    products, and a list may name a family (``ISR4000``) where the device names itself.
    """
    if value.name.casefold() != (measured.version or "").casefold():
        return False
    if value.kind is KnownKind.BOOT0 or value.name.endswith((".bin", ".pkg")):
        return True
    family = value.model.casefold().rstrip("0*")
    return bool(family) and product.casefold().startswith(family)

"""What a device's signed account of its boot proves, check by check. Pure.

``cryptography`` is loaded only when there is a certificate to look at.
"""

from dataclasses import dataclass, field
from datetime import datetime

from netwatch.judgement import boot_chain, device_identity
from netwatch.judgement.verdict import Check
from netwatch.model.image import Attestation, Measurement
from netwatch.model.known_good import KnownValue, TrustRoot
from netwatch.model.ladder import Verdict
from netwatch.model.state import DeviceState


@dataclass(frozen=True, slots=True)
class Attested:
    """Every check of one attestation, in the order in which they build on each other."""

    location: str
    checks: tuple[Check, ...]

    @property
    def contradictions(self) -> tuple[Check, ...]:
        """Return the checks that show something wrong."""
        return tuple(each for each in self.checks if each.verdict is Verdict.CONTRADICTED)

    @property
    def verdict(self) -> Verdict:
        """Return CONTRADICTED when any check is, VERIFIED when all are, else UNVERIFIABLE."""
        if self.contradictions:
            return Verdict.CONTRADICTED
        if all(each.verdict is Verdict.VERIFIED for each in self.checks):
            return Verdict.VERIFIED
        return Verdict.UNVERIFIABLE

    def check(self, name: str) -> Check:
        """Return the check called ``name``. Raises KeyError."""
        for each in self.checks:
            if each.name == name:
                return each
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an attestation is held against.

    ``serials`` and ``products`` are the serial numbers and hardware names the device shows by
    other commands, ``roots`` and ``known`` what was imported; certificates are dated by ``now``.
    """

    now: datetime
    serials: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    roots: tuple[TrustRoot, ...] = ()
    known: tuple[KnownValue, ...] = field(default=(), repr=False)


def measurements(state: DeviceState) -> tuple[Measurement, ...]:
    """Return every stage that any part of the device in ``state`` measured."""
    return tuple(each for part in _parts(state) for each in part.measurements)


def _parts(state: DeviceState) -> tuple[Attestation, ...]:
    image = state.image
    if image is None or image.attestation is None:
        return ()
    return (image.attestation, *(image.member_attestations or ()))


def all_attested(
    state: DeviceState, roots: tuple[TrustRoot, ...], known: tuple[KnownValue, ...], now: datetime
) -> tuple[Attested, ...]:
    """Return what each part of the device in ``state`` attested; () when none was observed."""
    image, parts = state.image, _parts(state)
    if image is None or not parts:
        return ()
    who, members = state.identity, image.members or ()
    serials = (who.serial if who else None, *(each.serial for each in members))
    products = (who.model if who else None, image.model, *(each.model for each in members))
    ground = Ground(
        now=now,
        serials=tuple(dict.fromkeys(each for each in serials if each)),
        products=tuple(dict.fromkeys(each for each in products if each)),
        roots=roots,
        known=known,
    )
    return tuple(attested(each, ground) for each in parts)


def attested(attestation: Attestation, ground: Ground) -> Attested:
    """Return what ``attestation`` proves; no value a device prints makes it raise.

    The checks are ``signature``, ``nonce``, ``registers``, ``chain``, ``certificates``, ``serial``,
    ``boot-0``, ``bootloader`` and ``os``.
    """
    chain = device_identity.loaded(attestation.certificates)
    own = chain[0] if chain else None
    checks = (
        *device_identity.signature(attestation, own),
        boot_chain.registers(attestation),
        device_identity.certificate_chain(chain, ground.roots, ground.now),
        device_identity.certificates_signature(attestation, chain),
        device_identity.serial_number(own, ground.serials, ground.products),
        *boot_chain.known_good(attestation, ground.known),
    )
    return Attested(attestation.location, checks)

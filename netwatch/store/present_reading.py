"""A visit -> what is now known: which facets it observed, and the rows for its device. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from netwatch.judgement.hashed import current_digests
from netwatch.judgement.image_path import is_network, same_file
from netwatch.model.codec import canonical, encode
from netwatch.model.image import Attestation, Digest, Image, Signature
from netwatch.model.mirror import SeenIn
from netwatch.model.state import DeviceState
from netwatch.store.present_values import Facet
from netwatch.store.values import Outcome

# The field of a state that each facet stands in.
_FIELDS = {
    Facet.CONFIG: "config",
    Facet.STARTUP: "startup",
    Facet.DECLARED: "declared",
    Facet.OPERATING: "operating",
    Facet.IMAGE: "image",
    Facet.FILES: "files",
}
_PART = "mirrors in "
_LISTED, _HASHED, _FETCHED, _SIGNED, _MEASURED, _IN_MEMORY = 1, 2, 3, 5, 6, 7

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """Which facets one visit observed; ``apart`` tells whether parts of a cloud were looked into.

    A facet that was never observed by then is left out, unless it says whether the visit succeeded.
    """

    facets: Mapping[str, bool]
    apart: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Since when a facet is observed, or not; ``seen_at`` is the last that could before."""

    observed: bool
    since: datetime
    seen_at: datetime | None = None


def looked(outcome: Outcome, failures: str | None, seen: DeviceState, known: DeviceState) -> Looked:
    """Return what a visit observed."""
    return _looked(
        outcome, failures,
        seen=lambda name: getattr(seen, name) is not None,
        known=lambda name: getattr(known, name) is not None,
        unseen=seen.unseen,
    )  # fmt: skip


def looked_at_documents(
    outcome: Outcome, failures: str | None, seen: bytes, known: bytes
) -> Looked:
    """Return what a visit observed, from the documents that are kept of it."""
    saw, knew = json.loads(seen), json.loads(known)
    return _looked(
        outcome, failures,
        seen=lambda name: saw.get(name) is not None,
        known=lambda name: knew.get(name) is not None,
        unseen=tuple(saw.get("unseen") or ()),
    )  # fmt: skip


def _looked(
    outcome: Outcome, failures: str | None, *, seen: Callable[[str], bool],
    known: Callable[[str], bool], unseen: tuple[str, ...],
) -> Looked:  # fmt: skip
    facets: dict[str, bool] = {
        Facet.DEVICE: outcome is not Outcome.FAILED,
        Facet.ANSWERS: failures is None,
    }
    facets |= {facet: seen(name) for facet, name in _FIELDS.items() if known(name)}
    facets |= {f"{_PART}{each}": False for each in unseen}
    return Looked(facets, apart=seen("declared"))


def following(
    runs: Mapping[str, Run], look: Looked, at: datetime, before: datetime | None
) -> dict[str, Run]:
    """Return the runs after a visit; ``before`` is when the visit before it was."""
    after = {name: run for name, run in runs.items() if not _is_over(name, look)}
    for name, observed in look.facets.items():
        run = runs.get(name)
        if run is None:
            after[name] = Run(observed, at)
        elif run.observed is not observed:
            after[name] = Run(observed, at, None if observed else before)
    return after


def _is_over(name: str, look: Looked) -> bool:
    """Tell whether a part of a cloud that could not be looked into now could."""
    return name.startswith(_PART) and look.apart and name not in look.facets


def mirror_rows(known: DeviceState) -> list[Row]:
    """Return a row for each mirror session that is known."""
    return [
        {"position": position, "session": each.id, "document": canonical(encode(each)).decode()}
        for position, each in enumerate(known.mirrors or ())
    ]


def device_row(known: DeviceState, mirrors: list[Row]) -> Row:
    """Return the row of ``present_device``, all but whose it is."""
    identity, image = known.identity, known.image
    model = identity.model if identity else None
    return {
        "hostname": identity.hostname if identity else None,
        "serial": identity.serial if identity else None,
        "model": model or (image.model if image else None),
        "mirrors": None if known.mirrors is None else len(known.mirrors),
        "hidden": sum(each.seen_in is SeenIn.OPERATIONAL for each in known.mirrors or ()),
        "unread": len(known.unread or ()),
        "dormant": len(known.dormant or ()),
        "mark": mark_of(*(each["document"] for each in mirrors)),
        **_image_values(image),
    }


def mark_of(*texts: str) -> int:
    """Return a number that differs when the texts do; 48 bits, so that many can be added up."""
    digest = hashlib.sha256("\0".join(texts).encode(errors="backslashreplace")).digest()
    return int.from_bytes(digest[:6], "big")


def _image_values(image: Image | None) -> Row:
    digest = _digest(image) if image else None
    return {
        "version": image.version if image else None,
        "running_file": image.running_file if image else None,
        "algorithm": digest.algorithm if digest else None,
        "digest": digest.value if digest else None,
        "bootloader": image.bootloader if image else None,
        "register": image.config_register if image else None,
        "register_next": image.config_register_next if image else None,
        "signature": image.signature.value if image and image.signature else None,
        "evidence": _evidence(image) if image else None,
    }


def _digest(image: Image) -> Digest | None:
    """Return the hash that says most of the running file: of a fetched copy before its own."""
    running = image.running_file
    of_it = [
        each for each in current_digests(image) if running is None or same_file(running, each.path)
    ]
    return max(of_it, key=lambda each: each.fetched, default=None)


def _evidence(image: Image) -> int:
    digests = current_digests(image)
    if image.memory_text is not None:
        return _IN_MEMORY
    if any(map(_is_measured, (image.attestation, *(image.member_attestations or ())))):
        return _MEASURED
    if image.signature in (Signature.VALID, Signature.INVALID):
        return _SIGNED
    if any(each.fetched for each in digests):
        return _FETCHED
    if digests:
        return _HASHED
    return _LISTED if image.running_file and not is_network(image.running_file) else 0


def _is_measured(said: Attestation | None) -> bool:
    return said is not None and bool(said.measurements or said.registers or said.quote)

"""Which code runs where over all devices, and the evidence for it of one device."""

from dataclasses import dataclass

from netwatch.app.actor import Limit
from netwatch.app.image_views import Climbed, climb
from netwatch.app.kept_views import NothingKeptError
from netwatch.app.workspace import Workspace
from netwatch.judgement.ladder import CONTRADICTING, RUNGS
from netwatch.model.image import Image
from netwatch.model.snapshot import Failure
from netwatch.store.present_values import ImageGroup, ImageKey, Page, PresentDevice

NO_RUNG = "nothing that speaks for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageQuery:
    """Which images a page shows; ``text`` must stand in any of their columns.

    ``apart`` asks for those that differ from their fleet alone.
    """

    text: str = ""
    platform: str | None = None
    apart: bool = False
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageEvidence:
    """One device's image: its ladder, and for every field of it whether it was observed.

    ``failures`` are what the latest visit could not ask.
    """

    climbed: Climbed
    observed: tuple[tuple[str, bool], ...]
    failures: tuple[Failure, ...]


_FIELDS = {
    "version": "version",
    "running_file": "running file",
    "digests": "hashes of files",
    "bootloader": "boot loader",
    "boot_path": "what the next boot tries",
    "config_register": "boot register",
    "signature": "the device's word on the signature",
    "signed": "who signed the running code",
    "trusted_keys": "keys the device trusts",
    "memory_text": "hash of the code in memory",
    "attestation": "measured boot",
    "booted_at": "when it started",
    "last_reload_reason": "why it last reloaded",
}


def image_groups(work: Workspace, wanted: ImageQuery, limit: Limit) -> Page[ImageGroup]:
    """Return the images that run, outliers first. Raises CursorError, StoreError."""
    return work.store.present.images(
        limit,
        against=CONTRADICTING,
        # PostgreSQL stores no NUL, so none can be found.
        text=wanted.text.replace("\0", "").strip() or None,
        after=wanted.after,
        limit=wanted.limit,
        platform=wanted.platform,
        apart=wanted.apart,
    )


def image_devices(
    work: Workspace, image: ImageKey, limit: Limit, *, after: str | None = None, most: int = 50
) -> Page[PresentDevice]:
    """Return the devices that say they run exactly ``image``. Raises CursorError, StoreError."""
    page = work.store.present.image_members(image, limit, after=after, limit=most)
    found = {each.name: each for each in work.store.present.named(page.items)}
    return Page(
        items=tuple(found[each] for each in page.items if each in found),
        total=page.total,
        following=page.following,
    )


def image_evidence(work: Workspace, device: str) -> ImageEvidence:
    """Return how far the evidence for a device's image goes. Raises NothingKeptError."""
    state = work.store.known_state(device)
    if state is None:
        raise NothingKeptError(f"nothing is kept of {device!r} yet; run netwatch check {device}")
    image = state.image or Image()
    return ImageEvidence(
        climbed=climb(work.store, work.policy, (state,))[0],
        observed=tuple((name, getattr(image, key) is not None) for key, name in _FIELDS.items()),
        failures=state.failures,
    )


def rung_name(number: int) -> str:
    """Return what the highest rung that evidence reaches is called."""
    return RUNGS.get(number, NO_RUNG)

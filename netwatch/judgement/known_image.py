"""Whether a list of good images speaks of a file, and whether it vouches for it."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from netwatch.judgement.image_path import parts
from netwatch.judgement.image_version import order
from netwatch.model.image import Digest, Image
from netwatch.model.policy import KnownImage


def speaking_of(
    listed: Iterable[KnownImage], image: Image, digest: Digest
) -> tuple[KnownImage, ...]:
    """Return the entries about this model, file and kind of hash; another cannot contradict it."""
    return tuple(each for each in listed if _speaks_of(each, image, digest))


def _speaks_of(known: KnownImage, image: Image, digest: Digest) -> bool:
    model = (image.model or "").casefold()
    if known.algorithm not in (None, digest.algorithm):
        return False
    # An entry that names no algorithm speaks of hashes as long as its own.
    if known.algorithm is None and len(known.digest) != len(digest.value):
        return False
    if known.file is not None and parts(known.file)[-1:] != parts(digest.path)[-1:]:
        return False
    return not known.models or any(fnmatchcase(model, each.casefold()) for each in known.models)


def vouches(known: KnownImage, image: Image, digest: Digest) -> bool:
    """Tell whether ``known`` holds this hash for the version that runs.

    A good image of another version under this name was put there to look right.
    """
    if known.digest.casefold() != digest.value.casefold():
        return False
    return (
        known.version is None or image.version is None or order(known.version, image.version) == 0
    )

"""What hashes were taken of, whether it is still the same, and what two sorts of hash say. Pure.

A device hashes its own files, and netwatch hashes copies of them (``Digest.fetched``). Both cost
much and are taken seldom, so a visit often brings one of the two or neither.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from netwatch.judgement.boots import same_boot
from netwatch.judgement.image_path import is_network, parts, same_file
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.state import DeviceState

_FILE_HASHES = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The device's own hash of a file, and netwatch's of a copy of that file: they differ."""

    own: Digest
    fetched: Digest


def fetched_contradictions(image: Image | None) -> tuple[Disagreement, ...]:
    """Return every file whose copy has another hash than the device says of the file itself.

    Only hashes of one and the same state of the device are compared: nothing that either was taken
    of has visibly changed since (``hashed_at`` and ``fetched_at`` stand).
    """
    if image is None or image.hashed_at is None or image.fetched_at is None:
        return ()
    return disagreements(image.digests or ())


def disagreements(digests: Iterable[Digest]) -> tuple[Disagreement, ...]:
    """Return every file of which the device and a fetched copy give another hash.

    ``digests`` were all taken of one state of the device: in one visit, for instance.
    """
    digests = tuple(digests)
    own = {(each.path, each.algorithm): each for each in digests if not each.fetched}
    pairs = ((own.get((each.path, each.algorithm)), each) for each in digests if each.fetched)
    return tuple(
        Disagreement(mine, copy)
        for mine, copy in pairs
        if mine is not None and mine.value.lower() != copy.value.lower()
    )


def standing_digests(seen: Image | None, known: Image | None) -> tuple[Digest, ...] | None:
    """Return the digests that speak of the software as it is now; None when none was observed.

    They are those of this visit (``seen``), and others last known (``known``) where nothing has
    changed since they were taken.
    """
    if seen is None or seen.digests is None:
        return None
    stands = {False: known and known.hashed_at, True: known and known.fetched_at}
    earlier = _others((known.digests if known else None) or (), seen.digests)
    return (*seen.digests, *(each for each in earlier if stands[each.fetched]))


def current_digests(image: Image) -> tuple[Digest, ...]:
    """Return the digests that were taken since the software last changed."""
    stands = {False: image.hashed_at, True: image.fetched_at}
    return tuple(each for each in image.digests or () if stands[each.fetched])


def source_of(digest: Digest) -> str:
    """Return how a finding names where ``digest`` comes from."""
    return "hash of a fetched copy" if digest.fetched else "hash"


def changed_digests(
    old: Iterable[Digest], new: Iterable[Digest]
) -> Iterator[tuple[Digest, Digest]]:
    """Yield what each digest was and is, where one file has another hash of the same sort.

    A copy that only confirms what the device had said of the file before is no news: the device's
    own hash was judged then.
    """
    old, new = tuple(old), tuple(new)
    before = {(each.path, each.algorithm, each.fetched): each for each in old}
    said = {(each.path, each.algorithm, each.value) for each in old if not each.fetched}
    confirmed = {
        each.path
        for each in new
        if each.fetched and (each.path, each.algorithm, each.value) in said
    }
    for digest in new:
        was = before.get((digest.path, digest.algorithm, digest.fetched))
        is_news = not digest.fetched or digest.path not in confirmed
        if was is not None and was.value != digest.value and is_news:
            yield was, digest


def laid_over(before: Image, after: Image) -> tuple[Digest, ...] | None:
    """Return the last known digests; a visit that did not take all of a sort leaves the others."""
    if after.digests is None or before.digests is None:
        return before.digests if after.digests is None else after.digests
    is_whole = {False: after.hashed_at is not None, True: after.fetched_at is not None}
    earlier = _others(before.digests, after.digests)
    return (*after.digests, *(each for each in earlier if not is_whole[each.fetched]))


def _others(digests: Iterable[Digest], known: Iterable[Digest]) -> tuple[Digest, ...]:
    there = {(each.path, each.algorithm, each.fetched) for each in known}
    return tuple(each for each in digests if (each.path, each.algorithm, each.fetched) not in there)


def times_over(before: DeviceState, after: DeviceState) -> tuple[datetime | None, datetime | None]:
    """Return the last known ``hashed_at`` and ``fetched_at``; a change ends what came before it."""
    hashed, fetched = _times(after.image)
    if change_of_software(before, after) is not None:
        return hashed, fetched
    was_hashed, was_fetched = _times(before.image)
    return hashed or was_hashed, fetched or was_fetched


def _times(image: Image | None) -> tuple[datetime | None, datetime | None]:
    return (None, None) if image is None else (image.hashed_at, image.fetched_at)


def files_to_fetch(image: Image | None) -> tuple[str, ...]:
    """Return the files on the device that its software is known to consist of, each once."""
    if image is None:
        return ()
    hashed = (each.path for each in image.digests or () if each.algorithm in _FILE_HASHES)
    named = (image.running_file or "", *hashed, *(image.packages or ()))
    found: dict[tuple[str, ...], str] = {}
    for path in named:
        if path and not is_network(path):
            found.setdefault(parts(path), path)
    return tuple(found.values())


def change_of_software(before: DeviceState, after: DeviceState) -> str | None:
    """Return what both states observed and differs of what hashes are taken of; None for nothing.

    That is version, boot time, name of the running file and of its packages, and the size and date
    of those files.
    """
    old, new = before.image, after.image
    if old is not None and new is not None:
        for name in ("version", "running_file", "packages"):
            was, now = getattr(old, name), getattr(new, name)
            if None not in (was, now) and was != now:
                return name.replace("_", " ")
        if same_boot(old, new) is False:
            return "boot time"
    if before.files is None or after.files is None:
        return None
    paths = {*_hashed_paths(old), *_hashed_paths(new)}
    was_listed, now_listed = _entries(before.files, paths), _entries(after.files, paths)
    return None if was_listed == now_listed else "size or date of a file"


def _hashed_paths(image: Image | None) -> Iterator[str]:
    if image is None:
        return
    if image.running_file:
        yield image.running_file
    yield from image.packages or ()
    yield from (each.path for each in image.digests or ())


def _entries(files: Iterable[FileEntry], paths: Iterable[str]) -> set[FileEntry]:
    wanted: dict[str, list[str]] = {}
    for path in paths:
        wanted.setdefault(_name(path), []).append(path)
    return {
        each
        for each in files
        if any(same_file(path, each.path) for path in wanted.get(_name(each.path), ()))
    }


def _name(path: str) -> str:
    return next(reversed(parts(path)), "")

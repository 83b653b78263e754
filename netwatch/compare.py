"""DeviceState x DeviceState -> Changes. Pure; what was not observed is never a change."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from functools import lru_cache
from typing import TypeVar

from netwatch.judgement.boots import SAME_BOOT
from netwatch.judgement.hashed import changed_digests, laid_over, times_over
from netwatch.model.change import (
    Change,
    ConfigChanged,
    DormantAdded,
    FileChanged,
    HostKeyChanged,
    IdentityChanged,
    ImageChanged,
    MirrorAdded,
    MirrorChanged,
    MirrorRemoved,
    SecretChanged,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.image import Image
from netwatch.model.mirror import Mirror
from netwatch.model.platform import Platform
from netwatch.model.posture import Posture
from netwatch.model.state import ConfigLine, DeviceState
from netwatch.parsing.renumbered import renumbered, without_numbers
from netwatch.parsing.sessions import canonical, reconcile, session_key

Faceted = TypeVar("Faceted", Image, Posture)

_NO_CHANGE = {"digests", "attestation", "member_attestations"}
_PLACEHOLDER = re.compile(r"<secret:[0-9a-z]+>")
_FACETS = (
    "identity", "config", "startup", "declared", "operating", "tunnels", "dormant", "unread",
    "image", "files", "journal", "posture", "counters", "commits", "channels",
    "neighbours", "addresses",
    "host_key",
)  # fmt: skip


def overlay(before: DeviceState | None, after: DeviceState) -> DeviceState:
    """Return ``after`` with every facet that was not observed taken from ``before``.

    Image and posture are laid over field by field: one refused command costs one field only.
    """
    if before is None:
        return after
    kept = {
        name: getattr(after, name) if getattr(after, name) is not None else getattr(before, name)
        for name in _FACETS
    }
    if before.image or after.image:
        kept["image"] = _overlay_image(before, after)
    if before.posture and after.posture:
        kept["posture"] = _overlay_fields(before.posture, after.posture)
    return replace(after, **kept, mirrors=reconcile(kept["declared"], kept["operating"]))


def carried(before: DeviceState | None, after: DeviceState) -> DeviceState:
    """Return ``after`` with the sessions of namespaces it could not look into as they were before.

    So one region that refuses to answer neither removes its mirrors nor hides those of the others.
    """
    if before is None or not after.unseen:
        return after
    declared = _with_unseen(before.declared, after.declared, after.unseen)
    operating = _with_unseen(before.operating, after.operating, after.unseen)
    return replace(
        after, declared=declared, operating=operating, mirrors=reconcile(declared, operating)
    )


def _with_unseen(
    before: tuple[Mirror, ...] | None, after: tuple[Mirror, ...] | None, unseen: tuple[str, ...]
) -> tuple[Mirror, ...] | None:
    if after is None:
        return None
    return (*after, *(each for each in before or () if each.id.partition("/")[0] in unseen))


def _overlay_image(before: DeviceState, after: DeviceState) -> Image | None:
    if before.image is None:
        return after.image
    image = before.image
    if after.image is not None:
        image = replace(
            _overlay_fields(before.image, after.image), digests=laid_over(before.image, after.image)
        )
    hashed_at, fetched_at = times_over(before, after)
    return replace(image, hashed_at=hashed_at, fetched_at=fetched_at)


def _overlay_fields(before: Faceted, after: Faceted) -> Faceted:
    missing = {
        each.name: getattr(before, each.name)
        for each in fields(after)
        # A pending config register that is gone was observed to be gone.
        if getattr(after, each.name) is None and each.name != "config_register_next"
    }
    return replace(after, **missing)


def compare(
    before: DeviceState | None, after: DeviceState, platform: Platform
) -> tuple[Change, ...]:
    """Return every difference in facets that both states observed.

    ``before`` should be the last *observed* value of each facet (see ``overlay``), or one failed
    sweep would hide a change. None (a first sighting) gives no changes.
    """
    if before is None:
        return ()
    return (
        *_mirrors(before, after, platform),
        *_tunnels(before, after),
        *_dormant(before, after),
        *_image(before, after),
        *_identity(before, after),
        *_host_key(before, after),
        *_files(before, after),
        *_posture(before, after),
        *_config(before, after, platform),
    )


def _mirrors(before: DeviceState, after: DeviceState, platform: Platform) -> Iterator[Change]:
    # Each view is compared only with the same view: a view that failed hides nothing.
    old = _by_session(
        reconcile(
            before.declared if after.declared is not None else None,
            before.operating if after.operating is not None else None,
        )
    )
    new = _by_session(
        reconcile(
            after.declared if before.declared is not None else None,
            after.operating if before.operating is not None else None,
        )
    )
    _pair_changed_kinds(old, new)
    for key, mirror in new.items():
        if key not in old:
            yield MirrorAdded(mirror)
        elif _canonical(old[key], platform) != _canonical(mirror, platform):
            yield MirrorChanged(old[key], mirror)
    for key, mirror in old.items():
        if key not in new:
            yield MirrorRemoved(mirror)


def _by_session(mirrors: Iterable[Mirror] | None) -> dict[tuple[str, str], Mirror]:
    return {session_key(each): each for each in mirrors or ()}


def _pair_changed_kinds(
    old: dict[tuple[str, str], Mirror], new: dict[tuple[str, str], Mirror]
) -> None:
    """Give a session whose kind changed (local became ERSPAN) one key in both."""
    for key in [key for key in new if key not in old]:
        same = [other for other in old if other[0] == key[0] and other not in new]
        if len(same) == 1:
            old[key] = old.pop(same[0])


def _canonical(mirror: Mirror, platform: Platform) -> tuple[object, ...]:
    return canonical(mirror, platform.interface_key)


def _tunnels(before: DeviceState, after: DeviceState) -> Iterator[Change]:
    if before.tunnels is None or after.tunnels is None:
        return
    old = {each.name: each for each in before.tunnels}
    new = {each.name: each for each in after.tunnels}
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield TunnelChanged(name, old.get(name), new.get(name))


def _dormant(before: DeviceState, after: DeviceState) -> Iterator[Change]:
    if before.dormant is None or after.dormant is None:
        return
    known = {(each.via, each.text) for each in before.dormant}
    for each in after.dormant:
        if (each.via, each.text) not in known:
            yield DormantAdded(each)


def _image(before: DeviceState, after: DeviceState) -> Iterator[Change]:
    old, new = before.image, after.image
    if old is None or new is None:
        return
    for each in fields(Image):
        if each.name in _NO_CHANGE or not each.compare:
            continue
        was, now = getattr(old, each.name), getattr(new, each.name)
        pending = each.name == "config_register_next" and new.config_register is not None
        if was != now and (pending or None not in (was, now)):
            yield ImageChanged(each.name, was, now)
    if old.booted_at and new.booted_at and new.booted_at - old.booted_at > SAME_BOOT:
        yield ImageChanged("booted_at", old.booted_at, new.booted_at)
    for was_digest, digest in changed_digests(old.digests or (), new.digests or ()):
        yield ImageChanged("digests", was_digest, digest)


def _posture(before: DeviceState, after: DeviceState) -> Iterator[Change]:
    if before.posture is None or after.posture is None:
        return
    for each in fields(Posture):
        was, now = getattr(before.posture, each.name), getattr(after.posture, each.name)
        if was is None or now is None:
            continue
        old = {trait.name: trait for trait in was}
        new = {trait.name: trait for trait in now}
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                yield TraitChanged(each.name, name, old.get(name), new.get(name))


def _identity(before: DeviceState, after: DeviceState) -> Iterator[Change]:
    if before.identity is None or after.identity is None:
        return
    for name in ("hostname", "serial", "model"):
        was, now = getattr(before.identity, name), getattr(after.identity, name)
        if was and now and was != now:
            yield IdentityChanged(name, was, now)


def _host_key(before: DeviceState, after: DeviceState) -> Iterator[Change]:
    if before.host_key and after.host_key and before.host_key != after.host_key:
        yield HostKeyChanged(before.host_key, after.host_key)


def _files(before: DeviceState, after: DeviceState) -> Iterator[Change]:
    if before.files is None or after.files is None:
        return
    old = {each.path: each for each in before.files}
    new = {each.path: each for each in after.files}
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            yield FileChanged(path, old.get(path), new.get(path))


def _config(before: DeviceState, after: DeviceState, platform: Platform) -> Iterator[Change]:
    if before.config is None or after.config is None or before.config == after.config:
        return
    old = _statements(before, platform)
    new = _statements(after, platform)
    if same := renumbered(old, new):
        old, new = without_numbers(old, same), without_numbers(new, same)
    removed = _surplus(old, new)
    added = _surplus(new, old)
    yield from _secrets(removed, added)
    sections: dict[tuple[str, ...], tuple[list[ConfigLine], list[ConfigLine]]]
    sections = defaultdict(lambda: ([], []))
    for line in added:
        sections[line.parents][0].append(line)
    for line in removed:
        sections[line.parents][1].append(line)
    for parents, (come, gone) in sections.items():
        yield ConfigChanged(parents, tuple(come), tuple(gone))


def _statements(state: DeviceState, platform: Platform) -> list[ConfigLine]:
    """Return the configuration without the lines that mirror sessions already account for.

    They are compared by meaning: a re-ranged source list is no drift, a moved destination is
    more than drift.
    """
    mirrored = {
        (quote.line, " ".join(quote.text.split()))
        for mirror in state.declared or ()
        for quote in mirror.evidence
    }
    # By number and text: an intruder must not hide a statement behind one that reads the same.
    return [
        line
        for line in _flat(platform.flatten, state.config or "")
        if (line.number, line.text) not in mirrored
    ]


@lru_cache(maxsize=4)
def _flat(flatten: Callable[[str], tuple[ConfigLine, ...]], text: str) -> tuple[ConfigLine, ...]:
    """Flatten a configuration; of a device's versions, each is laid beside two others."""
    return flatten(text)


def _surplus(some: list[ConfigLine], others: list[ConfigLine]) -> list[ConfigLine]:
    there = Counter((each.parents, each.text) for each in others)
    surplus = []
    for line in some:
        if there[line.parents, line.text] > 0:
            there[line.parents, line.text] -= 1
        else:
            surplus.append(line)
    return surplus


def _secrets(removed: list[ConfigLine], added: list[ConfigLine]) -> Iterator[SecretChanged]:
    """Yield, and take out of both lists, statements that differ only in the secret they hold."""
    gone = {(each.parents, _PLACEHOLDER.sub("", each.text)): each for each in removed}
    paired: set[int] = set()
    for line in added:
        if not _PLACEHOLDER.search(line.text):
            continue
        twin = gone.pop((line.parents, _PLACEHOLDER.sub("", line.text)), None)
        if twin is not None:
            paired |= {id(line), id(twin)}
            yield SecretChanged(line.parents, twin, line)
    added[:] = [each for each in added if id(each) not in paired]
    removed[:] = [each for each in removed if id(each) not in paired]

"""Answers of a device -> its normalised state. Pure: text in, values out."""

from dataclasses import replace
from datetime import timedelta

from netwatch.model.channels import SECOND_CONFIG, SNMP, TOPICS, Channels
from netwatch.model.image import Digest, Image, Signature
from netwatch.model.platform import FETCHED, HASH, Platform
from netwatch.model.posture import Counter
from netwatch.model.snapshot import Failure, Reason, Snapshot
from netwatch.model.state import Answers, DeviceState, Reading
from netwatch.model.volume import COUNTED_AT, port_counts
from netwatch.parsing.addresses import interface_addresses
from netwatch.parsing.agent import agent_of, uptimes_of
from netwatch.parsing.fetched import digests_of, is_fetch
from netwatch.parsing.netconf import named_apart
from netwatch.parsing.second_account import shown_apart
from netwatch.parsing.sessions import reconcile


def read_device(platform: Platform, snapshot: Snapshot) -> DeviceState:
    """Return the state that ``snapshot`` shows; what was not answered stays None.

    A reader that stumbles over hostile text costs this visit its reading, never the sweep: the
    state then holds a ``reader-error`` failure and no facet.
    """
    answers = _answers(snapshot)
    failures = snapshot.failures
    try:
        reading = platform.read(answers) if answers else Reading()
    except Exception as error:  # noqa: BLE001  # hostile text must not end a sweep
        failures = (*failures, _stumbled(platform, None, error))
        reading = Reading()
    try:
        channels = _channels(platform, reading, snapshot)
    except Exception as error:  # noqa: BLE001  # nor may another account's cost what was read
        failures = (*failures, _stumbled(platform, SECOND_CONFIG, error))
        channels = None
    return DeviceState(
        device=snapshot.device,
        platform=platform.name,
        taken_at=snapshot.taken_at,
        identity=reading.identity,
        config=reading.config,
        startup=reading.startup,
        declared=reading.declared,
        operating=reading.operating,
        mirrors=reconcile(reading.declared, reading.operating),
        tunnels=reading.tunnels,
        dormant=reading.dormant,
        unread=reading.unread,
        image=_image(reading.image, platform, snapshot),
        files=reading.files,
        journal=reading.journal,
        posture=reading.posture,
        counters=_counters(reading, snapshot),
        neighbours=reading.neighbours,
        addresses=interface_addresses(reading.config),
        commits=reading.commits,
        channels=channels,
        host_key=snapshot.host_key,
        unseen=reading.unseen,
        warnings=(*reading.warnings, *snapshot.notes),
        failures=failures,
    )


def is_doubtful(platform: Platform, snapshot: Snapshot) -> bool:
    """Tell whether another way shows something else, and the main one must be asked again."""
    try:
        reading = platform.read(_answers(snapshot))
        ways = (shown_apart, named_apart)
        return any(each(platform, reading, snapshot.artifacts).doubtful for each in ways)
    except Exception:  # noqa: BLE001  # read_device tells of it
        return False


def _stumbled(platform: Platform, over: str | None, error: Exception) -> Failure:
    detail = f"the {platform.name} reader failed: {type(error).__name__}; please report it"
    return Failure(over, Reason.READER_ERROR, detail)


def _channels(platform: Platform, reading: Reading, snapshot: Snapshot) -> Channels | None:
    """Return what other ways to the device show, None where none was open."""
    if not any(each.topic in TOPICS for each in snapshot.artifacts):
        return None
    apart = shown_apart(platform, reading, snapshot.artifacts)
    views = named_apart(platform, reading, snapshot.artifacts)
    said = [agent_of(each.text) for each in snapshot.artifacts if each.topic == SNMP]
    return Channels(
        statements=apart.statements,
        sessions=apart.sessions,
        agent=said[0] if said else None,
        named=views.named,
        unnamed=views.unnamed,
    )


def _counters(reading: Reading, snapshot: Snapshot) -> tuple[Counter, ...] | None:
    answers = [each.text for each in snapshot.artifacts if each.topic == SNMP]
    uptimes = tuple(each for text in answers for each in uptimes_of(text))
    counted = _counted_at(reading, snapshot)
    added = (*uptimes, *counted)
    return (*(reading.counters or ()), *added) if added else reading.counters


def _counted_at(reading: Reading, snapshot: Snapshot) -> tuple[Counter, ...]:
    """Return when interfaces were counted: a visit that sees nothing carries older counts on."""
    if not port_counts(reading.counters or ()):
        return ()
    return (Counter(COUNTED_AT, int(snapshot.taken_at.timestamp())),)


def _answers(snapshot: Snapshot) -> Answers:
    """Return what the main visit brought."""
    main = (each for each in snapshot.artifacts if each.topic not in TOPICS)
    return Answers(tuple((each.topic, each.command, each.text) for each in main))


def _image(read: Image | None, platform: Platform, snapshot: Snapshot) -> Image | None:
    """Return the image placed in time, with the hashes of fetched copies."""
    copies = _copies(snapshot)
    image = read if read is not None or not copies else Image()
    if image is None:
        return None
    taken_at, uptime_s = snapshot.taken_at, image.uptime_s
    return replace(
        image,
        digests=(*(image.digests or ()), *copies) if copies else image.digests,
        signature=_whole_verdict(image, snapshot),
        booted_at=None if uptime_s is None else taken_at - timedelta(seconds=uptime_s),
        hashed_at=taken_at if _is_hashed(image, platform, snapshot) else None,
        fetched_at=taken_at if copies and not _failed(platform, snapshot, FETCHED) else None,
    )


def _copies(snapshot: Snapshot) -> tuple[Digest, ...]:
    fetched = (each for each in snapshot.artifacts if each.topic == FETCHED)
    return tuple(digest for each in fetched for digest in digests_of(each.command, each.text))


def _whole_verdict(image: Image, snapshot: Snapshot) -> Signature | None:
    """Return the device's word on the signature, unless it is only the half that was asked for.

    The check of the file is expensive. Where it was left out, a good word about the running image
    alone would end the finding that the file does not verify.
    """
    is_half = bool(snapshot.left_out) and image.signature is Signature.VALID
    return None if is_half else image.signature


def _is_hashed(image: Image, platform: Platform, snapshot: Snapshot) -> bool:
    """Tell whether the device gave every hash there is to ask for; some of them do not count.

    Where it hashes nothing, its other expensive words about its code count in their place.
    """
    gave = bool(image.digests) or image.attestation is not None or _is_checked(image, platform)
    return gave and not snapshot.left_out and not _failed(platform, snapshot, HASH)


def _is_checked(image: Image, platform: Platform) -> bool:
    """Tell whether a platform that hashes nothing gave its word on its image."""
    listed = (*platform.commands, *platform.templates)
    hashes = any(each.topic == HASH for each in listed)
    return not hashes and image.signature is not None and any(each.slow for each in listed)


def _failed(platform: Platform, snapshot: Snapshot, topic: str) -> bool:
    failed = (each.command for each in snapshot.failures)
    return any(each is None or _topic(platform, each) == topic for each in failed)


def _topic(platform: Platform, command: str) -> str | None:
    if is_fetch(command):
        return FETCHED
    asked = platform.asked_by(command)
    return asked.topic if asked else None

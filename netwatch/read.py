"""Answers of a device -> its normalised state. Pure: text in, values out."""

from dataclasses import replace

from netwatch.model.mirror import Mirror, SeenIn
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Failure, Reason, Snapshot
from netwatch.model.state import Answers, DeviceState, Reading


def read_device(platform: Platform, snapshot: Snapshot) -> DeviceState:
    """Return the state that ``snapshot`` shows; what was not answered stays None.

    A reader that stumbles over hostile text costs this visit its reading, never the sweep: the
    state then holds a ``reader-error`` failure and no facet.
    """
    answers = Answers(tuple((each.topic, each.command, each.text) for each in snapshot.artifacts))
    failures = snapshot.failures
    try:
        reading = platform.read(answers) if answers else Reading()
    except Exception as error:  # noqa: BLE001  # hostile text must not end a sweep
        detail = f"the {platform.name} reader failed: {type(error).__name__}; please report it"
        failures = (*failures, Failure(None, Reason.READER_ERROR, detail))
        reading = Reading()
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
        image=reading.image,
        files=reading.files,
        host_key=snapshot.host_key,
        warnings=reading.warnings,
        failures=failures,
    )


def reconcile(
    declared: tuple[Mirror, ...] | None, operating: tuple[Mirror, ...] | None
) -> tuple[Mirror, ...] | None:
    """Join the two views of a device's mirrors by session id.

    The configuration's wording is kept where both show a session, the operational state decides
    whether it is enabled. A view that was not observed adds nothing and takes nothing away:
    with both None the answer is None.
    """
    if declared is None and operating is None:
        return None
    running = {_session(each): each for each in operating or ()}
    joined = []
    for mirror in declared or ():
        twin = running.pop(_session(mirror), None) or _same_id(running, mirror)
        joined.append(_seen(mirror, twin))
    joined.extend(replace(each, seen_in=SeenIn.OPERATIONAL) for each in running.values())
    return tuple(joined)


def _session(mirror: Mirror) -> tuple[str, str]:
    # IOS-XE prints two blocks with one number when a session receives and sends RSPAN.
    return mirror.id, mirror.kind.value


def _same_id(running: dict[tuple[str, str], Mirror], mirror: Mirror) -> Mirror | None:
    keys = [key for key in running if key[0] == mirror.id]
    return running.pop(keys[0]) if len(keys) == 1 else None


def _seen(mirror: Mirror, twin: Mirror | None) -> Mirror:
    if twin is None:
        return replace(mirror, seen_in=SeenIn.CONFIG)
    enabled = mirror.enabled if twin.enabled is None else twin.enabled
    return replace(mirror, seen_in=SeenIn.BOTH, enabled=enabled)

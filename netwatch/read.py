"""Answers of a device -> its normalised state. Pure: text in, values out."""

from dataclasses import replace
from datetime import datetime, timedelta

from netwatch.model.image import Image
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Failure, Reason, Snapshot
from netwatch.model.state import Answers, DeviceState, Reading
from netwatch.parsing.sessions import reconcile


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
        image=_placed(reading.image, snapshot.taken_at),
        files=reading.files,
        journal=reading.journal,
        posture=reading.posture,
        counters=reading.counters,
        host_key=snapshot.host_key,
        warnings=reading.warnings,
        failures=failures,
    )


def _placed(image: Image | None, taken_at: datetime) -> Image | None:
    if image is None or image.uptime_s is None:
        return image
    return replace(image, booted_at=taken_at - timedelta(seconds=image.uptime_s))

"""What ``netwatch serve`` is made of: the parts that the settings ask for, in their order."""

from collections.abc import Sequence
from functools import partial

from netwatch.app.daemon import Part
from netwatch.app.dispatcher import Dispatcher
from netwatch.app.hooks import check_hook, events_hook, window_hook
from netwatch.app.index_keeper import IndexKeeper
from netwatch.app.listening import Listening
from netwatch.app.logs import Log
from netwatch.app.settings import SettingsError
from netwatch.app.triggers import Triggers
from netwatch.app.window_keeper import WindowKeeper
from netwatch.app.workspace import Workspace
from netwatch.cli._pages import web_part
from netwatch.scheduler.service import SchedulerPart


def parts_of(work: Workspace, log: Log, scheduler: SchedulerPart) -> tuple[Part, ...]:
    """Return every part, ``scheduler`` first: what receives starts last and stops first.

    Raises SettingsError, ListenError, WebServerError.
    """
    triggers = Triggers(work, log.warning)
    dispatcher = Dispatcher(work, log.warning)
    inner: tuple[Part, ...] = (
        scheduler,
        WindowKeeper(work, log.info, leading=lambda: scheduler.leads),
        IndexKeeper(work, log.warning, leading=lambda: scheduler.leads),
        dispatcher,
        triggers,
        Listening(work.settings, triggers),
    )
    if not work.settings.web:
        return inner

    def troubles() -> tuple[str, ...]:
        complaint = () if dispatcher.complaint is None else (dispatcher.complaint,)
        return (*_troubles(inner), *complaint)

    web = web_part(
        work,
        troubles=troubles,
        counts=lambda: {f"triggers_{name}": number for name, number in triggers.counts.items()},
        hooks={
            "check": partial(check_hook, triggers),
            "events": partial(events_hook, triggers),
            "window": partial(window_hook, work),
        },
    )
    return (*inner, web)


def pages_of(work: Workspace, log: Log) -> tuple[Part, ...]:
    """Return the parts that show what is kept, and visit nothing.

    Raises SettingsError, ListenError, WebServerError.
    """
    if not work.settings.web:
        raise SettingsError("--pages-only answers pages alone: say where with --web :8550")
    index = IndexKeeper(work, log.warning, leading=lambda: True)
    return (index, web_part(work, troubles=lambda: _troubles((index,))))


def _troubles(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(f"{each.name}: {said}" for each in parts if (said := each.trouble()))

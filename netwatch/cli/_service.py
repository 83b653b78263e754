"""What ``netwatch serve`` is made of: the parts that the settings ask for, in their order."""

from functools import partial
from importlib.util import find_spec

from netwatch.app.daemon import Part
from netwatch.app.dispatcher import Dispatcher
from netwatch.app.hooks import check_hook, events_hook, window_hook
from netwatch.app.index_keeper import IndexKeeper
from netwatch.app.listening import Listening
from netwatch.app.logs import Log
from netwatch.app.metrics import exposition
from netwatch.app.settings import SettingsError
from netwatch.app.status import standing
from netwatch.app.triggers import Triggers
from netwatch.app.window_keeper import WindowKeeper
from netwatch.app.workspace import Workspace, utc_now
from netwatch.listen.bind import Bind
from netwatch.scheduler.service import SchedulerPart

_LIBRARIES = ("fastapi", "uvicorn", "jinja2", "argon2", "authlib")


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
    web = _web(work, inner, triggers, dispatcher) if work.settings.web else None
    return (*inner, web) if web else inner


def _web(
    work: Workspace, inner: tuple[Part, ...], triggers: Triggers, dispatcher: Dispatcher
) -> Part:
    if not all(map(find_spec, _LIBRARIES)):
        raise SettingsError(
            "`web` needs libraries that are not installed; run pip install 'netwatch-drift[web]'"
        )
    from netwatch.app.desk import Desk
    from netwatch.web.app import create_app
    from netwatch.web.asked import Console
    from netwatch.web.guard import known_hosts
    from netwatch.web.machine import Served
    from netwatch.web.people_gate import PeopleGate
    from netwatch.web.server import WebServer

    desk = Desk(work.settings, work.environment)

    def troubles() -> tuple[str, ...]:
        found = [f"{each.name}: {said}" for each in inner if (said := each.trouble())]
        complaint = () if dispatcher.complaint is None else (dispatcher.complaint,)
        return (*found, *complaint, *desk.troubles)

    def metrics() -> str:
        with Workspace(work.settings, work.environment) as fresh:
            counts = {f"triggers_{name}": number for name, number in triggers.counts.items()}
            return exposition(standing(fresh, utc_now()), counts)

    settings = work.settings
    served = Served(
        troubles=troubles,
        metrics=metrics,
        hooks={
            "check": partial(check_hook, triggers),
            "events": partial(events_hook, triggers),
            "window": partial(window_hook, work),
        },
        token=settings.web_token,
    )
    bind = Bind.parse(settings.web or "")
    hosts = known_hosts(
        bind.host,
        settings.public_url,
        settings.web_hosts,
        in_clear=settings.tls_certificate is None and not settings.web_behind_proxy,
    )
    console = Console(desk=desk, gate=PeopleGate(desk))
    return WebServer(
        create_app(served, console, hosts=hosts),
        bind.host,
        bind.port,
        certificate=settings.tls_certificate,
        key=settings.tls_key,
        behind_proxy=settings.web_behind_proxy,
        closing=desk.close,
    )

"""The HTTP part of ``netwatch serve``: what machines ask, the pages and the API."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from netwatch.app.daemon import Part
from netwatch.app.desk import Desk
from netwatch.app.metrics import exposition
from netwatch.app.settings import SettingsError
from netwatch.app.status import standing
from netwatch.app.workspace import Workspace, utc_now
from netwatch.listen.bind import Bind

if TYPE_CHECKING:
    from netwatch.web.machine import Hook

_LIBRARIES = ("fastapi", "uvicorn", "jinja2", "argon2", "authlib")


def web_part(
    work: Workspace,
    *,
    troubles: Callable[[], tuple[str, ...]] = tuple,
    counts: Callable[[], Mapping[str, int]] = dict,
    hooks: "Mapping[str, Hook] | None" = None,
) -> Part:
    """Return the part that answers at the setting ``web``.

    ``troubles`` are those of the other parts, ``counts`` join the metrics. Raises SettingsError,
    ListenError, WebServerError.
    """
    if not all(map(find_spec, _LIBRARIES)):
        raise SettingsError(
            "`web` needs libraries that are not installed; run pip install 'netwatch-drift[web]'"
        )
    from netwatch.web.app import create_app
    from netwatch.web.asked import Console
    from netwatch.web.guard import known_hosts
    from netwatch.web.machine import Served
    from netwatch.web.people_gate import PeopleGate
    from netwatch.web.server import WebServer

    settings = work.settings
    desk = Desk(settings, work.environment)
    desk.warm()

    def metrics() -> str:
        with Workspace(settings, work.environment) as fresh:
            return exposition(standing(fresh, utc_now()), counts())

    served = Served(
        troubles=lambda: (*troubles(), *desk.troubles),
        metrics=metrics,
        hooks=dict(hooks or {}),
        token=settings.web_token,
    )
    bind = Bind.parse(settings.web or "")
    hosts = known_hosts(
        bind.host,
        settings.public_url,
        settings.web_hosts,
        in_clear=settings.tls_certificate is None and not settings.web_behind_proxy,
    )
    return WebServer(
        create_app(served, Console(desk=desk, gate=PeopleGate(desk)), hosts=hosts),
        bind.host,
        bind.port,
        certificate=settings.tls_certificate,
        key=settings.tls_key,
        behind_proxy=settings.web_behind_proxy,
        closing=desk.close,
    )

"""Values into pages. Every text is escaped, and hidden characters of it are made visible."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from netwatch._version import __version__
from netwatch.parsing.text import visible
from netwatch.web.gate import Visitor
from netwatch.web.navigation import entries

STATIC = Path(__file__).parent / "static"
THEMES = ("light", "dark")
THEME_COOKIE = "netwatch_theme"
_AGES = ((timedelta(days=2), "days", 86400), (timedelta(hours=2), "hours", 3600))


def render(
    request: Request,
    visitor: Visitor | None,
    template: str,
    *,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """Return the page ``template`` filled with ``values``, for ``visitor`` (None: nobody yet)."""
    theme = request.cookies.get(THEME_COOKIE)
    text = _environment().get_template(template).render(
        request=request,
        path=request.url.path,
        visitor=visitor,
        person=None if visitor is None else visitor.person,
        nav=() if visitor is None else entries(visitor.person),
        theme=theme if theme in THEMES else None,
        partial="hx-request" in request.headers,
        now=datetime.now(UTC) if "now" not in values else values["now"],
        **{key: value for key, value in values.items() if key != "now"},
    )  # fmt: skip
    return HTMLResponse(text, status_code=status)


def shown(value: object) -> object:
    """Return what a template prints for ``value``: hostile characters stand as escapes."""
    if isinstance(value, Markup):
        return value
    return visible(value) if isinstance(value, str) else value


def link(path: str, **query: object) -> str:
    """Return ``path`` with the query's values that are neither None nor empty."""
    kept = {key: value for key, value in query.items() if value not in (None, "", (), [])}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def segment(name: str) -> str:
    """Return a device's name as one segment of a path."""
    return quote(name, safe="")


def moment(value: datetime | None) -> str:
    """Return ``2026-01-31 04:05 UTC``, or ``never``."""
    return "never" if value is None else value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def ago(value: datetime | None, now: datetime) -> str:
    """Return how long ago, or in how long, in one unit: ``3 hours ago``, ``in 5 min``."""
    if value is None:
        return "never"
    span = now - value
    distance = abs(span)
    if distance < timedelta(minutes=1):
        return "just now"
    for least, unit, seconds in _AGES:
        if distance >= least:
            words = f"{distance.total_seconds() // seconds:.0f} {unit}"
            break
    else:
        words = f"{distance.total_seconds() // 60:.0f} min"
    return f"in {words}" if span < timedelta() else f"{words} ago"


@cache
def asset(name: str) -> str:
    """Return where the browser finds a file of ``static``; the address changes with its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("netwatch.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"moment": moment, "segment": segment}
    environment.globals |= {"asset": asset, "link": link, "ago": ago, "version": __version__}
    return environment

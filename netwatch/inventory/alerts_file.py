"""alerts.yaml -> Alerting: receivers and routes, secrets only by reference."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    model_validator,
)

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_text import Lines, Path_, line_of, load
from netwatch.model.alert import (
    Alerting,
    Notifier,
    Occasion,
    QuietHours,
    Route,
    Sink,
    SinkSettings,
)
from netwatch.model.evidence import Severity
from netwatch.model.inventory import SecretRef, SecretSource

_ALTERNATIVES = "{env: NAME}, {file: /run/secrets/name}, {keyring: service/name} or {command: ..}"
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SHORTEST_DIGEST = timedelta(minutes=1)
_LONGEST = timedelta(days=31)

Find = Callable[[str], Notifier[Any]]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][\w.-]*$")]


def _duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    text = str(value)
    if not text[:-1].isdecimal() or text[-1] not in _UNITS:
        raise ValueError("give a time such as 15m, 1h or 7d")
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1][:9])})


def _in_bounds(value: timedelta) -> timedelta:
    if not _SHORTEST_DIGEST <= value <= _LONGEST:
        raise ValueError("give a time between 1m and 31d")
    return value


def _severity(value: object) -> object:
    return Severity.parse(value) if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_in_bounds)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Quiet(_Strict):
    hours: Annotated[str, Field(pattern=rf"^{_HOUR}-{_HOUR}$")]
    timezone: str

    def value(self) -> QuietHours:
        start, end = map(time.fromisoformat, self.hours.split("-"))
        if start == end:
            raise ValueError("quiet hours that start and end at one time are none")
        try:
            return QuietHours(start, end, ZoneInfo(self.timezone))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"no time zone {self.timezone!r}") from None


class _Match(_Strict):
    severity: Annotated[Severity, BeforeValidator(_severity)] = Severity.INFO
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    clouds: tuple[str, ...] = ()


class _Route(_Strict):
    name: Name | None = None
    match: _Match = _Match()
    to: Annotated[tuple[Name, ...], Field(min_length=1)]
    on: tuple[Literal["opened", "reopened", "resolved", "explained"], ...] = ("opened", "reopened")
    digest: Duration | None = None
    quiet: _Quiet | None = None

    @model_validator(mode="before")
    @classmethod
    def _on_is_a_word(cls, value: object) -> object:
        # YAML 1.1 reads a bare `on` as true, keys included.
        if isinstance(value, dict) and True in value:
            return {"on" if key is True else key: each for key, each in value.items()}
        return value


class _Head(BaseModel):
    """What every sink says; the rest belongs to its notifier."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: Name
    kind: str


class _File(_Strict):
    sinks: tuple[_Head, ...] = ()
    routes: tuple[_Route, ...] = ()
    give_up: Duration = timedelta(days=7)


def read_alerts(path: Path, notifier: Find) -> Alerting:
    """Return what ``path`` says; ``notifier`` gives the notifier of a kind.

    Raises InventoryError naming file, line and remedy. ``notifier`` may raise LookupError or
    NetwatchError for a kind it does not know.
    """
    if not path.exists():
        raise InventoryError(f"no alerts at {path}; docs/alerts.md has examples to start from")
    data, lines = load(path, kind="alerts")
    parsed = _checked(path, lines, (), lambda: _File.model_validate(data or {}))
    sinks = tuple(_sinks(path, lines, parsed, notifier))
    alerting = Alerting(
        sinks=sinks,
        routes=tuple(_routes(path, lines, parsed)),
        give_up=parsed.give_up,
    )
    _cross_check(path, lines, alerting)
    return alerting


def _sinks(path: Path, lines: Lines, parsed: _File, notifier: Find) -> Iterator[Sink]:
    for index, head in enumerate(parsed.sinks):
        where = ("sinks", index)
        found = _checked(path, lines, (*where, "kind"), partial(notifier, head.kind))
        settings = _checked(
            path, lines, where, partial(_settings, found.settings, head.model_extra or {})
        )
        yield Sink(
            name=head.name,
            kind=head.kind,
            settings=settings,
            single=found.single,
            line=line_of(lines, where),
        )


def _routes(path: Path, lines: Lines, parsed: _File) -> Iterator[Route]:
    for index, each in enumerate(parsed.routes):
        where = ("routes", index)
        yield Route(
            name=each.name or f"route {index + 1}",
            to=each.to,
            **dict(each.match),
            on=tuple(map(Occasion, each.on)),
            digest=each.digest,
            quiet=_checked(path, lines, (*where, "quiet"), each.quiet.value)
            if each.quiet
            else None,
            line=line_of(lines, where),
        )


def _settings(settings: type[SinkSettings], given: dict[str, Any]) -> SinkSettings:
    return settings(**dict(_model(settings).model_validate(given)))


def _model(settings: type[SinkSettings]) -> type[BaseModel]:
    """Return the pydantic model of a notifier's settings: strict, with secrets as references."""
    hints = get_type_hints(settings)
    wanted: dict[str, Any] = {
        each.name: (
            Annotated[hints[each.name], BeforeValidator(_as_ref)]
            if hints[each.name] in (SecretRef, SecretRef | None)
            else _lenient(hints[each.name]),
            ... if each.default is MISSING else each.default,
        )
        for each in fields(settings)
    }
    return create_model(settings.__name__, __config__=ConfigDict(extra="forbid"), **wanted)


def _lenient(hint: Any) -> Any:  # noqa: ANN401  # a type hint
    """A text that may be a secret as well (an address with a token in it)."""
    return Annotated[hint, BeforeValidator(_maybe_ref)] if hint == str | SecretRef else hint


def _as_ref(value: object) -> object:
    if value is None or isinstance(value, SecretRef):
        return value
    if not isinstance(value, dict):
        raise ValueError(f"a secret must not stand in this file; use {_ALTERNATIVES}")  # noqa: TRY004  # pydantic wants ValueError
    known = {each.value for each in SecretSource}
    given = [(key, name) for key, name in value.items() if key in known and isinstance(name, str)]
    if len(given) != 1 or len(value) != 1:
        raise ValueError(f"give exactly one of {_ALTERNATIVES}")
    return SecretRef(SecretSource(given[0][0]), given[0][1])


def _maybe_ref(value: object) -> object:
    return _as_ref(value) if isinstance(value, dict) else value


def _checked(path: Path, lines: Lines, where: Path_, make: Callable[[], Any]) -> Any:  # noqa: ANN401  # what make returns
    from netwatch.model.errors import NetwatchError

    try:
        return make()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = (*where, *(each for each in first["loc"] if isinstance(each, str | int)))
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            message = "unknown key; docs/alerts.md has the ones there are"
    except (NetwatchError, ValueError) as error:
        place, message = where, str(error)
    named = ".".join(map(str, place)) or "the file"
    raise InventoryError(f"{path}:{line_of(lines, place) or 1}: {named}: {message}") from None


def _cross_check(path: Path, lines: Lines, alerting: Alerting) -> None:
    for section, names in (
        ("sinks", [each.name for each in alerting.sinks]),
        ("routes", [each.name for each in alerting.routes]),
    ):
        for index, name in enumerate(names):
            if name in names[:index]:
                line = line_of(lines, (section, index))
                raise InventoryError(f"{path}:{line}: the name {name!r} is used twice")
    known = ", ".join(each.name for each in alerting.sinks) or "none"
    for index, route in enumerate(alerting.routes):
        for sink in route.to:
            if alerting.sink(sink) is None:
                line = line_of(lines, ("routes", index, "to"))
                raise InventoryError(f"{path}:{line}: no sink named {sink!r} (known: {known})")

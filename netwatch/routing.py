"""Which sinks an alert goes to and when: severity, place, rule, digests and quiet hours."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from netwatch.model.alert import Alert, Alerting, Occasion, QuietHours, Route, Ticket
from netwatch.model.device import Device
from netwatch.model.evidence import Severity

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(hours=1)
_LONGEST_WISH = timedelta(hours=24)
_JITTER = 0.2


def routed(
    alert: Alert,
    device: Device | None,
    alerting: Alerting,
    *,
    now: datetime,
    told: Collection[str] = (),
) -> tuple[Ticket, ...]:
    """Return one ticket for each sink the alert goes to.

    ``device`` is the finding's device, None when the inventory no longer has it. ``told`` are the
    sinks that heard of the finding before: its end is told to them and to nobody else. Where
    several routes lead to one sink, the earliest time counts.
    """
    earliest: dict[str, Ticket] = {}
    for route in alerting.routes:
        if alert.occasion not in route.on:
            continue
        over = alert.occasion is Occasion.RESOLVED
        if not over and not matches(route, alert, device):
            continue
        for ticket in _tickets(route, alert, alerting, now):
            if over and ticket.sink not in told:
                continue
            known = earliest.get(ticket.sink)
            if known is None or ticket.due < known.due:
                earliest[ticket.sink] = ticket
    return tuple(earliest.values())


def matches(route: Route, alert: Alert, device: Device | None) -> bool:
    """Tell whether the route is meant for this finding, whatever the occasion."""
    finding = alert.finding
    cloud = device is not None and device.cloud is not None
    tags = device.tags if device else ()
    places = (finding.device, alert.platform or "") if cloud else ()
    return (
        finding.severity >= route.severity
        and _any(route.rules, (finding.rule,))
        and _any(route.devices, (finding.device,))
        and _any(route.sites, (alert.site or "",))
        and _any(route.tags, tags)
        and _any(route.clouds, places)
    )


def quiet_until(quiet: QuietHours, now: datetime) -> datetime | None:
    """Return when the quiet hours that ``now`` lies in end, None outside of them."""
    local = now.astimezone(quiet.zone)
    clock = local.time()
    over_midnight = quiet.end < quiet.start
    if over_midnight:
        inside = clock >= quiet.start or clock < quiet.end
    else:
        inside = quiet.start <= clock < quiet.end
    if not inside:
        return None
    day = local.date() + timedelta(days=over_midnight and clock >= quiet.start)
    return datetime.combine(day, quiet.end, tzinfo=quiet.zone).astimezone(UTC)


def pause(attempts: int, chance: float, wish: timedelta | None = None) -> timedelta:
    """Return how long to wait after ``attempts`` failures.

    Doubles from 15 s to an hour; ``chance`` from 0 to 1 spreads it by a fifth either way. A
    receiver's own ``wish`` counts when it is longer, up to a day.
    """
    doubled = _FIRST_PAUSE * (1 << min(max(attempts, 1) - 1, 16))
    spread = min(doubled, _LONGEST_PAUSE) * (1 + _JITTER * (2 * chance - 1))
    return max(spread, min(wish or timedelta(0), _LONGEST_WISH))


def _tickets(route: Route, alert: Alert, alerting: Alerting, now: datetime) -> Iterator[Ticket]:
    due = _due(route, alert, now)
    batch = f"{route.name}@{due.isoformat()}" if due > now else ""
    for name in route.to:
        sink = alerting.sink(name)
        if sink is not None:
            yield Ticket(name, due, "" if sink.single else batch)


def _due(route: Route, alert: Alert, now: datetime) -> datetime:
    if alert.finding.severity is Severity.CRITICAL:
        return now
    due = now
    if route.digest is not None:
        due = _EPOCH + ((now - _EPOCH) // route.digest + 1) * route.digest
    if route.quiet is not None:
        return quiet_until(route.quiet, due) or due
    return due


def _any(globs: tuple[str, ...], values: Collection[str]) -> bool:
    return not globs or any(fnmatchcase(value, glob) for glob in globs for value in values)

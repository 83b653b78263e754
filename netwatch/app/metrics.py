"""netwatch's own numbers for Prometheus, read from the store when they are asked for."""

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from netwatch.app.status import Standing
from netwatch.model.errors import NetwatchError
from netwatch.store.values import Outcome

if TYPE_CHECKING:
    from prometheus_client.core import Metric


class MetricsSupportError(NetwatchError):
    """Metrics are wanted and the library is missing."""


def exposition(here: Standing, counters: Mapping[str, int] | None = None) -> str:
    """Return the numbers in Prometheus' text format.

    ``counters`` are those of a running service, by name. Raises MetricsSupportError.
    """
    if find_spec("prometheus_client") is None:
        raise MetricsSupportError(
            "metrics need a library that is not installed; run pip install 'netwatch-drift[web]'"
        )
    from prometheus_client import CollectorRegistry, generate_latest

    class _Once:
        def collect(self) -> "Iterable[Metric]":
            return _families(here, counters or {})

    registry = CollectorRegistry()
    registry.register(_Once())
    return generate_latest(registry).decode()


def _families(here: Standing, counters: Mapping[str, int]) -> "Iterable[Metric]":
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    visited = GaugeMetricFamily(
        "netwatch_device_last_visit_timestamp_seconds",
        "When the device was last visited, with or without success.",
        labels=["device", "platform"],
    )
    outcome = GaugeMetricFamily(
        "netwatch_device_observed",
        "How much the last visit could observe: 1 all, 0.5 in part, 0 nothing.",
        labels=["device", "platform"],
    )
    for each in here.seen:
        visited.add_metric([each.name, each.platform], each.last_visit.timestamp())
        outcome.add_metric([each.name, each.platform], _SHARE[each.outcome])
    findings = GaugeMetricFamily(
        "netwatch_findings", "Findings by severity and status.", labels=["severity", "status"]
    )
    for (severity, status), number in sorted(here.findings.items()):
        findings.add_metric([severity.label, status.value], number)
    never = GaugeMetricFamily(
        "netwatch_devices_never_visited", "Devices of the inventory no visit was made to."
    )
    never.add_metric([], len(here.never))
    due = GaugeMetricFamily(
        "netwatch_schedule_next_run_timestamp_seconds", "When it is next due.", labels=["schedule"]
    )
    took = GaugeMetricFamily(
        "netwatch_run_duration_seconds", "How long the latest whole run took.", labels=["schedule"]
    )
    for schedule in here.schedules:
        due.add_metric([schedule.name], schedule.next_run.timestamp())
        run = here.runs.get(schedule.name)
        if run and run.finished_at:
            took.add_metric([schedule.name], (run.finished_at - run.started_at).total_seconds())
    alerts = GaugeMetricFamily(
        "netwatch_alerts", "Alerts that wait for a receiver, or were given up.",
        labels=["sink", "state"],
    )  # fmt: skip
    for tally in here.alerts:
        alerts.add_metric([tally.sink, "waiting"], tally.waiting)
        alerts.add_metric([tally.sink, "dead"], tally.dead)
    yield from (visited, outcome, findings, never, due, took, alerts)
    for name, number in sorted(counters.items()):
        family = CounterMetricFamily(f"netwatch_{name}", "Since the service started.")
        family.add_metric([], number)
        yield family


_SHARE = {Outcome.OK: 1.0, Outcome.PARTIAL: 0.5, Outcome.FAILED: 0.0}

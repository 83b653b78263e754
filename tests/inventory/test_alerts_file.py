from datetime import time, timedelta
from pathlib import Path

import pytest

from netwatch import registry
from netwatch.inventory.alerts_file import read_alerts
from netwatch.inventory.errors import InventoryError
from netwatch.model.alert import Occasion
from netwatch.model.evidence import Severity
from netwatch.model.inventory import SecretRef, SecretSource
from netwatch.notify import notifier

EXAMPLE = Path(__file__).parents[2] / "alerts.example.yaml"
TEXT = """\
sinks:
  - name: hook
    kind: webhook
    url: https://soc.example.com/x
    key: {env: HOOK_KEY}
routes:
  - name: all
    match: {severity: high, rules: ["mirror-*"]}
    to: [hook]
    digest: 15m
    quiet: {hours: "22:00-06:00", timezone: Europe/Berlin}
    on: [opened, resolved]
"""


def read(tmp_path, text):
    path = tmp_path / "alerts.yaml"
    path.write_text(text)
    return read_alerts(path, notifier)


def test_a_file_becomes_values(tmp_path):
    alerting = read(tmp_path, TEXT)
    (sink,) = alerting.sinks
    assert (sink.name, sink.kind, sink.line) == ("hook", "webhook", 2)
    assert sink.settings.key == SecretRef(SecretSource.ENV, "HOOK_KEY")
    (route,) = alerting.routes
    assert route.severity is Severity.HIGH
    assert route.digest == timedelta(minutes=15)
    assert (route.quiet.start, route.quiet.end) == (time(22), time(6))
    assert route.on == (Occasion.OPENED, Occasion.RESOLVED)
    assert alerting.give_up == timedelta(days=7)
    hash(alerting)


def test_the_example_has_every_kind(tmp_path):
    alerting = read_alerts(EXAMPLE, notifier)
    assert {each.kind for each in alerting.sinks} == set(registry.names("notify"))


def test_an_empty_file_tells_nobody(tmp_path):
    assert read(tmp_path, "").routes == ()


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("kind: webhook", "kind: webhok"), 3, "no kind of sink 'webhok': use apprise, elastic"),
        (("https://soc", "http://soc"), 2, "in the clear"),
        (("key: {env: HOOK_KEY}", "key: hunter2"), 5, "must not stand in this file"),
        (("key: {env: HOOK_KEY}", "key: {evn: HOOK_KEY}"), 5, "exactly one of"),
        (("key: {env: HOOK_KEY}", "verify: false"), 5, "unknown key"),
        (("severity: high", "severity: loud"), 8, "unknown severity 'loud'"),
        (("to: [hook]", "to: [hok]"), 9, "no sink named 'hok' (known: hook)"),
        (("digest: 15m", "digest: 15 lightyears"), 10, "such as 15m, 1h or 7d"),
        (("digest: 15m", "digest: 1s"), 10, "between 1m and 31d"),
        (("Europe/Berlin", "Europe/Bonn"), 11, "no time zone 'Europe/Bonn'"),
        (("22:00-06:00", "22:00-22:00"), 11, "are none"),
        (("on: [opened", "on: [closed"), 12, "'opened'"),
        (("routes:", "ruotes:"), 6, "unknown key"),
    ],
)
def test_an_error_names_the_line_and_no_secret(tmp_path, change, line, says):
    assert change[0] in TEXT
    with pytest.raises(InventoryError) as caught:
        read(tmp_path, TEXT.replace(*change))
    assert f"alerts.yaml:{line}:" in str(caught.value)
    assert says in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("section", ["sinks", "routes"])
def test_names_are_used_once(tmp_path, section):
    sinks, routes = TEXT.split("routes:\n")
    twice = sinks + sinks.removeprefix("sinks:\n") if section == "sinks" else sinks
    more = routes + routes if section == "routes" else routes
    with pytest.raises(InventoryError, match="used twice"):
        read(tmp_path, f"{twice}routes:\n{more}")


def test_a_file_that_is_named_but_not_there_says_where_to_start(tmp_path):
    with pytest.raises(InventoryError, match=r"docs/alerts\.md"):
        read_alerts(tmp_path / "alerts.yaml", notifier)

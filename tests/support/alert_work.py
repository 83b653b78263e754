"""Alerts of an invented network: a workspace, visits that find something, receivers that listen."""

import itertools
import json
import time
from contextlib import contextmanager
from datetime import timedelta

from support.visits import DEVICE, START, visit

from netwatch.app import alerting
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.alert import Limits

INVENTORY = """\
credentials: {default: {username: netwatch}}
devices:
  - {name: core-rtr1, address: 192.0.2.1, platform: cisco_xe, site: nyc, tags: [edge]}
  - {name: core-rtr2, address: 192.0.2.2, platform: cisco_xe, site: lon}
"""
ROUTE = {"name": "all", "to": ["hook"], "on": ["opened", "reopened", "resolved"]}
QUICK = Limits(seconds=5)


class Clock:
    """A time that starts now and is moved by hand."""

    def __init__(self):
        self.moved = timedelta(0)

    def __call__(self):
        return utc_now() + self.moved


@contextmanager
def workspaces(folder):
    """Give a function that makes a workspace in ``folder`` with these sinks and routes."""
    opened = []

    def make(sinks, routes=(ROUTE,), environment=None, **given):
        (folder / "inventory.yaml").write_text(INVENTORY)
        text = json.dumps({"sinks": sinks, "routes": list(routes)})
        (folder / "alerts.yaml").write_text(text)
        work = Workspace.open(
            {"inventory": folder / "inventory.yaml", "state_dir": folder / "state", **given}
        )
        work = Workspace(work.settings, environment or {})
        opened.append(work)
        return work

    yield make
    for each in opened:
        each.close()


def hook(receiver, name="hook", **given):
    port = receiver if isinstance(receiver, int) else receiver.port
    return {"name": name, "kind": "webhook", "url": f"http://127.0.0.1:{port}/x", **given}


_visits = itertools.count(int((utc_now() - START).total_seconds() // 60) - 500)


def find(work, *findings, text=None, settled=None, device=DEVICE):
    """Keep one more visit, a minute after the one before and some hours ago."""
    made = visit(next(_visits), raised=findings, text=text, settled=settled, device=device)
    work.store.keep(made)


def send(work, said=None, limits=QUICK):
    alerting.enqueue(work, (said if said is not None else []).append)
    return alerting.deliver(work, time.monotonic() + 30, limits)


def titles(receiver):
    return [each["finding"]["title"] for got in receiver.received for each in got.json["alerts"]]

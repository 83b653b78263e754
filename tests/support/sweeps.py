"""Sweeps of simulated fleets over SSH, as the replays and the noise suite make them."""

import shutil
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from netwatch import registry
from netwatch.app import collecting as app_collecting
from netwatch.app import sweep as app_sweep
from netwatch.app.cadence import Effort, Wish
from netwatch.app.settings import load_settings
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace, utc_now
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.replay import REPLAYS
from netwatch.model.evidence import Severity


@contextmanager
def watched(fleet, folder, clouds=None):
    """Open an empty workspace that watches ``fleet`` and ``clouds``."""
    folder.mkdir()
    inventory = folder / "inventory.yaml"
    inventory.write_text(inventory_yaml(fleet.specs, fleet.ports, clouds=clouds), encoding="utf-8")
    shutil.copy(REPLAYS / "policy.yaml", folder / "policy.yaml")
    settings = load_settings(
        state_dir=folder, inventory=inventory, policy=folder / "policy.yaml", processes=1
    )
    with Workspace(settings, environment(fleet.specs, clouds.specs if clouds else ())) as work:
        yield work


def visit(work, fleet, stage, later=0.0, clouds=None):
    """Sweep everything in ``stage``, ``later`` hours from now; return the outcomes by name.

    Hashes are taken at every visit; by itself netwatch takes them when an image changed visibly,
    and else within a week.
    """
    for each in filter(None, (fleet, clouds)):
        each.stage(stage)
    with clock(later):
        swept = sweep(work, work.devices(()), wish=Wish(hashes=Effort.ALWAYS))
    return {each.device.name: each for each in swept.checked}


@contextmanager
def clock(hours):
    """Put netwatch's clock forward."""

    def now():
        return utc_now() + timedelta(hours=hours)

    with patch.object(app_sweep, "utc_now", now), patch.object(app_collecting, "utc_now", now):
        yield


def told(checked, least=Severity.MEDIUM):
    """Return what one visit told anew, worst severity by rule."""
    found = {}
    for each in checked.findings:
        if each.new and each.finding.severity >= least:
            rule = each.finding.rule
            found[rule] = max(found.get(rule, Severity.INFO), each.finding.severity)
    return found


def moved(work, spec):
    """Return the commands of ``spec`` of which more than one answer was kept."""
    platform = registry.platform(spec.platform)
    topics = {each.topic for each in (*platform.commands, *platform.templates)}
    commands = [each.command for topic in topics for each in work.store.versions(spec.name, topic)]
    return sorted({each for each in commands if commands.count(each) > 1})

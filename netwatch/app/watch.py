"""What a check works with."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from netwatch import registry
from netwatch.app.fleet import Fleet
from netwatch.model.device import Device
from netwatch.model.policy import Policy
from netwatch.model.rule import Rule
from netwatch.model.snapshot import Snapshot
from netwatch.store.run_values import Claim
from netwatch.store.store import Store

Owners = Callable[[Collection[str]], Mapping[str, tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What a check works with: how to collect, where to keep, what to judge by.

    ``claim`` is the scheduled run that the checks belong to; ``flows_kept`` tells that flow records
    were kept, beside which the configuration is laid, ``heard_kept`` and ``windows_kept`` that
    devices' own words and change windows may have been, so that they are asked for. ``owners`` says
    whose interfaces have some addresses, in place of the store.
    """

    collect: Callable[[Device], Snapshot]
    store: Store
    now: Callable[[], datetime]
    policy: Policy = field(default_factory=Policy)
    addresses: Mapping[str, str] = field(default_factory=dict)
    fleet: Fleet = field(default_factory=Fleet)
    rules: tuple[Rule, ...] = field(default_factory=registry.rules)
    stale_after: timedelta = timedelta(days=2)
    claim: Claim | None = None
    flows_kept: bool = False
    heard_kept: bool = True
    windows_kept: bool = True
    owners: Owners | None = None

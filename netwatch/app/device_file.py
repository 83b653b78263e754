"""All that is known of one device, for a page about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from netwatch.app.image_views import climb
from netwatch.app.kept_views import NothingKeptError
from netwatch.app.mirror_traffic import seen_traffic
from netwatch.app.views import mirror_state
from netwatch.app.workspace import Workspace
from netwatch.judgement.ownership import Owner, owner_of
from netwatch.model.device import Device
from netwatch.model.finding import KeptFinding
from netwatch.model.incident import Incident
from netwatch.model.ladder import Ladder
from netwatch.model.mirror import Mirror
from netwatch.model.policy import Policy
from netwatch.model.state import DeviceState
from netwatch.store.flows import SeenFlow
from netwatch.store.present_values import Within
from netwatch.store.values import Observation

_VISITS = 20
FACETS = {
    "config": "running configuration",
    "declared": "mirrors in the configuration",
    "operating": "mirrors in operation",
    "image": "software image",
    "files": "files on flash",
    "posture": "users, services, logging",
}
"""The facets a page tells of, in its order, and what they are called there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMirror:
    """One session: ``state`` as ``netwatch mirrors`` says, ``owners`` by destination value.

    ``traffic`` is what flow records saw of it, None where no records are kept at all.
    """

    mirror: Mirror
    state: str
    owners: Mapping[str, Owner]
    traffic: tuple[SeenFlow, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFile:
    """One device. ``listed`` is None once it left the inventory, ``mirrors`` when never observed.

    ``latest`` is what the last visit itself saw, ``known`` that laid over what was seen before.
    ``undeclared`` is mirror-like traffic that no session declares. ``visits`` are the latest.
    """

    name: str
    listed: Device | None
    known: DeviceState
    latest: DeviceState
    visits: tuple[Observation, ...]
    mirrors: tuple[ShownMirror, ...] | None
    undeclared: tuple[SeenFlow, ...]
    ladder: Ladder
    findings: tuple[KeptFinding, ...]
    told: tuple[Incident, ...]

    def observed(self, facet: str) -> bool:
        """Tell whether the last visit observed ``facet``."""
        return getattr(self.latest, facet) is not None

    def known_at_all(self, facet: str) -> bool:
        """Tell whether any visit ever did."""
        return getattr(self.known, facet) is not None


def device_file(work: Workspace, name: str, now: datetime, within: Within = None) -> DeviceFile:
    """Return what is known of ``name``; incidents as far as they concern the devices ``within``.

    Raises NothingKeptError, InventoryError, StoreError.
    """
    known = work.store.known_state(name)
    latest = work.store.seen_at(name, now)
    if known is None or latest is None:
        raise NothingKeptError(f"nothing is kept of {name!r} yet; run netwatch check {name}")
    flows = seen_traffic(work.store, (known,)).get(name)
    findings = work.store.standing(name)
    policy = work.policy
    told = work.boards.incidents.told(work.store, within)
    return DeviceFile(
        name=name,
        listed=work.inventory.device(name),
        known=known,
        latest=latest,
        visits=work.store.history(name, limit=_VISITS),
        mirrors=_mirrors(known, flows, policy, work.addresses),
        undeclared=_undeclared(known, flows or ()),
        ladder=climb(work.store, policy, (known,))[0].ladder,
        findings=findings,
        told=tuple(each for each in told if name in each.devices),
    )


def _mirrors(
    known: DeviceState,
    flows: tuple[SeenFlow, ...] | None,
    policy: Policy,
    addresses: Mapping[str, str],
) -> tuple[ShownMirror, ...] | None:
    if known.mirrors is None:
        return None
    return tuple(
        ShownMirror(
            mirror=each,
            state=mirror_state(each),
            owners={
                one.value: owner
                for one in each.destinations
                if (owner := owner_of(one.value, policy, addresses))
            },
            traffic=None if flows is None else tuple(f for f in flows if f.session == each.id),
        )
        for each in known.mirrors
    )


def _undeclared(known: DeviceState, flows: tuple[SeenFlow, ...]) -> tuple[SeenFlow, ...]:
    sessions = {each.id for each in known.mirrors or ()}
    return tuple(each for each in flows if each.session not in sessions)

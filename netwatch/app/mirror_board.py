"""Every mirror session that is known, with whose its receivers are and who approved them.

Owner and approval are judged when they are asked for, never kept: policy changes without a visit.
A device is judged again when its sessions, the policy, the approvals or the inventory changed, when
an approval runs out, and once a minute for what other devices' interfaces tell of addresses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING

from netwatch import registry
from netwatch.app.facts import with_granted
from netwatch.app.views import mirror_state
from netwatch.judgement.approval import selects, standing
from netwatch.judgement.exposure import is_foreign, owner_at
from netwatch.judgement.ownership import Owner
from netwatch.model.device import Device
from netwatch.model.inventory import Inventory
from netwatch.model.mirror import Destination, Mirror
from netwatch.model.policy import MirrorApproval, Policy
from netwatch.model.rule import Facts
from netwatch.model.state import DeviceState, Identity
from netwatch.store.present_values import KeptMirrors, Within
from netwatch.store.store import Store

if TYPE_CHECKING:
    from netwatch.app.workspace import Workspace

_FRESH = timedelta(minutes=1)
_AT_ONCE = 500
_GLOB = frozenset("*?[")


class Consent(StrEnum):
    """How a copy stands with the approvals."""

    APPROVED = "approved"
    EXPIRED = "expired"
    UNAPPROVED = "unapproved"


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorEnd:
    """One receiver of one session; ``destination`` None for a session that has none yet.

    ``state`` is on, off, hidden, staged or unclear. ``foreign`` tells that it leaves for a place
    nobody known owns. ``approval`` is the one in force, else the one that lapsed last.
    """

    device: str
    site: str | None
    platform: str
    mirror: Mirror
    destination: Destination | None
    state: str
    owner: Owner | None
    foreign: bool
    consent: Consent
    approval: MirrorApproval | None

    @property
    def receiver(self) -> str:
        """Return what the copy goes to, "" for nothing yet."""
        return self.destination.value if self.destination else ""


@dataclass(frozen=True, slots=True)
class _Basis:
    """What all judgements rest on; the same objects mean the same judgements."""

    policy: Policy
    granted: tuple[object, ...]
    inventory: Inventory


class MirrorBoard:
    """The receivers of all sessions, judged once for each change."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sessions: dict[str, KeptMirrors] = {}
        self._ends: dict[str, tuple[MirrorEnd, ...]] = {}
        self._basis: _Basis | None = None
        self._interfaces: Mapping[str, tuple[str, str]] = {}
        self._judged_at: datetime | None = None
        self._until: datetime | None = None
        self._all: tuple[MirrorEnd, ...] = ()

    def ends(
        self, work: "Workspace", now: datetime, within: Within = None
    ) -> tuple[MirrorEnd, ...]:
        """Return the receivers of the devices ``within``, by device and session.

        Raises StoreError, InventoryError.
        """
        with self._lock:
            self._refresh(work, now)
            every = self._all
        if within is None:
            return every
        return tuple(each for each in every if each.device in within)

    def _refresh(self, work: "Workspace", now: datetime) -> None:
        changed = self._read(work.store)
        basis = _Basis(work.policy, work.store.approvals.granted(), work.inventory)
        same = self._basis is not None and _same(self._basis, basis)
        ran_out = self._until is not None and now >= self._until
        stale = changed or self._judged_at is None or not now - self._judged_at < _FRESH
        interfaces = self._interfaces
        if stale:
            interfaces = work.store.owners(receivers(self._sessions.values()))
        if same and not ran_out and interfaces == self._interfaces:
            names: Iterable[str] = changed
        else:
            names = tuple(self._sessions)
        if names or not same or ran_out:
            judge = MirrorJudge(with_granted(work.policy, work.store), work, interfaces, now)
            self._ends |= {name: tuple(judge.ends(self._sessions[name])) for name in names}
            self._until = judge.until
            self._all = tuple(end for name in sorted(self._ends) for end in self._ends[name])
        self._basis, self._interfaces = basis, interfaces
        if stale:
            self._judged_at = now

    def _read(self, store: Store) -> tuple[str, ...]:
        """Read the sessions that changed and return their devices."""
        marks = store.present.mirror_marks()
        gone = self._sessions.keys() - marks.keys()
        for name in gone:
            del self._sessions[name]
            self._ends.pop(name, None)
        if gone:
            self._all = tuple(each for each in self._all if each.device not in gone)
        stale = [
            name for name, mark in marks.items()
            if name not in self._sessions or self._sessions[name].mark != mark
        ]  # fmt: skip
        read: list[str] = []
        for start in range(0, len(stale), _AT_ONCE):
            names = frozenset(stale[start : start + _AT_ONCE])
            for each in store.present.mirrors(names):
                self._sessions[each.device] = each
                read.append(each.device)
        return tuple(read)


class MirrorJudge:
    """Says of each receiver whose it is and whether it is approved."""

    def __init__(
        self, policy: Policy, work: "Workspace", interfaces: Mapping[str, tuple[str, str]],
        now: datetime,
    ) -> None:  # fmt: skip
        self._policy, self._now = policy, now
        self._devices = {each.name: each for each in work.inventory.devices}
        self._interfaces = interfaces
        self._addresses = work.addresses
        self._literal, self._others = _by_device(policy.approvals)
        ends = (each.expires for each in policy.approvals)
        self.until = min((each for each in ends if each is not None and each > now), default=None)

    def ends(self, kept: KeptMirrors) -> Iterator[MirrorEnd]:
        """Yield every receiver of a device's sessions."""
        facts = self.facts(kept)
        for mirror in kept.mirrors:
            for each in mirror.destinations or (None,):
                yield _end(facts, mirror, each)

    def facts(self, kept: KeptMirrors) -> Facts:
        """Return the facts a device's sessions are judged by."""
        listed = self._devices.get(kept.device)
        device = listed or Device(name=kept.device, address="", platform=kept.platform)
        known = DeviceState(
            device=device.name,
            platform=kept.platform,
            taken_at=self._now,
            identity=Identity(serial=kept.serial),
            mirrors=kept.mirrors,
        )
        given = (*self._literal.get(device.name, ()), *self._others)
        approvals = tuple(each for each in given if selects(each, device))
        return Facts(
            device=device,
            platform=registry.platform(kept.platform),
            now=self._now,
            before=None,
            after=known,
            known=known,
            policy=replace(self._policy, approvals=approvals),
            addresses={**self._of_interfaces(device.name, kept), **self._addresses},
        )

    def _of_interfaces(self, name: str, kept: KeptMirrors) -> dict[str, str]:
        """Return whose interfaces have the receivers' addresses; the device's own word is none."""
        found = {}
        for value in receivers((kept,)):
            device, interface = self._interfaces.get(value, (name, ""))
            if device != name:
                found[value] = f"{device} {interface}".strip()
        return found


def _end(facts: Facts, mirror: Mirror, destination: Destination | None) -> MirrorEnd:
    stands = standing(facts, mirror, destination) if destination else None
    owner = owner_at(facts, mirror, destination) if destination else None
    approval = (stands.current or stands.lapsed) if stands else None
    consent = Consent.UNAPPROVED
    if stands and approval:
        consent = Consent.APPROVED if stands.current else Consent.EXPIRED
    return MirrorEnd(
        device=facts.device.name,
        site=facts.device.site,
        platform=facts.known.platform,
        mirror=mirror,
        destination=destination,
        state=mirror_state(mirror),
        owner=owner,
        foreign=destination is not None and is_foreign(destination, owner),
        consent=consent,
        approval=approval,
    )


def _same(one: _Basis, other: _Basis) -> bool:
    return (
        one.policy is other.policy
        and one.granted is other.granted
        and one.inventory is other.inventory
    )


def receivers(kept: Iterable[KeptMirrors]) -> frozenset[str]:
    """Return every receiver of these sessions."""
    return frozenset(
        each.value for one in kept for mirror in one.mirrors for each in mirror.destinations
    )


def _by_device(
    approvals: Sequence[MirrorApproval],
) -> tuple[Mapping[str, list[MirrorApproval]], tuple[MirrorApproval, ...]]:
    """Return the approvals for devices named without a pattern, and the others.

    Most approvals name one device: laying each over every device would be most of the work.
    """
    literal: dict[str, list[MirrorApproval]] = {}
    others = []
    for each in approvals:
        if each.devices and not any(_GLOB & set(name) for name in each.devices):
            for name in dict.fromkeys(each.devices):
                literal.setdefault(name, []).append(each)
        else:
            others.append(each)
    return literal, tuple(others)

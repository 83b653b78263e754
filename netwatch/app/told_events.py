"""Audit events about the inventory's devices: kept as what was heard, and whom they tell of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from netwatch.app.heard_lines import kept_form
from netwatch.app.host_names import HostNames
from netwatch.judgement.audit import as_log_event
from netwatch.model.audit import AuditEvent
from netwatch.model.device import Device
from netwatch.model.heard import Heard
from netwatch.parsing.text import visible
from netwatch.store.store import Store

_SENDER = "netwatch logs"
_MOST_OF_A_DEVICE = 200
_LONGEST_NAME = 255
_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class KeptEvents:
    """How many events were new to the store, and how many about the inventory were left out.

    ``undated`` tell no time that may be true; ``beyond`` are earlier than the 200 latest of a
    device. What failed or was kept before is in none of them.
    """

    new: int = 0
    undated: int = 0
    beyond: int = 0

    @property
    def sentence(self) -> str:
        """Return what became of the events, for people."""
        words = f"{self.new} events kept for the next check"
        if self.undated:
            words += f"; {self.undated} tell no usable time and were not kept"
        if self.beyond:
            words += f"; {self.beyond} earlier ones of a device were left out"
        return words


def told_devices(events: Iterable[AuditEvent], names: HostNames) -> tuple[Device, ...]:
    """Return the devices and accounts that ``events`` tell of, those at the highest risk first."""
    worst: dict[str, tuple[int, Device]] = {}
    for each in events:
        device = names.device(each.host)
        if device is not None:
            risk = worst[device.name][0] if device.name in worst else -1
            worst[device.name] = (max(risk, each.risk), device)
    ordered = sorted(worst.values(), key=lambda each: (-each[0], each[1].name))
    return tuple(device for _, device in ordered)


def keep_events(
    events: Sequence[AuditEvent], names: HostNames, store: Store, key: bytes, now: datetime
) -> KeptEvents:
    """Keep of each device what ``events`` tell was done, under the time they tell.

    What was tried in vain changed nothing and is not kept. Raises StoreError.
    """
    by_device: dict[str, list[Heard]] = {}
    undated = 0
    for each in events:
        device = names.device(each.host)
        if device is None or not each.succeeded:
            continue
        if each.at is None or each.at > now + _CLOCKS_DIFFER:
            undated += 1
            continue
        by_device.setdefault(device.name, []).append(_heard(each, each.at, device, key))
    latest = [
        line
        for those in by_device.values()
        for line in sorted(those, key=lambda each: each.at)[-_MOST_OF_A_DEVICE:]
    ]
    told = sum(map(len, by_device.values()))
    return KeptEvents(store.heard.keep_new(latest), undated, told - len(latest))


def _heard(event: AuditEvent, at: datetime, device: Device, key: bytes) -> Heard:
    told = as_log_event(event)
    return kept_form(
        Heard(
            device=device.name,
            at=at,
            way=event.source,
            sender=_SENDER,
            event=replace(
                told,
                user=_plain(told.user),
                origin=_plain(told.origin),
                command=visible(told.command or ""),
            ),
            text=visible(event.text),
        ),
        device,
        key,
    )


def _plain(name: str | None) -> str | None:
    return visible(name)[:_LONGEST_NAME] if name else None

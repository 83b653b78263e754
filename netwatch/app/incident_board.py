"""The incidents among all standing findings, kept by device and worked out anew where one moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from netwatch.incidents import RULES, STANDING, campaigns, leads_away, stories, worst_first
from netwatch.model.finding import KeptFinding
from netwatch.model.incident import Incident
from netwatch.store.present_values import Within
from netwatch.store.store import Store

_AT_ONCE = 500
_KEPT = 16
"""Answers kept for different people, until a finding moves."""


@dataclass(frozen=True, slots=True)
class _OfDevice:
    """What one device adds: its own incidents, and findings that may join a campaign."""

    stamp: tuple[int, int]
    told: tuple[Incident, ...]
    away: tuple[KeptFinding, ...]


class IncidentBoard:
    """Incidents as ``netwatch.incidents.incidents`` gives them, at the price of what changed."""

    def __init__(self) -> None:
        self._known: dict[str, _OfDevice] = {}
        self._told: dict[Within, tuple[Incident, ...]] = {}
        self._lock = Lock()

    def told(self, store: Store, within: Within = None) -> tuple[Incident, ...]:
        """Return the incidents of the devices ``within``, worst first. Raises StoreError.

        A campaign is told as far as these devices take part in it.
        """
        with self._lock:
            self._refresh(store)
            if within not in self._told:
                if len(self._told) >= _KEPT:
                    self._told.clear()
                self._told[within] = self._read_off(within)
            return self._told[within]

    def of_finding(
        self, store: Store, fingerprint: str, within: Within = None
    ) -> tuple[Incident, ...]:
        """Return the incidents that a finding belongs to. Raises StoreError."""
        return tuple(each for each in self.told(store, within) if fingerprint in each.findings)

    def _read_off(self, within: Within) -> tuple[Incident, ...]:
        known = self._known.items()
        shown = [each for name, each in known if within is None or name in within]
        together = campaigns([kept for each in shown for kept in each.away])
        return worst_first((*(one for each in shown for one in each.told), *together))

    def _refresh(self, store: Store) -> None:
        stamps = store.finding_pages.stamps(RULES, STANDING)
        stale = [
            name
            for name, stamp in stamps.items()
            if name not in self._known or self._known[name].stamp != stamp
        ]
        gone = self._known.keys() - stamps.keys()
        for name in gone:
            del self._known[name]
        for names in _portions(stale):
            found = store.finding_pages.of_devices(names, RULES, STANDING)
            self._known |= {name: _read(stamps[name], found.get(name, ())) for name in names}
        if stale or gone:
            self._told.clear()


def _read(stamp: tuple[int, int], findings: Sequence[KeptFinding]) -> _OfDevice:
    return _OfDevice(stamp, stories(findings), tuple(filter(leads_away, findings)))


def _portions(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))

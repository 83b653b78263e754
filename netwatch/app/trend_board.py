"""Findings opened and resolved a day, and devices that answered: counted anew twice a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from netwatch.store.present_values import DayCount, Within
from netwatch.store.store import Store

DAYS = 30
_FRESH = timedelta(seconds=30)
_KEPT = 64


@dataclass(frozen=True, slots=True)
class _Counted:
    at: datetime
    days: tuple[DayCount, ...]


class TrendBoard:
    """The last ``DAYS`` days, at most half a minute old; safe to share between threads."""

    def __init__(self) -> None:
        self._counted: dict[Within, _Counted] = {}
        self._lock = Lock()

    def days(self, store: Store, now: datetime, within: Within = None) -> tuple[DayCount, ...]:
        """Return the counts of the devices ``within``, oldest day first. Raises StoreError."""
        with self._lock:
            known = self._counted.get(within)
            if known is None or not timedelta() <= now - known.at < _FRESH:
                if len(self._counted) >= _KEPT:
                    self._counted.clear()
                first = (now - timedelta(days=DAYS)).date()
                known = _Counted(now, store.present.trend(first, now.date(), within))
                self._counted[within] = known
            return known.days

"""Bytes and records of every pair of addresses, in bounded memory and with a stated error.

The Misra-Gries summary for weighted items, purged many counters at a time as in D. Anderson and
others, "A High-Performance Algorithm for Identifying Frequent Items in Data Streams" (2017): when
too many pairs are counted, the middle counter's value is taken from all and those left with nothing
go. A pair's true bytes lie between its counter and its counter plus ``error``.
"""

from itertools import islice

CAPACITY = 40_000
_COUNT_BITS = 28
_COUNT = (1 << _COUNT_BITS) - 1
_LOOKED_AT = 1024


class PairVolumes:
    """Counters of pairs; a counter holds bytes above and the number of records below."""

    __slots__ = ("capacity", "counters", "error")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.counters: dict[str, int] = {}
        self.error = 0

    def add(self, pair: str, size: int) -> None:
        """Count one record of ``size`` bytes (not negative) of ``pair``."""
        self.counters[pair] = self.counters.get(pair, 0) + (size << _COUNT_BITS) + 1
        if len(self.counters) > self.capacity:
            self.purge()

    def purge(self) -> None:
        """Take the middle counter's bytes from every counter and drop the empty ones.

        At least half of the counters looked at go, so the cost of a purge is spread over as many
        new pairs.
        """
        step = max(1, len(self.counters) // _LOOKED_AT)
        looked_at = sorted(islice(self.counters.values(), 0, None, step))
        middle = (looked_at[len(looked_at) // 2] >> _COUNT_BITS) + 1
        off = middle << _COUNT_BITS
        self.counters = {pair: kept - off for pair, kept in self.counters.items() if kept >= off}
        self.error += middle

    def merge(self, other: "PairVolumes") -> None:
        """Take in what another part of the records gave."""
        counters = self.counters
        for pair, held in other.counters.items():
            counters[pair] = counters.get(pair, 0) + held
        self.error += other.error
        while len(counters) > 2 * self.capacity:
            self.purge()
            counters = self.counters

    def bytes_of(self, pair: str) -> int:
        """Return at least how many bytes ``pair`` sent."""
        return self.counters.get(pair, 0) >> _COUNT_BITS

    def above(self, least: int, most: int) -> list[tuple[str, int, int]]:
        """Return (pair, bytes, records) of pairs that surely sent ``least``, largest first.

        Bytes are the lower bound: a pair is missed only when it sent less than ``least`` and
        ``error`` together. At most ``most`` pairs are told.
        """
        bound = least << _COUNT_BITS
        found = [
            (pair, held >> _COUNT_BITS, held & _COUNT)
            for pair, held in self.counters.items()
            if held >= bound
        ]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:most]

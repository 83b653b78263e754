"""The search over all configurations ever kept; reached as ``Store.lines``."""

from collections.abc import Collection, Iterator

from netwatch.store import contents, line_index, line_search, trigrams
from netwatch.store.blobs import to_text
from netwatch.store.database import Database
from netwatch.store.errors import BlobCorruptError
from netwatch.store.line_index import Indexed
from netwatch.store.line_values import FoundLines, LineQuery

_MOST_COUNTED = 100_000


class ConfigLines:
    """Every line of every configuration, found by a part of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def catch_up(self) -> Iterator[Indexed]:
        """Read what was kept since the last time, yielding after each short transaction.

        May be left off after any of them, and run by several processes. Raises StoreError.
        """
        return line_index.catch_up(self._database)

    def pending(self) -> int:
        """Return how many kept visits cannot be found yet, counting to 100,000."""
        with self._database.reading() as connection:
            return line_index.pending(connection, _MOST_COUNTED)

    def indexed(self) -> bool:
        """Tell whether there is an index of parts of lines; else devices are looked through."""
        with self._database.reading() as connection:
            return trigrams.ready(connection)

    def search(self, wanted: LineQuery, budget_s: float = line_search.BUDGET_S) -> FoundLines:
        """Return a page of lines, ordered by device. Raises StoreError."""
        with self._database.reading() as connection:
            return line_search.search(connection, wanted, budget_s)

    def texts(self, digests: Collection[str]) -> dict[str, str]:
        """Return the kept texts with these digests, without those that are gone or damaged."""
        with self._database.reading() as connection:
            try:
                found = contents.by_digests(connection, digests)
            except BlobCorruptError:
                found = {}
                for each in digests:
                    try:
                        found |= contents.by_digests(connection, [each])
                    except BlobCorruptError:
                        continue
        return {digest: to_text(data) for digest, data in found.items()}

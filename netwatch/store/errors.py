"""What can go wrong with a store; every message says what to do next."""

from netwatch.model.errors import NetwatchError


class StoreError(NetwatchError):
    """The store could not do what was asked; what it kept before is untouched."""


class StoreUrlError(StoreError):
    """The database URL names nothing netwatch can use."""


class StoreLockedError(StoreError):
    """Another process held the database for longer than the wait."""


class StoreFullError(StoreError):
    """The disk (or a quota) has no room for another visit."""


class StoreReadOnlyError(StoreError):
    """The database may not be written by this user."""


class StoreDamagedError(StoreError):
    """The database file is damaged or is none."""


class StoreUnreachableError(StoreError):
    """The database server did not answer, or does not let us in."""


class StoreVersionError(StoreError):
    """The database has another schema than this netwatch."""


class NetworkFileSystemError(StoreError):
    """SQLite's write-ahead log does not work on a network file system."""


class TextTooLargeError(StoreError):
    """A text is larger than a store keeps."""


class ClaimLostError(StoreError):
    """A scheduled run went over to another process while this one was busy with it."""


class BlobCorruptError(StoreError):
    """One kept text does not have the digest it was kept under.

    ``digest`` is the hex SHA-256 of what should be there.
    """

    def __init__(self, digest: str, why: str) -> None:
        self.digest = digest
        super().__init__(
            f"the stored text {digest} is damaged ({why}); other versions stay readable: restore "
            "this one from a backup of the database, and check the disk and who can write to it"
        )


class SameMomentError(StoreError):
    """A visit at this very moment is kept already: two imports read one history."""

"""The only user of SQLAlchemy: schema, repository, content-addressed blobs.

``import netwatch.store`` is cheap; SQLAlchemy is loaded by ``Store.open``.
"""

from netwatch.store.errors import BlobCorruptError, StoreError
from netwatch.store.store import Store
from netwatch.store.values import (
    STANDING,
    Decision,
    EventKind,
    FindingEvent,
    FindingFilter,
    KeptDevice,
    Observation,
    Outcome,
    Version,
    Visit,
)

__all__ = [
    "STANDING",
    "BlobCorruptError",
    "Decision",
    "EventKind",
    "FindingEvent",
    "FindingFilter",
    "KeptDevice",
    "Observation",
    "Outcome",
    "Store",
    "StoreError",
    "Version",
    "Visit",
]

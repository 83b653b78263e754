"""Which format knows a line or a record, and what it then tells."""

from netwatch import registry
from netwatch.model.audit import AuditEvent, Record
from netwatch.model.heard import LogEvent


def log_event(text: str) -> LogEvent | None:
    """Return the change that a device's line tells of, None when no format knows one in it."""
    found = (each.event(text) for each in registry.log_formats())
    return next((each for each in found if each), None)


def audit_event(record: Record) -> AuditEvent | None:
    """Return what the record of an audit log tells of mirroring, None for any other record."""
    form = next((each for each in registry.audit_formats() if each.claims(record)), None)
    return form.event(record) if form else None

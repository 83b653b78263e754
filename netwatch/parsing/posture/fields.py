"""The fields of a posture that a configuration answers for."""

CONFIGURED = (
    "aaa_servers", "aaa_methods", "users", "services", "protections", "permits", "snmp_writers",
    "log_targets", "log_settings", "automation", "guests", "intercepts",
)  # fmt: skip


def all_but(*unread: str) -> tuple[str, ...]:
    """Return the fields of a reader that does not read those in ``unread``."""
    return tuple(each for each in CONFIGURED if each not in unread)

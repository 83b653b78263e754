"""The fields of a posture that a configuration answers for."""

CONFIGURED = (
    "aaa_servers", "aaa_methods", "users", "services", "protections", "permits", "snmp_writers",
    "log_targets", "log_settings", "automation", "guests", "intercepts",
)  # fmt: skip

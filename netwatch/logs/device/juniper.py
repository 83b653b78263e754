"""Juniper Junos: the management daemon names user and commit."""

import re

from netwatch.model.heard import LogFormat, LogPattern, Told

FORMAT = LogFormat(
    name="juniper",
    source="Junos OS System Log Explorer: UI_COMMIT, UI_COMMIT_COMPLETED, UI_CFG_AUDIT_SET, "
    "SYSTEM_OPERATIONAL",
    patterns=(
        LogPattern(
            Told.CONFIG,
            "UI_COMMIT:",
            re.compile(r"UI_COMMIT: User '(?P<user>[^']{1,80})' (?:requested|performed) 'commit"),
        ),
        LogPattern(Told.CONFIG, "UI_COMMIT_COMPLETED", re.compile(r"UI_COMMIT_COMPLETED: ")),
        LogPattern(
            Told.COMMAND,
            "UI_CFG_AUDIT_",
            re.compile(
                r"UI_CFG_AUDIT_(?:SET|OTHER): User '(?P<user>[^']{1,80})' (?P<command>.{1,500})"
            ),
        ),
        LogPattern(
            Told.RELOAD,
            "UI_REBOOT_EVENT",
            re.compile(r"UI_REBOOT_EVENT: System rebooted by '(?P<user>[^']{1,80})'"),
        ),
    ),
)

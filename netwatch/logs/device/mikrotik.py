"""MikroTik RouterOS: plain sentences under their topics."""

import re

from netwatch.model.heard import LogFormat, LogPattern, Told

FORMAT = LogFormat(
    name="mikrotik",
    source="MikroTik documentation: Log; the sentences are those RouterOS 6 and 7 print",
    patterns=(
        LogPattern(
            Told.CONFIG,
            " by ",
            re.compile(
                r"(?:\b\w{1,20}(?:,\w{1,20}){1,5} )?"
                r"(?P<command>\b[\w .<>*-]{1,120}? (?:changed|added|removed|moved))"
                r"(?: by (?:[\w.-]{1,20}:)?(?P<user>[\w.-]{1,80}))"
                r"(?:@(?P<origin>[0-9A-Fa-f.:]{2,45}))?"
            ),
        ),
        LogPattern(
            Told.RELOAD,
            "router rebooted",
            re.compile(r"\brouter rebooted\b(?:[^\n]{0,40} by (?P<user>[\w.-]{1,80}))?"),
        ),
    ),
)

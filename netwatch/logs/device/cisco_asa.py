"""Cisco ASA and FTD: the numbers of the messages are what Cisco keeps stable."""

import re

from netwatch.model.heard import LogFormat, LogPattern, Told

_TYPED = re.compile(
    r"%(?:ASA|FTD)-(?:[a-z]{1,10}-)?\d-1110(?:08|10): User '(?P<user>[^']{1,80})'"
    r"(?:, running '[^']{0,40}' from IP (?P<origin>[0-9A-Fa-f.:]{2,45}),)? executed "
    r"(?:the )?'?(?P<command>[^'\n]{1,500})'?"
)

FORMAT = LogFormat(
    name="cisco_asa",
    source="Cisco Secure Firewall ASA Series Syslog Messages: 111005, 111008, 111010, 199002",
    patterns=(
        LogPattern(Told.COMMAND, "-111008:", _TYPED),
        LogPattern(Told.COMMAND, "-111010:", _TYPED),
        LogPattern(
            Told.CONFIG,
            "-111005:",
            re.compile(r"-111005: (?P<origin>[0-9A-Fa-f.:]{2,45}|console) end configuration"),
        ),
        LogPattern(Told.RELOAD, "-199002:", re.compile(r"-199002: ")),
    ),
)

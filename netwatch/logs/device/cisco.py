"""Cisco IOS, IOS XE, IOS XR and NX-OS, and Arista EOS, which write their messages alike.

The facility decides, never the free text behind it: a body may be reworded between releases.
"""

import re

from netwatch.model.heard import LogFormat, LogPattern, Told

_BY = r"(?: from (?P<line>\S{1,40}))?(?: by (?P<user>\S{1,80}))?(?: on (?P<tty>\S{1,80}))?"
_FROM = r"(?: \((?P<origin>[0-9A-Fa-f.:]{2,45})\))?"

FORMAT = LogFormat(
    name="cisco",
    source=(
        "Cisco System Message Guides for IOS XE, IOS XR and NX-OS; Arista EOS System Message Guide"
    ),
    patterns=(
        LogPattern(
            Told.CONFIG,
            "CONFIG_I",
            re.compile(
                r"%(?:[A-Z0-9_]{1,20}-)?(?:SYS|VSHD)-(?:SW\d{1,2}-)?5-(?:VSHD_SYSLOG_)?CONFIG_I ?:"
                rf" {{1,4}}Configured{_BY}{_FROM}"
            ),
        ),
        LogPattern(
            Told.COMMAND,
            "CFGLOG_LOGGEDCMD",
            re.compile(
                r"%PARSER-(?:SW\d{1,2}-)?5-CFGLOG_LOGGEDCMD: {0,3}User:(?P<user>\S{1,80}) {1,4}"
                r"logged command:(?P<command>.{1,500})"
            ),
        ),
        LogPattern(
            Told.CONFIG,
            "DB_COMMIT",
            re.compile(
                r"%MGBL-CONFIG-6-DB_COMMIT ?: Configuration committed by user "
                r"'(?P<user>[^']{1,80})'"
            ),
        ),
        LogPattern(
            Told.CONFIG,
            "CONFIG_P",
            re.compile(
                r"%SYS-(?:SW\d{1,2}-)?5-CONFIG_P: Configured programmatically by process "
                r"(?P<process>\S{1,80})(?: from \S{1,40} as (?P<user>\S{1,80}))?"
            ),
        ),
        LogPattern(
            Told.CONFIG,
            "CONFIG_SESSION_COMMIT_SUCCESS",
            re.compile(r"%SYS-5-CONFIG_SESSION_COMMIT_SUCCESS: User (?P<user>\S{1,80})"),
        ),
        LogPattern(
            Told.MIRROR,
            "SESSION_UP",
            re.compile(r"%(?:MIRROR|SPAN|ETHPORT)[A-Z_-]{0,20}-\d-(?:ETH_SPAN_)?SESSION_UP\b"),
        ),
        LogPattern(Told.MIRROR, "PKTCAP_START", re.compile(r"%[A-Z_]{2,20}-\d-PKTCAP_START\b")),
        LogPattern(
            Told.RELOAD,
            "RELOAD",
            re.compile(
                r"%SYS-(?:SW\d{1,2}-)?5-RELOAD: Reload requested"
                r"(?: by (?P<user>\S{1,80}) on (?P<line>\S{1,40}))?"
            ),
        ),
        LogPattern(Told.RELOAD, "RESTART", re.compile(r"%SYS-(?:SW\d{1,2}-)?5-RESTART: ")),
    ),
)

"""Huawei VRP and HPE Comware, which record every command that is typed."""

import re

from netwatch.model.heard import LogFormat, LogPattern, Told

_HUAWEI = re.compile(
    r"%%\d{0,2}\w{1,20}/\d/CMDRECORD\w{0,3}(?:\([a-z]\))?(?:\[\d{1,10}\])?:?.{0,60}?"
    r"\((?=[^\n]{0,400}?Ip=(?P<origin>[^,]{0,64}),)(?=[^\n]{0,400}?User=(?P<user>[^,]{0,80}),)"
    r"[^\n]{0,500}?Command=\"(?P<command>[^\"]{1,500})\""
)
_COMWARE = re.compile(
    r"SHELL/\d/SHELL_CMD: -Line=(?P<line>[^-;]{1,40})-IPAddr=(?P<origin>[^-;]{1,64})-User="
    r"(?P<user>[^;]{1,80}); Command is (?P<command>.{1,500})"
)

FORMAT = LogFormat(
    name="huawei",
    source="Huawei CloudEngine Log Reference: SHELL/5/CMDRECORD; "
    "H3C System Log Messages Reference: SHELL_CMD, CFGMAN_CFGCHANGED",
    patterns=(
        LogPattern(Told.COMMAND, "CMDRECORD", _HUAWEI),
        LogPattern(Told.COMMAND, "SHELL_CMD:", _COMWARE),
        LogPattern(
            Told.CONFIG,
            "CFGMAN_CFGCHANGED",
            re.compile(r"CFGMAN/\d/CFGMAN_CFGCHANGED: "),
        ),
    ),
)

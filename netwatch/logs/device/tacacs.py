"""TACACS+ accounting of typed commands, as tac_plus and tac_plus-ng write it."""

import re

from netwatch.model.heard import LogFormat, LogPattern, Told

# time, NAS, user, line, the user's address, then attributes; all between tabs
_LINE = re.compile(
    r"\t(?P<user>[^\t\n]{1,80})\t[^\t\n]{0,40}\t(?P<origin>[^\t\n]{0,64})\t(?:stop|update|start)\t"
    r"[^\n]{0,400}?\bcmd=(?P<command>[^\t\n]{1,500}?)(?: <cr>)?(?:\t|$)"
)

FORMAT = LogFormat(
    name="tacacs",
    source="tac_plus user guide: accounting records",
    patterns=(LogPattern(Told.COMMAND, "cmd=", _LINE),),
    device=re.compile(
        r"(?:^|\s)([0-9A-Fa-f.:]{2,45}|[\w.-]{1,120})\t[^\t\n]{1,80}\t[^\t\n]{0,40}\t"
        r"[^\t\n]{0,64}\t(?:stop|update|start)\t"
    ),
)

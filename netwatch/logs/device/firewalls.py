"""Fortinet FortiOS and Palo Alto PAN-OS: one line of fields for each change."""

import re

from netwatch.model.heard import LogFormat, LogPattern, Told

_FORTI = re.compile(
    r"(?=[^\n]{0,2000}?\buser=\"(?P<user>[^\"]{1,80})\")"
    r"(?=[^\n]{0,2000}?\bui=\"(?:\w{1,20}\()?(?P<origin>[^\")]{1,64})\)?\")"
    r"[^\n]{0,2000}?\bcfgpath=\"(?P<command>[^\"]{1,200})\""
)
# FUTURE_USE,receive time,serial,CONFIG,subtype,FUTURE_USE,generated,host,vsys,command,admin,client
_PALO = re.compile(
    r",CONFIG,(?:[^,\n]{0,60},){3}(?P<origin>[^,\n]{0,64}),[^,\n]{0,40},"
    r"(?P<command>[^,\n]{1,80}),(?P<user>[^,\n]{1,80}),"
)

FORMAT = LogFormat(
    name="firewalls",
    source="FortiOS Log Reference: event/system 44544-44547 (cfgpath); "
    "PAN-OS Administrator's Guide: Config Log Fields",
    patterns=(
        LogPattern(Told.CONFIG, "cfgpath=", _FORTI),
        LogPattern(Told.CONFIG, ",CONFIG,", _PALO),
    ),
)

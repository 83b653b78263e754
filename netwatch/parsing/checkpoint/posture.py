"""How a Check Point Gaia gateway lets people in and what it tells, from its clish lines.

Statements are those of the Gaia administration guide (R80 to R81).
"""

import re
from collections.abc import Callable

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits, quoted

_FIELDS = all_but("guests", "intercepts")
_NO_LOGIN = ("/sbin/nologin", "/bin/false")
_DEFAULT_PORT = "443"

_Matched = re.Match[str]
_Take = Callable[[_Matched], tuple[str, str, str] | None]


def _user(found: _Matched) -> tuple[str, str, str] | None:
    """Read one fact of a user; those of one name become one trait."""
    fact, value = found[2], found[3]
    if fact == "shell":
        return None if value in _NO_LOGIN else ("users", found[1], f"shell {value}")
    return ("users", found[1], f"{fact} {value}")


def _snmp(found: _Matched) -> tuple[str, str, str]:
    return ("snmp_writers", f"community {found[1]}", "read-write")


def _client(found: _Matched) -> tuple[str, str, str]:
    mask = f"/{found[3]}" if found[3] else ""
    return ("permits", f"allowed-client {found[1]} {found[2]}{mask}", "")


_STATEMENTS: tuple[tuple[re.Pattern[str], _Take], ...] = (
    (re.compile(r"set user (\S{1,80}) (shell) (\S{1,80})$"), _user),
    (re.compile(r"add user (\S{1,80}) (uid) (\d{1,10}) "), _user),
    (re.compile(r"add rba user (\S{1,80}) (roles) (\S{1,200})$"), _user),
    (
        re.compile(r"add aaa (tacacs|radius)-servers priority (\d{1,3}) (?:server|host) (\S{1,80})"
                   r"(?: port (\d{1,5}))?"),
        lambda m: ("aaa_servers", f"{m[1]} {m[3]}", f"priority {m[2]} port {m[4] or 'default'}"),
    ),
    (
        re.compile(
            r"set aaa (tacacs|radius)-servers (state|super-user-uid|default-shell) (\S{1,80})$"
        ),
        lambda m: ("aaa_methods", f"aaa {m[1]}-servers {m[2]}", m[3]),
    ),
    (
        re.compile(
            r"add allowed-client (host|network) ipv[46]-address (\S{1,80})"
            r"(?: mask-length (\d{1,3}))?"
        ),
        _client,
    ),
    (re.compile(r"add allowed-client host (any-host)"),
     lambda m: ("permits", f"allowed-client {m[1]}", "")),
    (re.compile(r"set web ssl-port (\d{1,5})$"),
     lambda m: ("services", "https" if m[1] == _DEFAULT_PORT else f"https port {m[1]}", "")),
    (re.compile(r"set net-access telnet on$"), lambda _: ("services", "telnet", "")),
    (re.compile(r"set snmp agent on$"), lambda _: ("services", "snmp", "")),
    (re.compile(r"set ssh server (permit-root-login|password-authentication) no$"),
     lambda m: ("protections", f"ssh {m[1]}", "no")),
    (re.compile(r"set snmp community (\S{1,120}) read-write$"), _snmp),
    (re.compile(r"add snmp traps receiver (\S{1,80}) version (\S{1,8})"),
     lambda m: ("log_targets", f"snmp {m[1]}", f"version {m[2]}")),
    (
        re.compile(r"add syslog log-remote-address (\S{1,80})(?: level (\S{1,20}))?"),
        lambda m: ("log_targets", m[1], f"level {m[2] or 'all'}"),
    ),
    (re.compile(r"set syslog (auditlog|cplogs|mgmtauditlogs|filename) (\S{1,200})$"),
     lambda m: ("log_settings", f"syslog {m[1]}", m[2])),
    (re.compile(r"add netflow collector ip (\S{1,80}) port (\d{1,5})"),
     lambda m: ("log_targets", f"flow {m[1]}", f"port {m[2]}")),
    (re.compile(r"add cron job (\S{1,120}) command (.{1,2000})"),
     lambda m: ("automation", f"cron job {m[1]}", m[2])),
)  # fmt: skip
_FIRST = frozenset(("set", "add"))


def read_posture(text: str) -> Posture:
    """Return the posture of a clish configuration; one line is one statement."""
    found = Traits(*_FIELDS)
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()[:4000]
        if line[:3] not in _FIRST:
            continue
        for pattern, take in _STATEMENTS:
            matched = pattern.match(line)
            told = take(matched) if matched else None
            if told:
                found.add(*told, quoted(CONFIG, number, line))
                break
    return found.posture()

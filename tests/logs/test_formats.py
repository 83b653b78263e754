"""Lines in the layouts that the vendors' message guides show, with names of our own."""

import pytest

from netwatch import registry
from netwatch.model.heard import Told

LINES = [
    (
        "%SYS-5-CONFIG_I: Configured from console by admin on vty0 (198.51.100.5)",
        (Told.CONFIG, "admin", "198.51.100.5", None),
    ),
    (
        "%SYS-SW1-5-CONFIG_I: Configured from console by admin on console",
        (Told.CONFIG, "admin", None, None),
    ),
    (
        (
            "%SYS-5-CONFIG_P: Configured programmatically by process SEP_webui_wsma_http from console "
            "as cisco_tac_admin on vty0"
        ),
        (Told.CONFIG, "cisco_tac_admin", None, None),
    ),
    (
        (
            "%PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:monitor session 3 source "
            "interface Gi1/0/1"
        ),
        (Told.COMMAND, "admin", None, "monitor session 3 source interface Gi1/0/1"),
    ),
    (
        (
            "2026 Feb 27 13:23:54 GMT: %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by admin on "
            "198.51.100.5@pts/1"
        ),
        (Told.CONFIG, "admin", None, None),
    ),
    (
        (
            "RP/0/RP0/CPU0:Sep 25 23:27:22.691 UTC: config[67726]: %MGBL-CONFIG-6-DB_COMMIT : "
            "Configuration committed by user 'admin'. Use 'show configuration commit changes "
            "1000000024' to view the changes."
        ),
        (Told.CONFIG, "admin", None, None),
    ),
    (
        "%MGBL-SYS-5-CONFIG_I : Configured from console by admin",
        (Told.CONFIG, "admin", None, None),
    ),
    (
        "Cli: %SYS-5-CONFIG_I: Configured from console by admin on vty5 (192.0.2.7)",
        (Told.CONFIG, "admin", "192.0.2.7", None),
    ),
    ("%SPAN-5-SESSION_UP: body of no fixed form", (Told.MIRROR, None, None, None)),
    ("%MIRROR-5-ETH_SPAN_SESSION_UP: Session 1", (Told.MIRROR, None, None, None)),
    (
        "%SYS-5-RELOAD: Reload requested by admin on vty0 (198.51.100.5). Reload Reason: x",
        (Told.RELOAD, "admin", None, None),
    ),
    (
        (
            "%ASA-5-111010: User 'admin', running 'CLI' from IP 192.0.2.7, executed 'capture c1 "
            "interface inside'"
        ),
        (Told.COMMAND, "admin", "192.0.2.7", "capture c1 interface inside"),
    ),
    (
        "%ASA-5-111008: User 'enable_15' executed the 'no logging host inside 192.0.2.9' command.",
        (Told.COMMAND, "enable_15", None, "no logging host inside 192.0.2.9"),
    ),
    (
        "mgd[3046]: UI_COMMIT: User 'alice' requested 'commit' operation (comment: none)",
        (Told.CONFIG, "alice", None, None),
    ),
    ("mgd[3046]: UI_COMMIT_COMPLETED: commit complete", (Told.CONFIG, None, None, None)),
    (
        "mgd[3046]: UI_CFG_AUDIT_SET: User 'bob' set: [forwarding-options analyzer x] -- \"a\"",
        (Told.COMMAND, "bob", None, 'set: [forwarding-options analyzer x] -- "a"'),
    ),
    (
        (
            "S5720 %%01SHELL/5/CMDRECORD(s)[13]:Recorded command information. (Task=VT0, Ip=192.0.2.5,"
            ' VpnName=, User=admin, AuthenticationMethod="Local-user", Command="observe-port 1 '
            'interface GE0/0/9")'
        ),
        (Told.COMMAND, "admin", "192.0.2.5", "observe-port 1 interface GE0/0/9"),
    ),
    (
        (
            "%%10SHELL/6/SHELL_CMD: -Line=vty0-IPAddr=192.0.2.6-User=admin; Command is mirroring-group"
            " 1 local"
        ),
        (Told.COMMAND, "admin", "192.0.2.6", "mirroring-group 1 local"),
    ),
    (
        (
            'date=2026-03-01 logid="0100044547" logdesc="Object attribute configured" user="admin" '
            'ui="GUI(192.0.2.8)" action="Edit" cfgpath="system.interface" cfgobj="port1"'
        ),
        (Told.CONFIG, "admin", "192.0.2.8", "system.interface"),
    ),
    (
        (
            "1,2026/03/01 02:14:00,0123456789,CONFIG,0,0,2026/03/01 02:14:00,192.0.2.9,,set,admin,Web,"
            "Succeeded, network interface"
        ),
        (Told.CONFIG, "admin", "192.0.2.9", "set"),
    ),
    (
        "system,info mangle rule changed by admin",
        (Told.CONFIG, "admin", None, "mangle rule changed"),
    ),
    (
        (
            "Mar  1 02:14:00\t192.0.2.1\tadmin\ttty2\t198.51.100.5\tstop\ttask_id=7\tservice=shell\t"
            "priv-lvl=15\tcmd=monitor session 1 destination interface Gi1/0/9 <cr>"
        ),
        (
            Told.COMMAND,
            "admin",
            "198.51.100.5",
            "monitor session 1 destination interface Gi1/0/9",
        ),
    ),
]

QUIET = [
    "%LINK-3-UPDOWN: Interface GigabitEthernet1/0/1, changed state to up",
    "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: admin] [Source: 192.0.2.7]",
    "%ASA-6-302013: Built outbound TCP connection 1 for outside:192.0.2.9/443",
    "mgd[3046]: UI_LOGIN_EVENT: User 'alice' login, class 'j-super-user'",
    'date=2026-03-01 logid="0000000013" type="traffic" user="admin" action="accept"',
    "system,info,account user admin logged in from 192.0.2.7 via ssh",
    "configured by hand: nothing to see",
]


def event_of(text):
    found = [unit.event(text) for unit in (registry.log_formats())]
    return next((each for each in found if each), None)


@pytest.mark.parametrize(("text", "wanted"), LINES, ids=[text[:40] for text, _ in LINES])
def test_a_change_is_told_with_who_and_from_where(text, wanted):
    event = event_of(text)
    assert event is not None
    assert (event.told, event.user, event.origin, event.command) == wanted


def test_accounting_names_the_device_it_speaks_of():
    assert event_of(LINES[-1][0]).device == "192.0.2.1"


@pytest.mark.parametrize("text", QUIET)
def test_other_lines_tell_of_no_change(text):
    assert event_of(text) is None


def test_every_format_names_its_source_and_is_tried_here():
    read = {each.name for each in registry.log_formats() for text, _ in LINES if each.event(text)}
    assert read == {each.name for each in registry.log_formats()}
    assert all(each.source for each in registry.log_formats())

from dataclasses import replace
from datetime import timedelta

from support.build import NOW, Case, count, erspan, file, image, span, state, trait, traits

from netwatch.model.channels import Agent, Channels
from netwatch.model.evidence import Severity
from netwatch.model.image import Digest, Signed
from netwatch.model.posture import Counter
from netwatch.model.state import Commit, Identity, LoggedCommand

APPLET = ("event manager applet HIDE", "cli")
GUARD = {"protections": (("vty 0 4 access-class in", "VTY"),)}
OURS = "VTY permit ip host 192.0.2.1 any"
THEIRS = "VTY permit ip host 203.0.113.66 any"
DAY = timedelta(days=1)
CHANGED = "config changed at"
T0 = 1_772_000_000
ROMMON = "System Bootstrap, Version 16.12(2r), RELEASE SOFTWARE (P)"


def posture(config="hostname r1\n", **fields):
    return state(config=config, **traits(**fields))


def signed(version, bootloader=ROMMON):
    by = Signed(of="running", verifier="ROMMON", verifier_version=version)
    return state(image=image(signed=(by,), bootloader=bootloader))


def hashed(on_box, fetched):
    digests = (
        Digest("flash:os.bin", "sha512", on_box * 8),
        Digest("flash:os.bin", "sha512", fetched * 8, fetched=True),
    )
    return state(image=image(digests=digests))


def booted(running, path, days=30):
    return state(
        image=image(running_file=running, boot_path=path, booted_at=NOW - timedelta(days=days))
    )


def counted(name, value, *, days=0, booted_at=NOW - 30 * DAY, **more):
    return state(
        counters=(count(name, value),), taken_at=NOW + days * DAY, image=image(booted_at=booted_at),
        **more,
    )  # fmt: skip


def logged(*commands, **more):
    journal = tuple(
        LoggedCommand(str(n), "eve@vty1", text, n) for n, text in enumerate(commands, 7)
    )
    return state(journal=journal, image=image(), **more)


def elsewhere(**fields):
    return state(config="hostname r1\n", channels=Channels(**fields))


def by_snmp(description="", name="", *, shown=30, **up):
    """Build a device up for ``shown`` days, and ``up`` days by an agent's counts."""
    counters = tuple(Counter(f"{each}.0", days * 86400) for each, days in up.items())
    return state(
        channels=Channels(agent=Agent(description, name)),
        identity=Identity(hostname="core-rtr1"),
        image=image(booted_at=NOW - shown * DAY),
        counters=counters,
    )


def committed(*marks, header=None, config="hostname r1\n", days=0):
    """Build a device whose list names commits by the minute they were made in, newest first."""
    commits = tuple(
        Commit(f"1000{each}", "eve via cli", T0 + 60 * each, n) for n, each in enumerate(marks, 3)
    )
    at = T0 + 60 * (max(marks, default=0) if header is None else header)
    return counted(CHANGED, at, days=days, config=config, commits=commits)


def saved(running, startup, *, changed=T0, written=T0):
    return state(
        config=running,
        startup=startup,
        counters=(count(CHANGED, changed), count("startup changed at", written)),
    )


USER = "username eve privilege 15 secret <secret:aa>\n"
APPLETS = "event manager applet HIDE\n event none\n action 1 cli command enable\n"
FIRES = {
    "code-that-is-not-the-program's": Case(
        after=state(**traits(processes=(("lina", "executable regions: 2"),))),
        severity=Severity.HIGH,
        says=("Process lina has 2 executable regions",),
    ),
    "saved-and-not-running": Case(
        after=saved("hostname r1\n", f"hostname r1\n{USER}"),
        severity=Severity.HIGH,
        says=("'username eve' stands in the start-up configuration", "does not show it"),
        quotes=(USER.strip(), "no username eve here"),
    ),
    "automation-saved-and-not-running": Case(
        after=saved("hostname r1\n", f"{APPLETS}hostname r1\n"),
        severity=Severity.HIGH,
        says=("'event manager applet HIDE' stands in",),
    ),
    "committed-and-not-listed": Case(
        after=committed(2, 1, header=600),
        severity=Severity.MEDIUM,
        says=(
            "was committed at 2026-02-25 16:13:20 by its own header",
            "is of 2026-02-25 06:15:20",
        ),
        quotes=("10002 by eve via cli",),
    ),
    "a-commit-vanished": Case(
        before=committed(3, 2, 1),
        after=committed(4, 2, 1, days=1, config="hostname r2\n"),
        severity=Severity.HIGH,
        says=("The commit 10003 by eve via cli is gone", "still holds the older 10001"),
        quotes=("10003 by eve via cli", "10001 by eve via cli"),
    ),
    "changed-without-a-commit": Case(
        before=committed(2, 1),
        after=committed(2, 1, days=1, config="hostname r1\nip route 0 0 1.1.1.1\n"),
        severity=Severity.MEDIUM,
        says=("as before, and its list of commits names no new one",),
        quotes=("ip route 0 0 1.1.1.1", "10002 by eve via cli"),
    ),
    "committed-and-gone-again": Case(
        before=committed(2, 1),
        after=committed(4, 3, 2, 1, days=1),
        severity=Severity.INFO,
        says=("2 commits were made since the visit before (eve via cli), and nothing differs",),
        quotes=("10004 by eve via cli", "10003 by eve via cli"),
    ),
    "automation-hidden": Case(
        after=posture(automation=(), registered=(APPLET,)),
        severity=Severity.CRITICAL,
        says=("Automation event manager applet HIDE (cli) is registered to run, but the",),
        quotes=("event manager applet HIDE cli", "no event manager applet HIDE here"),
    ),
    "user-hidden": Case(
        after=posture(users=("admin",), shown_users=("admin", ("eve", "privilege 15"))),
        severity=Severity.CRITICAL,
        says=("The device knows the user eve (privilege 15)",),
    ),
    "entry-hidden": Case(
        after=posture(permits=(OURS,), shown_permits=(OURS, THEIRS), **GUARD),
        severity=Severity.CRITICAL,
        says=("VTY lets in 2 entries as the device shows it and 1 as it is configured",),
        quotes=(THEIRS, OURS),
    ),
    "list-hidden": Case(
        after=posture(shown_permits=("BACK permit ip any any",)),
        severity=Severity.MEDIUM,
        says=("shows the access list BACK, but its name stands nowhere",),
    ),
    "another-verifier": Case(
        after=signed("System Bootstrap, Version 15.0(1r), RELEASE SOFTWARE"),
        severity=Severity.HIGH,
        says=("was verified by ROMMON", "but the device shows the boot loader"),
        quotes=("15.0(1r)", "16.12(2r)"),
    ),
    "fetched-file-differs": Case(
        after=hashed("ab12", "cd34"),
        severity=Severity.CRITICAL,
        says=("but the copy fetched off it has cd34",),
        quotes=("by the device: ab12", "computed by netwatch: cd34"),
    ),
    "written-after-boot": Case(
        after=state(
            image=image(), files=(file("flash:os.bin", modified="Feb 20 2026 10:00:00 +00:00"),)
        ),
        severity=Severity.MEDIUM,
        says=("flash:os.bin was written on Feb 20 2026", "runs since 2026-01-31"),
    ),
    "booted-another-file": Case(
        before=booted("flash:a.bin", ("flash:a.bin", "flash:b.bin")),
        after=booted("flash:evil.bin", ("flash:a.bin", "flash:b.bin"), days=1),
        severity=Severity.HIGH,
        says=("runs flash:evil.bin, which stands nowhere in it",),
    ),
    "booted-the-second-file": Case(
        before=booted("flash:a.bin", ("flash:a.bin", "flash:b.bin")),
        after=booted("flash:b.bin", ("flash:a.bin", "flash:b.bin"), days=1),
        severity=Severity.MEDIUM,
        says=("further down",),
    ),
    "change-time-goes-back": Case(
        before=counted(CHANGED, 1_772_000_000),
        after=counted(CHANGED, 1_771_900_000, days=1),
        severity=Severity.HIGH,
        says=("last changed at 2026-02-24 02:26 as the device says now", "2026-02-25"),
    ),
    "changed-under-the-old-time": Case(
        before=counted(CHANGED, 1_772_000_000, config="hostname r1\n"),
        after=counted(CHANGED, 1_772_000_000, days=1, config="hostname r1\nip route 0 0 1.1.1.1\n"),
        severity=Severity.LOW,
        says=("ip route 0 0 1.1.1.1", "last changed at 2026-02-25 06:13, as before"),
    ),
    "a-mirror-under-the-old-time": Case(
        before=counted(CHANGED, 1_772_000_000, mirrors=()),
        after=counted(CHANGED, 1_772_000_000, days=1, mirrors=(erspan(),)),
        severity=Severity.LOW,
    ),
    "heartbeat-stopped": Case(
        before=counted("checkheaps runs", 5000),
        after=counted("checkheaps runs", 5000, days=1),
        severity=Severity.HIGH,
        says=("count of checkheaps runs stands at 5000, as 24.0 hours ago",),
        quotes=("checkheaps runs 5000", "checkheaps runs: 5000, 24.0 hours earlier", "same boot"),
    ),
    "session-typed-and-not-there": Case(
        before=logged(mirrors=()),
        after=logged("monitor session 66 type erspan-source", mirrors=()),
        severity=Severity.HIGH,
        says=("'monitor session 66 type erspan-source' was typed by eve@vty1", "shows no 66"),
    ),
    "user-typed-and-not-there": Case(
        before=logged(**traits(users=())),
        after=logged("username eve privilege 15 secret <secret:aa>", **traits(users=())),
        severity=Severity.HIGH,
    ),
    "statement-shown-to-another-account": Case(
        after=elsewhere(statements=(trait(APPLET[0], "action 1 cli command enable"),)),
        severity=Severity.HIGH,
        says=("is shown 'event manager applet HIDE' (action 1 cli", "and the account that"),
        quotes=("event manager applet HIDE", "no event manager applet HIDE here"),
    ),
    "session-shown-to-another-account": Case(
        after=elsewhere(sessions=(trait("session 66 (erspan-source)"),)),
        severity=Severity.HIGH,
        says=("is shown 'session 66 (erspan-source)'",),
    ),
    "named-by-netconf-alone": Case(
        after=elsewhere(named=(trait("user eve"),), unnamed=()),
        severity=Severity.HIGH,
        says=("NETCONF names the user eve", "the command line does not show it"),
        quotes=("user eve", "no user eve here"),
    ),
    "not-named-by-netconf": Case(
        after=elsewhere(named=(), unnamed=(trait("session IDS"),)),
        severity=Severity.MEDIUM,
        says=("The command line shows the session IDS", "which is whole, does not name it"),
        quotes=("session IDS", "no session IDS here"),
    ),
    "another-version-by-snmp": Case(
        after=by_snmp("Cisco IOS Software [Dublin], Version 17.12.1, RELEASE SOFTWARE"),
        severity=Severity.HIGH,
        says=("The SNMP agent describes version 17.12.1, but the device shows 17.09.04a",),
        quotes=("sysDescr: Cisco IOS Software", "version: 17.09.04a"),
    ),
    "another-name-by-snmp": Case(
        after=by_snmp(name="edge-rtr9.example.net"),
        severity=Severity.MEDIUM,
        says=("The SNMP agent at this address is edge-rtr9", "but core-rtr1 answers over SSH"),
    ),
    "a-reload-hidden-from-the-uptime": Case(
        after=by_snmp(shown=300, hrSystemUptime=1),
        severity=Severity.HIGH,
        says=("By SNMP (hrSystemUptime.0) the device has been up for 1.0 days, but it shows",),
    ),
    "an-agent-older-than-its-device": Case(
        after=by_snmp(shown=1, sysUpTime=300), severity=Severity.HIGH
    ),
    "an-account-of-another-role": Case(
        after=elsewhere(statements=tuple(trait(f"logging host 192.0.2.{n}") for n in range(30))),
        severity=Severity.MEDIUM,
        says=("is shown 30 or more statements", "its role may show it less"),
    ),
}
STANDING = (
    "saved-and-not-running",
    "automation-saved-and-not-running",
    "committed-and-not-listed",
    "code-that-is-not-the-program's",
    "automation-hidden",
    "user-hidden",
    "entry-hidden",
    "list-hidden",
    "another-verifier",
    "fetched-file-differs",
    "statement-shown-to-another-account",
    "session-shown-to-another-account",
    "named-by-netconf-alone",
    "not-named-by-netconf",
    "another-version-by-snmp",
    "another-name-by-snmp",
    "a-reload-hidden-from-the-uptime",
    "an-agent-older-than-its-device",
    "an-account-of-another-role",
)
RELOADED = image(booted_at=NOW - DAY)
QUIET = {
    "saved-and-running": Case(after=saved(f"{USER}hostname r1\n", f"hostname r1\n{USER}")),
    "a-file-staged-for-the-next-boot": Case(
        after=saved("hostname r1\n", f"hostname r1\n{USER}", written=T0 - 5)
    ),
    "not-saved-yet": Case(after=saved(USER, "hostname r1\n", written=T0 - 5)),
    "other-lines-saved": Case(after=saved("hostname r1\n", "hostname r1\nboot system x\n")),
    "an-account-that-is-shown-less": Case(
        after=saved("hostname r1\n", "".join(f"username u{n}\n" for n in range(30)))
    ),
    "commits-that-fell-off-the-end": Case(
        before=committed(3, 2, 1), after=committed(4, 3, 2, days=1, config="hostname r2\n")
    ),
    "another-list-altogether": Case(
        before=committed(3, 2, 1), after=committed(9, 8, 7, days=1, config="hostname r2\n")
    ),
    "committed-and-listed": Case(
        before=committed(2, 1), after=committed(3, 2, 1, days=1, config="hostname r2\n")
    ),
    "committed-after-the-configuration-was-shown": Case(
        before=committed(2, 1), after=committed(90, 2, 1, header=2, days=1)
    ),
    "no-list-of-commits": Case(after=counted(CHANGED, T0, config="hostname r1\n")),
    "two-accounts-shown-the-same-or-the-second-less": Case(
        after=elsewhere(statements=(), sessions=())
    ),
    "netconf-that-names-the-same": Case(after=elsewhere(named=(), unnamed=())),
    "an-agent-that-agrees": Case(
        after=by_snmp(
            "Cisco IOS Software [Cupertino], Version 17.9.4a, RELEASE SOFTWARE",
            "core-rtr1.example.net",
            sysUpTime=30,
            hrSystemUptime=30,
        )
    ),
    "an-agent-started-later": Case(after=by_snmp(sysUpTime=2)),
    "a-count-that-began-anew": Case(after=by_snmp(shown=500, hrSystemUptime=500 - 497.1)),
    "a-second-account-that-was-not-let-in": Case(after=elsewhere()),
    "code-of-the-program-alone": Case(
        after=state(**traits(processes=(("lina", "executable regions: 1"),)))
    ),
    "automation-configured": Case(
        after=posture(automation=((APPLET[0], "its body"),), registered=(APPLET,))
    ),
    "automation-of-the-system": Case(
        after=posture(automation=(), registered=("event manager policy Mandatory.go_bootup.tcl",))
    ),
    "configuration-not-read": Case(after=posture(registered=(APPLET,))),
    "a-user-logged-in-from-afar": Case(
        after=posture(users=("admin",), shown_users=(("eve", "remote login by tacacs+"),))
    ),
    "entries-spelled-otherwise": Case(
        after=posture(
            permits=("VTY permit tcp any any eq 22",),
            shown_permits=("VTY permit tcp any any eq ssh",),
            **GUARD,
        )
    ),
    "a-list-of-the-traffic-through": Case(
        after=posture(
            config="ip access-list extended WEB\n permit tcp any any\n",
            permits=(),
            shown_permits=("WEB permit tcp any any",),
        )
    ),
    "a-list-the-device-made": Case(
        after=posture(shown_permits=("CISCO-CWA-URL-REDIRECT-ACL permit tcp any any eq www",))
    ),
    "the-same-verifier": Case(after=signed("System Bootstrap, Version 16.12(2r), SW")),
    "a-loader-without-a-version": Case(after=signed("16.12(2r)", "IOS-XE ROMMON")),
    "fetched-file-is-the-same": Case(after=hashed("ab12", "ab12")),
    "written-before-boot": Case(
        after=state(image=image(), files=(file("flash:os.bin", modified="Jan 01 2026 10:00:00"),))
    ),
    "a-list-of-packages-is-rewritten": Case(
        after=state(
            image=image(running_file="flash:packages.conf"),
            files=(file("flash:packages.conf", modified="Feb 20 2026 10:00:00"),),
        )
    ),
    "boot-variable-changed-and-not-reloaded": Case(
        before=booted("flash:a.bin", ("flash:a.bin",)),
        after=booted("flash:a.bin", ("flash:b.bin", "flash:a.bin")),
    ),
    "upgraded": Case(
        before=booted("flash:a.bin", ("flash:b.bin",)),
        after=booted("flash:/b.bin", ("flash:b.bin",), days=1),
    ),
    "change-time-goes-on": Case(
        before=counted(CHANGED, 1_772_000_000, config="hostname r1\n"),
        after=counted(CHANGED, 1_772_000_060, days=1, config="hostname r2\n"),
    ),
    "change-time-and-configuration-as-they-were": Case(
        before=counted(CHANGED, 1_772_000_000, mirrors=(span(),)),
        after=counted(CHANGED, 1_772_000_000, days=1, mirrors=(span(),)),
    ),
    "a-clock-set-back-in-autumn": Case(
        before=counted(CHANGED, 1_772_000_000), after=counted(CHANGED, 1_771_996_400, days=1)
    ),
    "a-clock-lost-at-a-reload": Case(
        before=counted(CHANGED, 1_772_000_000),
        after=counted(CHANGED, 700_000_000, days=1, booted_at=NOW),
    ),
    "heartbeat": Case(
        before=counted("checkheaps runs", 5000), after=counted("checkheaps runs", 6440, days=1)
    ),
    "heartbeat-after-a-reload": Case(
        before=counted("checkheaps runs", 5000),
        after=counted("checkheaps runs", 9, days=1, booted_at=NOW + DAY),
    ),
    "asked-twice-in-a-row": Case(
        before=counted("checkheaps runs", 5000), after=counted("checkheaps runs", 5000, days=0.001)
    ),
    "typed-and-undone": Case(
        before=logged(mirrors=()),
        after=logged("monitor session 66 type local", "no monitor session 66", mirrors=()),
    ),
    "typed-and-all-undone": Case(
        before=logged(mirrors=()),
        after=logged("monitor session 66 type local", "no monitor session all", mirrors=()),
    ),
    "typed-and-there": Case(
        before=logged(mirrors=()),
        after=logged("monitor session 66 type erspan-source", mirrors=(erspan("66"),)),
    ),
    "typed-and-reloaded": Case(
        before=logged(mirrors=()),
        after=replace(logged("monitor session 66 type local", mirrors=()), image=RELOADED),
    ),
    "typed-before-the-last-visit": Case(
        before=logged("monitor session 66 type local", mirrors=()),
        after=logged("monitor session 66 type local", mirrors=()),
    ),
}

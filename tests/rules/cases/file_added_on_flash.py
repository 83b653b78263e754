from support.build import Case, file, state

from netwatch.model.evidence import Severity

OLD = state(files=(file("flash:os.bin"),))


def added(path):
    return state(files=(file("flash:os.bin"), file(path, 4096)))


FIRES = {
    "a-capture": Case(
        before=OLD,
        after=added("flash:tac.pcap"),
        severity=Severity.HIGH,
        says=(
            "New file flash:tac.pcap (a packet capture, 4,096 bytes)",
            "a name known from AA25-239A",
        ),
        quotes=("flash:tac.pcap",),
    ),
    "another-capture": Case(before=OLD, after=added("flash:x.pcap"), severity=Severity.MEDIUM),
    "known-from-an-intrusion": Case(
        before=OLD, after=added("disk0:/client_bundle_install.zip"), severity=Severity.HIGH
    ),
    "known-from-an-intrusion-at-first-sight": Case(
        after=added("disk0:/log/svc_samcore.log"),
        severity=Severity.HIGH,
        says=("File disk0:/log/svc_samcore.log", "FIRESTARTER"),
    ),
    "a-common-name-known-from-an-intrusion": Case(
        after=added("flash:1.pcap"), severity=Severity.HIGH
    ),
    "an-image": Case(before=OLD, after=added("flash:old.BIN"), severity=Severity.MEDIUM),
    "a-script": Case(before=OLD, after=added("flash:/eem/go.tcl"), severity=Severity.MEDIUM),
    "an-archive": Case(before=OLD, after=added("disk0:/x.tar.gz"), severity=Severity.MEDIUM),
    "any-other": Case(before=OLD, after=added("flash:notes.txt"), severity=Severity.LOW),
    "a-log": Case(before=OLD, after=added("flash:syslog.3"), severity=Severity.INFO),
}
QUIET = {
    "a-log-that-grows": Case(
        before=state(files=(file("flash:x.log", 1),)), after=state(files=(file("flash:x.log", 2),))
    ),
    "removed": Case(before=added("flash:x"), after=OLD),
    "a-name-of-another-platform": Case(after=added("flash:output.txt")),
    "never-listed-before": Case(before=state(config=""), after=OLD),
}

"""A file lies on the device's storage that was not there at the last visit."""

import re
from collections.abc import Iterator

from netwatch.claims import file_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.indicators import known_file
from netwatch.model.change import FileChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import FileEntry
from netwatch.model.rule import Facts, Rule

_KINDS = (
    ("a packet capture", Severity.MEDIUM, r"\.(?:pcap|pcapng|cap)(?:\.gz)?$"),
    ("a software image", Severity.MEDIUM, r"\.(?:bin|pkg|swi|img|iso|spa|vmdk|rpm|ova|smu)$"),
    ("an archive", Severity.MEDIUM, r"\.(?:tar|tgz|tar\.gz|zip|gz|bz2|xz|7z)$"),
    ("a script or program", Severity.MEDIUM, r"\.(?:tcl|py|sh|lua|pl|exe|so|elf|slax)$"),
    ("a log", Severity.INFO, r"(?:\.log(?:\.\d{1,3})?|(?:^|[/:])(?:syslog|messages)[^/]*)$"),
)


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(FileChanged):
        if change.before is None and change.after is not None:
            yield _finding(facts, change.after, "New file")
    if facts.before is None or facts.before.files is None:
        # What lay there before the first look is odd only under a name known from an intrusion.
        for entry in facts.after.files or ():
            if known_file(entry.path, facts.platform.name):
                yield _finding(facts, entry, "File")


def _finding(facts: Facts, entry: FileEntry, what: str) -> Finding:
    kind, severity = _kind(entry.path)
    indicator = known_file(entry.path, facts.platform.name)
    known = f", a name known from {indicator.source}" if indicator else ""
    size = f", {entry.size:,} bytes" if entry.size is not None else ""
    listed = f"{entry.path[:300]} {entry.size or ''} {entry.modified or ''}"
    return RULE.finding(
        facts,
        subject=label(f"file {entry.path}"),
        title=f"{what} {cut(entry.path)} ({kind}{size}){known}",
        evidence=(Evidence("files", None, listed.strip()),),
        severity=max(severity, indicator.severity) if indicator else severity,
        confidence=indicator.confidence if indicator else None,
        claim=file_claim(entry.path),
    )


def _kind(path: str) -> tuple[str, Severity]:
    name = path[-200:]
    for kind, severity, pattern in _KINDS:
        if re.search(pattern, name, re.IGNORECASE):
            return kind, severity
    return "of no special kind", RULE.severity


RULE = Rule(
    id="file-added-on-flash",
    title="A new file on the device",
    severity=Severity.LOW,
    judge=_judge,
    needs=("files",),
    techniques=("T1040", "T1601.001"),
)

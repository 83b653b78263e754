"""Answers of the reading commands, as documents: data for programs, tables for people."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from netwatch import registry
from netwatch.app.scan import Scanned
from netwatch.model.checked import ExitCode
from netwatch.model.document import Document, Table
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.model.mirror import Mirror, SeenIn
from netwatch.model.platform import Dialogue, Platform, Question
from netwatch.model.state import DeviceState
from netwatch.parsing.netconf import messages
from netwatch.shapes import Shape, mirror_shape, reading_shape

MIRROR_COLUMNS = ("where", "session", "kind", "sources", "destination", "state")
_MANY = 4


def mirror_row(where: str, mirror: Mirror) -> tuple[str, ...]:
    """Return one mirror as a row under ``MIRROR_COLUMNS``."""
    sources = [
        f"{each.name} {each.direction.value}" if each.direction else each.name
        for each in mirror.sources
    ]
    more = len(sources) - _MANY
    listed = ", ".join(sources[:_MANY]) + (f" and {more} more" if more > 0 else "")
    destinations = [
        each.value + (f" via {each.resolved_from}" if each.resolved_from else "")
        for each in mirror.destinations
    ]
    return (
        where,
        mirror.id,
        mirror.kind.value,
        listed or "none",
        ", ".join(destinations) or "none",
        mirror_state(mirror),
    )


def mirror_state(mirror: Mirror) -> str:
    """Return one word for people: hidden, staged, off, on, or unclear."""
    if mirror.seen_in is SeenIn.OPERATIONAL:
        return "hidden"
    if not mirror.complete:
        return "staged"
    return {True: "on", False: "off", None: "unclear"}[mirror.enabled]


def reading_view(scanned: Scanned) -> Document:
    """Return one file's reading."""
    state = scanned.state
    if state is None:
        note = f"{scanned.path}: platform not recognised; name it with --platform"
        return Document(data=_shape(scanned), notes=(note,))
    rows = tuple(mirror_row(scanned.path, each) for each in state.mirrors or ())
    unread = tuple((str(each.line), each.text.strip()) for each in state.unread or ())
    dormant = tuple((each.via, str(each.line), each.text.strip()) for each in state.dormant or ())
    return Document(
        data=_shape(scanned),
        tables=(
            Table("Mirrors", MIRROR_COLUMNS, rows),
            Table("Mirrors hidden in automation", ("via", "line", "text"), dormant),
            Table("Not understood", ("line", "text"), unread),
        ),
        notes=(f"{scanned.path}: {scanned.platform}, {len(rows)} mirror sessions", *state.warnings),
    )


def scan_view(scanned: Sequence[Scanned], now: datetime) -> Document:
    """Return every file's reading, and what is worth a look in them."""
    rows = tuple(
        mirror_row(each.path, mirror)
        for each in scanned
        if each.state
        for mirror in each.state.mirrors or ()
    )
    findings = [
        KeptFinding(finding=finding, first_seen=now, last_seen=now, status=_status(finding))
        for each in scanned
        for finding in each.findings
    ]
    findings.sort(key=lambda each: (-each.finding.severity, each.finding.device))
    known = sum(each.platform is not None for each in scanned)
    counted = (
        f"{len(scanned)} files, {known} recognised; mirror sessions: {len(rows)}; "
        f"findings: {len(findings)}"
    )
    if ignored := sum(each.ignored for each in scanned):
        counted += f", {ignored} more ignored by policy"
    return Document(
        data=[_shape(each) for each in scanned],
        tables=(Table("Mirrors", MIRROR_COLUMNS, rows),),
        findings=tuple(findings),
        notes=(counted,),
    )


def _status(finding: Finding) -> Status:
    return Status.EXPLAINED if finding.is_explained else Status.OPEN


def scan_exit_code(scanned: Sequence[Scanned], fail_on: Severity) -> ExitCode:
    """Return 1 for findings, 3 when a reader failed and nothing was found, else 0."""
    if any(
        finding.severity >= fail_on and not finding.is_explained
        for each in scanned
        for finding in each.findings
    ):
        return ExitCode.FINDINGS
    failed = any(each.state and each.state.failures for each in scanned)
    return ExitCode.UNKNOWN if failed else ExitCode.OK


def _shape(scanned: Scanned) -> Shape:
    platform = registry.platform(scanned.platform) if scanned.platform else None
    return reading_shape(scanned.path, platform, detected=scanned.detected, reading=scanned.state)


def platforms_view() -> Document:
    """Return every platform with its driver."""
    rows = tuple(
        (each.name, each.title, each.transport, each.dialogue.driver if each.dialogue else "")
        for each in registry.platforms()
    )
    data = [dict(zip(("name", "title", "transport", "driver"), row, strict=True)) for row in rows]
    return Document(data=data, tables=(Table("", ("name", "platform", "over", "driver"), rows),))


def coverage_view(name: str) -> Document:
    """Return what one platform offers and how well it is known. Raises UnknownUnitError."""
    platform = registry.platform(name)
    rows = tuple((what, offer.value) for what, offer in platform.coverage.items())
    data = {"platform": name, "title": platform.title, "coverage": dict(rows)}
    return Document(data=data, tables=(Table(platform.title, ("evidence", "known from"), rows),))


def commands_view(name: str) -> Document:
    """Return every command ever sent to one platform. Raises UnknownUnitError."""
    platform = registry.platform(name)
    dialogue = platform.dialogue
    said = [(each, "session setting") for each in (dialogue.prepare if dialogue else ())]
    if dialogue and dialogue.inner_shell:
        said.insert(0, (dialogue.inner_shell, "opens the vendor's shell"))
    if dialogue and dialogue.enable:
        said.append((dialogue.enable, "privilege"))
    said += [(each.text, each.topic) for each in (*platform.commands, *platform.templates)]
    if dialogue:
        said.append((dialogue.bye, "end"))
    rows = tuple(dict.fromkeys(said))
    data = {
        "platform": name,
        "transport": platform.transport,
        "commands": [{"command": command, "purpose": purpose} for command, purpose in rows],
        "answers": [{"question": each.pattern, "answer": each.answer} for each in _asked(dialogue)],
        "login_suffix": dialogue.login_suffix if dialogue else "",
        "rights": list(platform.rights),
        "netconf": list(messages(platform.netconf)) if platform.netconf else [],
    }
    return Document(
        data=data,
        tables=(Table(platform.title, ("command", "purpose"), rows),),
        notes=(*_also_sent(platform), *_sometimes(platform)),
    )


def _asked(dialogue: Dialogue | None) -> tuple[Question, ...]:
    return (*dialogue.asked, *dialogue.confirmed) if dialogue else ()


def _also_sent(platform: Platform) -> tuple[str, ...]:
    dialogue = platform.dialogue
    suffix = dialogue.login_suffix if dialogue else ""
    options = (f"The user name is followed by {suffix}.",) if suffix else ()
    answers = tuple(
        f"Asked {each.pattern!r}, it answers {each.answer!r}." for each in _asked(dialogue)
    )
    stands_for = "plain file or interface name" if dialogue else "plain name, such as a region"
    last = f"{{arg}} stands for one {stands_for}. Nothing else is ever sent."
    return (*options, *answers, last)


def _sometimes(platform: Platform) -> Iterator[str]:
    if platform.copies:
        ways = " or ".join(each.value.upper() for each in platform.copies.by)
        yield f"Where fetch_image is set, image files are read over {ways} besides."
    if platform.rights:
        yield f"A role needs these rights and no others: {', '.join(platform.rights)}."
    if platform.netconf:
        asked = platform.netconf.request
        yield f"Where netconf is set, this alone is asked over NETCONF: {asked}"
    for each in platform.fragile:
        yield f"Never asked of {each.models}: {each.commands}: {each.why}."


def rules_view(rule_id: str | None) -> Document:
    """Return all rules, or one. Raises UnknownUnitError."""
    chosen = registry.rules() if rule_id is None else (registry.rule(rule_id),)
    data = [
        {
            "id": each.id,
            "title": each.title,
            "severity": each.severity.label,
            "techniques": list(each.techniques),
            "needs": list(each.needs),
            "lasting": each.lasting,
            "page": f"docs/rules/{each.id}.md",
        }
        for each in chosen
    ]
    rows = tuple(
        (each.id, each.severity.label, " ".join(each.techniques), each.title) for each in chosen
    )
    table = Table("", ("rule", "severity", "technique", "tells"), rows)
    return Document(data=data, tables=(table,))


def states_view(states: Sequence[DeviceState]) -> Document:
    """Return the mirrors of several devices as they are known."""
    rows = tuple(
        mirror_row(each.device, mirror) for each in states for mirror in each.mirrors or ()
    )
    blind = [each.device for each in states if each.mirrors is None]
    notes = [f"{len(rows)} mirror sessions on {len(states)} devices"]
    if blind:
        notes.append(f"never observed: {', '.join(blind)}")
    data = [
        {
            "device": each.device,
            "platform": each.platform,
            "observed": each.mirrors is not None,
            "mirrors": [mirror_shape(mirror) for mirror in each.mirrors or ()],
        }
        for each in states
    ]
    return Document(data=data, tables=(Table("", MIRROR_COLUMNS, rows),), notes=tuple(notes))

"""What two readings differ in, in sentences for people, each with the rule that judges such."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from netwatch.judgement.describe import (
    cut,
    destinations_text,
    session_text,
    sources_text,
)
from netwatch.judgement.guards import entry_of
from netwatch.judgement.mirror_delta import mirror_delta
from netwatch.judgement.told_change import told
from netwatch.model.change import (
    Change,
    ConfigChanged,
    DormantAdded,
    MirrorAdded,
    MirrorChanged,
    MirrorRemoved,
    SecretChanged,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.difference import Edited, TextDiff
from netwatch.model.evidence import Evidence

InterfaceKey = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Ways:
    """What to call a thing that one reading has and the other has not: of two times, or places.

    Of two ``places`` neither came first: what only one of them has weighs as if it were new.
    """

    came: str = "added"
    went: str = "removed"
    places: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One difference in words; ``rule`` names the rule that judges such a change.

    ``old`` and ``new`` are the first lines that show it, where a reading quotes lines.
    """

    text: str
    rule: str | None = None
    old: int | None = None
    new: int | None = None


# What people call the traits of a field, and the rules for one that came, went or changed.
_TRAITS = {
    "aaa_servers": ("AAA server", "aaa-server-changed", "aaa-server-changed"),
    "aaa_methods": ("AAA method", "aaa-weakened", "aaa-weakened"),
    "users": ("user", "local-user-added", None),
    "services": ("service", "service-exposed", None),
    "protections": ("protection", None, "acl-widened"),
    "permits": ("access list entry", "acl-widened", None),
    "snmp_writers": ("SNMP writer", "snmp-write-enabled", None),
    "log_targets": ("log target", None, "logging-removed"),
    "log_settings": ("log setting", None, "logging-silenced"),
    "automation": ("automation", "automation-added", None),
    "guests": ("guest system", "guest-shell-enabled", None),
    "intercepts": ("lawful intercept", "lawful-intercept-enabled", None),
}
# What the same traits are called where they were shown in operation.
_SHOWN = {
    "registered": "registered automation",
    "shown_permits": "access list entry in force",
    "shown_users": "user in force",
    "processes": "process",
    "running_guests": "running guest system",
}


def told_difference(
    changes: Iterable[Change], interface_key: InterfaceKey, ways: Ways
) -> tuple[Told, ...]:
    """Return what ``changes`` mean, in their order; statements without a meaning are left out."""
    return tuple(
        each
        for change in changes
        if not isinstance(change, ConfigChanged)
        for each in _told(change, interface_key, ways)
    )


def told_secrets(diff: TextDiff) -> tuple[Told, ...]:
    """Return each statement whose secret alone is another: only its mark tells them apart."""
    return tuple(
        Told(
            f"secret changed: {cut(diff.new[each.new])}",
            "secret-changed",
            each.old + 1,
            each.new + 1,
        )
        for each in diff.steps
        if isinstance(each, Edited) and each.secret
    )


def _told(change: Change, interface_key: InterfaceKey, ways: Ways) -> Iterator[Told]:
    match change:
        case MirrorAdded(mirror):
            text = f"mirror {session_text(mirror)} {ways.came}: {_ends(change)}"
            yield Told(text, "mirror-new-session", None, _line(mirror.evidence))
        case MirrorRemoved(mirror):
            text = f"mirror {session_text(mirror)} {ways.went}: {_ends(change)}"
            rule = "mirror-new-session" if ways.places else "mirror-removed"
            yield Told(text, rule, _line(mirror.evidence), None)
        case MirrorChanged():
            yield from _mirror(change, interface_key)
        case TunnelChanged(name, before, after):
            was = (before.remote or "nowhere") if before else None
            now = (after.remote or "nowhere") if after else None
            lines = _line(before.evidence if before else ()), _line(after.evidence if after else ())
            yield Told(_values(f"tunnel {cut(name)}", was, now, ways), "tunnel-added", *lines)
        case DormantAdded(dormant):
            text = f"automation that mentions mirroring {ways.came}: {cut(dormant.via)}"
            yield Told(text, "mirror-from-automation", None, dormant.line)
        case SecretChanged(_, before, after):
            yield Told(
                f"secret changed: {cut(after.text)}", "secret-changed", before.number, after.number
            )
        case TraitChanged():
            yield _trait(change, ways)
        case _:
            yield Told(_with_values(change), _RULES.get(type(change).__name__))


_RULES = {
    "IdentityChanged": "device-identity-changed",
    "HostKeyChanged": "host-key-changed",
    "FileChanged": "file-added-on-flash",
    "ImageChanged": "image-version-changed",
}


def _ends(change: MirrorAdded | MirrorRemoved) -> str:
    mirror = change.mirror
    return f"{sources_text(mirror.sources)} -> {destinations_text(mirror.destinations)}"


def _mirror(change: MirrorChanged, interface_key: InterfaceKey) -> Iterator[Told]:
    before, after = change.before, change.after
    delta = mirror_delta(before, after, interface_key)
    lines = _line(before.evidence), _line(after.evidence)
    name = f"mirror session {cut(after.id)}"
    said = False
    if delta.new_destinations or delta.gone_destinations:
        was, now = destinations_text(before.destinations), destinations_text(after.destinations)
        yield Told(f"{name}: destination {was} -> {now}", "mirror-destination-changed", *lines)
        said = True
    if delta.more_sources or delta.fewer_sources:
        more = f"; more: {sources_text(delta.more_sources)}" if delta.more_sources else ""
        less = f"; no longer: {sources_text(delta.fewer_sources)}" if delta.fewer_sources else ""
        rule = "mirror-source-widened" if delta.more_sources else None
        yield Told(f"{name}: sources changed{more}{less}", rule, *lines)
        said = True
    if delta.wider or delta.narrower:
        word = "lets more through" if delta.wider else "lets less through"
        rule = "mirror-source-widened" if delta.wider else None
        yield Told(f"{name}: its filter {word}", rule, *lines)
        said = True
    if delta.starts or delta.stops:
        word, rule = (
            ("copies now", "mirror-enabled") if delta.starts else ("no longer copies", None)
        )
        yield Told(f"{name}: {word}", rule, *lines)
        said = True
    if not said:
        was, now = session_text(before), session_text(after)
        yield Told(f"{name}: {was} -> {now}" if was != now else f"{name}: changed", None, *lines)


def _trait(change: TraitChanged, ways: Ways) -> Told:
    before, after = change.before, change.after
    word, came, went = _TRAITS.get(
        change.field, (_SHOWN.get(change.field, change.field.replace("_", " ")), None, None)
    )
    rule = came if before is None else came or went
    if after is None:
        rule = came or went if ways.places else went
    lines = _line(before.evidence if before else ()), _line(after.evidence if after else ())
    trait = after or before
    if change.field == "permits" and trait is not None:
        entry = entry_of(trait)
        opens = entry.denies is (after is None)
        verb = "widened" if opens else "narrowed"
        sign = ways.went if after is None else ways.came if before is None else "changed"
        text = f"ACL {cut(entry.acl)} {verb}: '{cut(entry.text, 160)}' {sign}"
        return Told(text, "acl-widened" if opens else None, *lines)
    was, now = (before.value if before else None), (after.value if after else None)
    return Told(_values(f"{word} {cut(change.name)}", was, now, ways), rule, *lines)


def _values(name: str, was: str | None, now: str | None, ways: Ways) -> str:
    if was is None or now is None:
        value = cut((was if now is None else now) or "")
        return f"{name} {ways.went if now is None else ways.came}" + (
            f" ({value})" if value else ""
        )
    return f"{name}: {cut(was) or 'nothing'} -> {cut(now) or 'nothing'}"


def _with_values(change: Change) -> str:
    """Return the words a verdict uses, and the two values where they are short."""
    entry = told(change)
    if len(entry.diff) != _BOTH:
        return entry.what
    was, now = (cut(each[2:]) for each in entry.diff)
    return f"{entry.what}: {was} -> {now}"


_BOTH = 2


def _line(quotes: tuple[Evidence, ...]) -> int | None:
    return next((each.line for each in quotes if each.line is not None), None)

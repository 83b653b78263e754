"""How two kept answers differ: of one device at two times, or of two devices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from netwatch import registry
from netwatch.app.kept_views import NothingKeptError, all_versions, named_version
from netwatch.compare import compare
from netwatch.judgement.told_difference import Told, Ways, told_difference, told_secrets
from netwatch.model.difference import ConfigDiff, DiffLine, TextDiff
from netwatch.model.evidence import Severity
from netwatch.model.platform import CONFIG, Layout, Platform
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.difference.rows import Rows
from netwatch.parsing.difference.shown import shown
from netwatch.parsing.difference.texts import text_diff
from netwatch.read import read_device
from netwatch.shapes import when
from netwatch.store.store import Store
from netwatch.store.values import Version

_LONGEST_READ = 16_000_000
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to compare: a device's versions by their digests' beginnings, or a time.

    By themselves the latest and the one before. With ``other`` the latest of both devices, or the
    versions named: ``old`` is of ``device`` and ``new`` of ``other``.
    """

    device: str
    other: str | None = None
    topic: str = CONFIG
    old: str | None = None
    new: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: of which device, which version, and its text."""

    device: str
    platform: Platform | None
    version: Version
    text: str

    @property
    def name(self) -> str:
        """Return what to call it: the device, and since when it answered so."""
        return f"{self.device} {when(self.version.first_seen)}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One difference in words, and how severe its rule is by itself (None: no rule judges it)."""

    told: Told
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two answers, what their difference means (worst first), and where it stands in the text.

    ``read`` is False when the texts were not read for their meaning: two platforms, or too large.
    """

    topic: str
    old: Side
    new: Side
    summary: tuple[Sentence, ...]
    read: bool
    text: TextDiff

    def shown(self, most: int) -> ConfigDiff:
        """Return the difference cut for showing, at most about ``most`` rows of it."""
        return shown(self.text, most=most)


class OneVersionError(NothingKeptError):
    """There is nothing to compare with yet; ``version`` is the only one."""

    def __init__(self, device: str, version: Version) -> None:
        super().__init__(
            f"{device}: only one version of {version.topic}, first seen {when(version.first_seen)}"
        )
        self.version = version


def difference(store: Store, wanted: Wanted) -> Difference:
    """Return how the two versions differ. Raises NothingKeptError, OneVersionError."""
    old, new = _chosen(store, wanted)
    sides = tuple(
        Side(device, _platform(store, device), version, store.text(version.digest))
        for device, version in old_and_new(wanted, old, new)
    )
    ours, theirs = sides
    layout = Layout.PLAIN
    if wanted.topic == CONFIG:
        layout = theirs.platform.layout if theirs.platform else Layout.INDENTED
    between = wanted.other is not None and wanted.other != wanted.device
    ways = (
        Ways(f"only on {wanted.other}", f"only on {wanted.device}", places=True)
        if between
        else Ways()
    )
    read = ours.platform == theirs.platform and len(ours.text) + len(theirs.text) <= _LONGEST_READ
    text = _text_diff(ours.text, theirs.text, layout)
    summary = _summary(ours, theirs, text, wanted.topic, ways) if read else ()
    return Difference(wanted.topic, ours, theirs, summary, read, text)


def old_and_new(wanted: Wanted, old: Version, new: Version) -> tuple[tuple[str, Version], ...]:
    """Return which device each version is of."""
    return (wanted.device, old), (wanted.other or wanted.device, new)


@lru_cache(maxsize=8)
def _text_diff(old: str, new: str, layout: Layout) -> TextDiff:
    # Pages ask again for each part that a person unfolds.
    return text_diff(old, new, layout)


@dataclass(frozen=True, slots=True)
class SomeRows:
    """Some rows of a difference, of ``total``."""

    lines: tuple[DiffLine, ...]
    total: int


def rows_of(diff: TextDiff, start: int, count: int) -> SomeRows:
    """Return ``count`` rows of a difference from ``start`` on, as many as there are."""
    rows = Rows(diff)
    return SomeRows(tuple(rows.lines(start, start + count)), len(rows))


def _chosen(store: Store, wanted: Wanted) -> tuple[Version, Version]:
    ours = versions_of(store, wanted.device, wanted.topic)
    if wanted.other is not None and wanted.other != wanted.device:
        theirs = versions_of(store, wanted.other, wanted.topic)
        new = named_version(theirs, wanted.new, wanted.other) if wanted.new else theirs[0]
        old = named_version(ours, wanted.old, wanted.device) if wanted.old else ours[0]
        return old, new
    new = named_version(ours, wanted.new, wanted.device) if wanted.new else _changed_last(ours)
    same = tuple(each for each in ours if wanted.old or each.command == new.command)
    if wanted.old:
        return named_version(same, wanted.old, wanted.device), new
    older = _older(same, new, wanted.since)
    if older is None:
        raise OneVersionError(wanted.device, new)
    return older, new


def versions_of(store: Store, device: str, topic: str) -> tuple[Version, ...]:
    """Return the versions of one answer, the one seen last first. Raises NothingKeptError."""
    versions = store.versions(device, topic)
    if not versions:
        raise NothingKeptError(f"no {topic} of {device!r} is kept; {_instead(store, device)}")
    return versions


def _instead(store: Store, device: str) -> str:
    topics = dict.fromkeys(each.topic for each in all_versions(store, device))
    if not topics:
        return f"run netwatch check {device}"
    return f"there is: {', '.join(topics)}; name one with --topic"


def _changed_last(versions: Sequence[Version]) -> Version:
    """Return the newest answer of the command whose answer changed last."""
    newest: dict[str, Version] = {}
    for each in versions:
        newest.setdefault(each.command, each)
    often = [each.command for each in versions]
    changed = [each for each in newest.values() if often.count(each.command) > 1]
    return max(changed, key=lambda each: each.first_seen, default=versions[0])


def _older(versions: Sequence[Version], new: Version, since: datetime | None) -> Version | None:
    others = [each for each in versions if each.digest != new.digest]
    if since is None:
        # A version chosen by hand is compared with the one before it, not with a later one.
        return next((each for each in others if each.last_seen <= new.last_seen), None)
    earlier = [each for each in others if each.first_seen <= since]
    return max(earlier, key=lambda each: each.first_seen, default=None)


def _platform(store: Store, device: str) -> Platform | None:
    state = store.known_state(device)
    return None if state is None else registry.platform(state.platform)


def _summary(old: Side, new: Side, text: TextDiff, topic: str, ways: Ways) -> tuple[Sentence, ...]:
    platform = new.platform
    if platform is None:
        return ()
    was, now = (
        _reading(platform.name, topic, each.version.command, each.text) for each in (old, new)
    )
    changes = compare(was, now, platform)
    found = (*told_difference(changes, platform.interface_key, ways), *told_secrets(text))
    severities = {each.id: each.severity for each in registry.rules()}
    sentences = (Sentence(each, severities.get(each.rule or "")) for each in found)
    return tuple(sorted(sentences, key=_weight))


def _weight(sentence: Sentence) -> float:
    return 0.5 if sentence.severity is None else -float(sentence.severity)


@lru_cache(maxsize=16)
def _reading(platform_name: str, topic: str, command: str, text: str) -> DeviceState:
    """Return what one answer by itself says, but for its statements: those the text shows."""
    platform = registry.platform(platform_name)
    snapshot = Snapshot(
        device="",
        platform=platform.name,
        taken_at=_NO_TIME,
        artifacts=(Artifact(topic, command, text),),
    )
    return replace(read_device(platform, snapshot), identity=None, config=None)

"""The running image differs from the same image on the other devices of the fleet."""

from collections.abc import Iterator

from netwatch.judgement.camps import Vote, vote
from netwatch.judgement.describe import cut, label, sentence
from netwatch.judgement.image_path import parts, same_file
from netwatch.judgement.image_version import order
from netwatch.judgement.quotes import stated
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Image
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import DeviceState

_CAMPS = 8
_TITLE = 500
_VALUE = 200
_BOOTLOADER = "bootloader"
_SIZE = "size"


def _judge(facts: Facts) -> Iterator[Finding]:
    mine = facts.known
    image = mine.image
    name = _file_name(image)
    if image is None or name is None or _is_stale(facts):
        return
    fleet = [each for each in facts.peers if each.device != mine.device and _is_twin(mine, each)]
    theirs = [(each.device, _answers(each)) for each in fleet]
    for aspect, values in _answers(mine).items():
        voices = {device: answers.get(aspect, ()) for device, answers in theirs}
        result = vote({**voices, mine.device: values})
        for value in values:
            if result.disputes(value):
                yield _finding(facts, (name, aspect, value), result)


def _is_stale(facts: Facts) -> bool:
    """Tell whether the hashes known were taken of a version that no longer runs."""
    before = facts.before.image if facts.before else None
    after = facts.after.image
    if before is None or after is None or after.digests is not None:
        return False
    return None not in (before.version, after.version) and before.version != after.version


def _is_twin(mine: DeviceState, other: DeviceState) -> bool:
    """Tell whether two devices should run the same bytes."""
    if mine.platform != other.platform or mine.image is None or other.image is None:
        return False
    model, version, theirs = _model(mine), mine.image.version, other.image.version
    if model is None or model != _model(other):
        return False
    return _is_same(version, theirs) and _file_name(mine.image) == _file_name(other.image)


def _is_same(version: str | None, other: str | None) -> bool:
    if version is None or other is None:
        return False
    return version == other or order(version, other) == 0


def _model(state: DeviceState) -> str | None:
    model = state.image and state.image.model
    return (model or (state.identity and state.identity.model) or "").casefold() or None


def _file_name(image: Image | None) -> str | None:
    pieces = parts(image.running_file or "") if image else ()
    return pieces[-1] if pieces else None


def _answers(state: DeviceState) -> dict[str, tuple[str, ...]]:
    """Return what one device says of its running image, by aspect; several copies say several."""
    image = state.image
    if image is None or image.running_file is None:
        return {}
    found: dict[str, dict[str, None]] = {}
    for digest in image.digests or ():
        if same_file(image.running_file, digest.path):
            found.setdefault(digest.algorithm, {})[digest.value.lower()] = None
    for entry in state.files or ():
        if entry.size is not None and same_file(image.running_file, entry.path):
            found.setdefault(_SIZE, {})[f"{entry.size} bytes"] = None
    if image.bootloader:
        found[_BOOTLOADER] = {" ".join(image.bootloader.split()): None}
    return {aspect: tuple(values) for aspect, values in found.items()}


def _finding(facts: Facts, said: tuple[str, str, str], result: Vote) -> Finding:
    name, aspect, value = said
    what = aspect if aspect == _BOOTLOADER else f"{cut(name)} {cut(aspect)}"
    is_digest = aspect not in (_SIZE, _BOOTLOADER)
    alone = Severity.CRITICAL if is_digest else Severity.HIGH
    lines = facts.known.image.evidence if facts.known.image and aspect != _SIZE else ()
    return RULE.finding(
        facts,
        subject=label(f"{name} {aspect} {value}"),
        title=cut(sentence(_told(what, value, result)), _TITLE),
        severity=Severity.MEDIUM if result.majority is None else alone,
        evidence=(*stated(lines, aspect, what, value), *_camps(result)),
    )


def _told(what: str, value: str, result: Vote) -> str:
    if result.majority is None:
        camps = " against ".join(f"{len(each.devices)} ({each})" for each in result.camps[:_CAMPS])
        return f"{what} splits {result.size} like devices, no clear majority: {camps}"
    return (
        f"{what} is {_short(value)}, but {_short(result.majority.value)} on "
        f"{len(result.majority.devices)} of {result.size} like devices"
    )


def _camps(result: Vote) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("fleet", None, f"{each}: {cut(each.value, _VALUE)}")
        for each in result.camps[:_CAMPS]
    )


def _short(value: str) -> str:
    return cut(value, 24)


RULE = Rule(
    id="image-digest-differs-from-fleet",
    title="The same image is not the same on this device as on its peers",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.001", "T1542.004"),
    lasting=True,
    announceable=False,
)

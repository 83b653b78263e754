"""What code the devices say they run, and how far the evidence for it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from netwatch.judgement.attested import all_attested, measurements
from netwatch.judgement.ladder import ladder
from netwatch.judgement.measured_boot import measured_boot
from netwatch.model.document import Document, Table
from netwatch.model.image import Image
from netwatch.model.ladder import Ladder, Verdict
from netwatch.model.policy import Policy
from netwatch.model.state import DeviceState
from netwatch.parsing.checksums import file_name
from netwatch.shapes import image_shape, ladder_shape
from netwatch.store.store import Store
from netwatch.store.values import STANDING, FindingFilter

_COLUMNS = (
    "device", "version", "running file", "digest", "bootloader", "register", "boots", "evidence",
)  # fmt: skip
_MARKS = {
    Verdict.VERIFIED: "+",
    Verdict.CONSISTENT: "=",
    Verdict.UNVERIFIABLE: "?",
    Verdict.CONTRADICTED: "!",
}
_LEGEND = (
    "Evidence from weak to strong: 1 name, size, date; 2 hash by the device; 3 hash of a fetched "
    "copy; 4 published hash; 5 signature; 6 measured boot; 7 code in memory. "
    "+ verified, = consistent, ? unverifiable, ! contradicted."
)
_TRIPWIRE = "What a device computes of itself is a tripwire, not a proof: nothing is called clean."
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Climbed:
    """A device's last known state and its evidence ladder."""

    state: DeviceState
    ladder: Ladder


def climb(store: Store, policy: Policy, states: Sequence[DeviceState]) -> tuple[Climbed, ...]:
    """Return each state with its ladder. Raises StoreError."""
    return tuple(Climbed(each, _ladder(store, policy, each)) for each in states)


def _ladder(store: Store, policy: Policy, state: DeviceState) -> Ladder:
    digests = (state.image.digests if state.image else None) or ()
    imported = store.known_good({file_name(each.path) for each in digests})
    standing = store.findings(FindingFilter(device=state.device, statuses=STANDING))
    findings = tuple(each.finding for each in standing)
    measured = store.known_measurements(measurements(state))
    boot = all_attested(state, store.trust_roots(), measured, state.taken_at)
    return ladder(state, findings, (*policy.images, *imported), measured_boot(boot))


def images_view(climbed: Sequence[Climbed], *, whole: bool) -> Document:
    """Return what each device says it runs; ``whole`` shows every rung with its reason."""
    rows = tuple(_row(each) for each in climbed)
    data = [
        {
            "device": each.state.device,
            "image": image_shape(each.state.image),
            "ladder": ladder_shape(each.ladder),
        }
        for each in climbed
    ]
    ladders = tuple(_rungs(each) for each in climbed) if whole else ()
    notes = (_TRIPWIRE,) if whole else (_LEGEND, _TRIPWIRE)
    return Document(data=data, tables=(Table("", _COLUMNS, rows), *ladders), notes=notes)


def _row(climbed: Climbed) -> tuple[str, ...]:
    marks = "".join(f"{each.number}{_MARKS[each.verdict]}" for each in climbed.ladder.rungs)
    evidence = f"{climbed.ladder.verdict.value} {marks}"
    image = climbed.state.image
    if image is None:
        return (climbed.state.device, "not observed", *[""] * 5, evidence)
    return (climbed.state.device, *_said(image), evidence)


def _said(image: Image) -> tuple[str, ...]:
    digests = [f"{each.algorithm}:{each.value[:_SHORT]}" for each in image.digests or ()]
    pending = f" -> {image.config_register_next}" if image.config_register_next else ""
    return (
        image.version or "?",
        image.running_file or "?",
        ", ".join(digests[:2]) or "?",
        image.bootloader or "?",
        (image.config_register or "") + pending,
        ", ".join(image.boot_path or ()),
    )


def _rungs(climbed: Climbed) -> Table:
    rows = tuple(
        (str(each.number), each.name, each.verdict.value, each.why) for each in climbed.ladder.rungs
    )
    title = f"{climbed.state.device}: {climbed.ladder.verdict.value}"
    return Table(title, ("rung", "evidence", "verdict", "why"), rows)

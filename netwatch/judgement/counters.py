"""Numbers that grow while a device works, at two visits: how fast, and whether they stopped."""

from dataclasses import dataclass

from netwatch.judgement.boots import same_boot
from netwatch.model.evidence import Evidence
from netwatch.model.posture import Counter
from netwatch.model.rule import Facts
from netwatch.model.state import DeviceState


@dataclass(frozen=True, slots=True)
class Pair:
    """One counter at two visits, ``seconds`` apart; ``same_boot`` is None when not known."""

    before: Counter
    after: Counter
    seconds: float
    same_boot: bool | None

    @property
    def grown(self) -> int:
        """Return by how much the counter grew; negative when it went back."""
        return self.after.value - self.before.value

    def quotes(self) -> tuple[Evidence, ...]:
        """Return both values with what the device printed for them."""
        hours = self.seconds / 3600
        old = f"{self.before.name}: {self.before.value}, {hours:.1f} hours earlier"
        new = Evidence("counters", None, f"{self.after.name}: {self.after.value}")
        return (*(self.after.evidence[:4] or (new,)), Evidence("previous counters", None, old))


def pairs(facts: Facts) -> tuple[Pair, ...]:
    """Return the counters that both visits observed."""
    before, after = facts.before, facts.after
    if before is None or before.counters is None or after.counters is None:
        return ()
    old = {each.name: each for each in before.counters}
    seconds = (after.taken_at - before.taken_at).total_seconds()
    same = same_boot(before.image, after.image)
    return tuple(
        Pair(old[each.name], each, seconds, same) for each in after.counters if each.name in old
    )


def uptime(state: DeviceState) -> float | None:
    """Return the seconds since the device started, None when not known."""
    booted = state.image.booted_at if state.image else None
    return None if booted is None else max(0.0, (state.taken_at - booted).total_seconds())

"""The measured boot as one rung of the evidence ladder. Pure."""

from collections.abc import Sequence

from netwatch.judgement.attested import Attested
from netwatch.judgement.describe import cut
from netwatch.judgement.ladder import Said
from netwatch.model.evidence import Evidence
from netwatch.model.ladder import Verdict

_ALL = "signed with the number asked, by a certificate that leads to an imported root, known good"


def measured_boot(parts: Sequence[Attested]) -> Said:
    """Return what the attestations of a device's parts amount to: the worst of them counts."""
    if not parts:
        return Said(Verdict.UNVERIFIABLE, "no signed measurement of the boot was observed")
    order = (Verdict.CONTRADICTED, Verdict.UNVERIFIABLE, Verdict.VERIFIED)
    worst = min(parts, key=lambda each: order.index(each.verdict))
    open_ = [each for each in worst.checks if each.verdict is worst.verdict]
    why = _ALL if worst.verdict is Verdict.VERIFIED else "; ".join(each.says for each in open_)
    lines = tuple(
        Evidence(f"check of {each.name}", None, f"{each.verdict}: {cut(each.says, 400)}")
        for each in worst.checks
    )
    return Said(worst.verdict, cut(why, 400), lines)

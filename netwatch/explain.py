"""Standing findings x policy -> what explains them now. Pure; ``detect`` judges the raised ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from netwatch.judgement.decided import decided
from netwatch.judgement.permits import ENDED
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.rule import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Standing findings after a look at the policy.

    ``settled`` tells which still hold, as ``detect.settle`` does; ``retold`` are those that read
    otherwise than they are kept.
    """

    settled: dict[str, bool]
    retold: tuple[Finding, ...] = ()


def review(
    standing: Iterable[KeptFinding],
    raised: Iterable[Finding],
    settled: Mapping[str, bool],
    facts: Facts,
) -> Reviewed:
    """Return what became of the standing findings that were not raised again.

    An approval ends the condition of some rules (no approval covers the mirror): such a finding
    stays, explained, for as long as the mirror is there. An approval that ended, or was revoked,
    ends the explanation whether or not the device could be seen.
    """
    again = {each.fingerprint for each in raised}
    verdicts = dict(settled)
    retold: list[Finding] = []
    for kept in standing:
        finding = decided(kept.finding, facts)
        if finding.fingerprint in again:
            continue
        if verdicts.get(finding.fingerprint) is False and finding.rule in ENDED:
            verdicts[finding.fingerprint] = finding.approval is not None
        if finding != kept.finding and verdicts.get(finding.fingerprint) is not False:
            retold.append(finding)
    return Reviewed(settled=verdicts, retold=tuple(retold))

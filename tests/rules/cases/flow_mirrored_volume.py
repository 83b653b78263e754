from support.build import Case, flow, state

from netwatch.model.evidence import Severity
from netwatch.model.flow import FlowKind

FIRES = {
    "inside-of-an-overlay": Case(
        after=state(),
        flows=(
            flow(
                FlowKind.MIRRORED_VOLUME,
                risk=8,
                rests_on=("40 conversations inside vxlan (udp 4789) went both ways",),
            ),
        ),
        severity=Severity.HIGH,
        says=("Both directions of conversations left in one", "52.0 MB"),
        quotes=("40 conversations",),
    ),
}
QUIET = {
    "no-flows": Case(after=state()),
    "declared": Case(
        after=state(), flows=(flow(FlowKind.MIRRORED_VOLUME, risk=2, declared=("session 1",)),)
    ),
    "one-way-is-the-other-rule": Case(after=state(), flows=(flow(),)),
}

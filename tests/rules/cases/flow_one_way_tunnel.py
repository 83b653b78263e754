from support.build import Case, flow, state

from netwatch.model.evidence import Severity
from netwatch.model.flow import FlowKind

FIRES = {
    "vxlan-to-a-stranger": Case(
        after=state(),
        flows=(flow(),),
        severity=Severity.HIGH,
        says=("192.0.2.1 to 198.51.100.9, vxlan port 4789", "52.0 MB in 3 flows"),
        quotes=("2026-03-02 11:00:00Z to 2026-03-02 12:00:00Z", "nothing came back"),
    ),
}
QUIET = {
    "no-flows": Case(after=state()),
    "few-packets": Case(after=state(), flows=(flow(risk=6),)),
    "declared-or-to-a-collector": Case(after=state(), flows=(flow(risk=2, collector="ids1"),)),
    "large-but-no-tunnel": Case(after=state(), flows=(flow(FlowKind.ONE_WAY_VOLUME, risk=6),)),
}

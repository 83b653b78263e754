from support.build import Case, flow, state

from netwatch.model.evidence import Severity
from netwatch.model.flow import FlowKind

EVEN = {
    "protocol": "any",
    "port": 0,
    "encapsulation": None,
    "flows": 60,
    "bytes": 30_000,
    "score": 0.97,
    "rests_on": ("60 records at even intervals and of even size", "timing 0.98", "size 1.00"),
}
FIRES = {
    "every-minute-to-a-stranger": Case(
        after=state(),
        flows=(flow(FlowKind.FIXED_SIZE_PERIODIC, **EVEN),),
        severity=Severity.LOW,
        says=("score 0.97", "192.0.2.1 to 198.51.100.9, 30.0 kB in 60 flows"),
        quotes=("timing 0.98",),
    ),
    "from-a-device-to-a-stranger": Case(
        after=state(),
        flows=(flow(FlowKind.FIXED_SIZE_PERIODIC, **EVEN, device="core-rtr1"),),
        severity=Severity.MEDIUM,
        says=("score 0.97",),
        quotes=("timing 0.98",),
    ),
}
QUIET = {
    "no-flows": Case(after=state()),
    "to-one-of-ours": Case(
        after=state(), flows=(flow(FlowKind.FIXED_SIZE_PERIODIC, **EVEN | {"foreign": False}),)
    ),
    "to-a-known-collector": Case(
        after=state(), flows=(flow(FlowKind.FIXED_SIZE_PERIODIC, **EVEN, collector="nms"),)
    ),
}

from support.build import Case, flow, state

from netwatch.model.evidence import Severity
from netwatch.model.flow import FlowKind

OURS = {"device": "core-rtr1", "declared": ()}
FIRES = {
    "to-a-stranger": Case(
        after=state(),
        flows=(flow(**OURS),),
        severity=Severity.CRITICAL,
        says=("Traffic like a mirror's that the device declares nowhere", "52.0 MB"),
        quotes=("nothing came back",),
    ),
    "to-one-of-ours": Case(
        after=state(),
        flows=(flow(**OURS, foreign=False),),
        severity=Severity.HIGH,
        says=("192.0.2.1 to 198.51.100.9",),
        quotes=("nothing came back",),
    ),
    "neither-view-of-the-device-shows-it": Case(
        after=state(),
        flows=(flow(**OURS, foreign=False, hidden=True),),
        severity=Severity.CRITICAL,
        says=("192.0.2.1 to 198.51.100.9",),
        quotes=("nothing came back",),
    ),
    "gre-whose-direction-is-unseen": Case(
        after=state(),
        flows=(flow(FlowKind.TUNNEL_DIRECTION_UNSEEN, **OURS),),
        severity=Severity.HIGH,
        says=("A GRE tunnel that the device declares nowhere",),
        quotes=("nothing came back",),
    ),
}
QUIET = {
    "declared": Case(
        after=state(), flows=(flow(device="core-rtr1", declared=("session 52",), risk=2),)
    ),
    "not-compared": Case(after=state(), flows=(flow(device="core-rtr1", declared=None),)),
    "to-a-known-collector": Case(after=state(), flows=(flow(**OURS, collector="ids1"),)),
    "no-mirror-s-traffic": Case(after=state(), flows=(flow(FlowKind.FROM_DEVICE, **OURS),)),
}

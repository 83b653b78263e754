from support.build import Case, flow, state

from netwatch.model.evidence import Severity
from netwatch.model.flow import FlowKind

GRE = flow(
    FlowKind.TUNNEL_DIRECTION_UNSEEN,
    protocol="gre",
    port=0,
    encapsulation=None,
    bytes=None,
    new=True,
    rests_on=("a GRE tunnel", "never seen in the records kept before"),
)
OWN = flow(
    FlowKind.FROM_DEVICE, protocol="tcp", port=443, encapsulation=None, new=True, device="core-rtr1"
)
FIRES = {
    "a-new-tunnel": Case(
        after=state(),
        flows=(GRE,),
        severity=Severity.MEDIUM,
        says=("A tunnel never seen before: 192.0.2.1 to 198.51.100.9, gre, bytes unknown",),
        quotes=("never seen in the records kept before",),
    ),
    "the-device-talks-to-a-stranger": Case(
        after=state(),
        flows=(OWN,),
        severity=Severity.MEDIUM,
        says=("tcp port 443",),
        quotes=("goes one way",),
    ),
    "much-to-a-stranger": Case(
        after=state(),
        flows=(flow(FlowKind.ONE_WAY_VOLUME, new=True),),
        severity=Severity.LOW,
        says=("Much data",),
        quotes=("goes one way",),
    ),
}
QUIET = {
    "learning": Case(after=state(), flows=(flow(new=None),)),
    "seen-before": Case(after=state(), flows=(flow(new=False),)),
    "declared": Case(after=state(), flows=(flow(new=True, declared=("session 52",)),)),
    "to-a-known-collector": Case(after=state(), flows=(flow(new=True, collector="ids1"),)),
    "much-to-one-of-ours": Case(
        after=state(), flows=(flow(FlowKind.ONE_WAY_VOLUME, new=True, foreign=False),)
    ),
}

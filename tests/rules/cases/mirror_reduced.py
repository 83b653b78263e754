from support.build import Case, acl, approval, erspan, policy, port, state, to_ip, vlan

from netwatch.model.evidence import Severity
from netwatch.model.mirror import MirrorKind

FIRES = {
    "shut-down": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(enabled=False),)),
        severity=Severity.LOW,
        says=("it stopped",),
    ),
    "an-approved-feed-loses-a-source": Case(
        before=state(mirrors=(erspan(sources=(port(), vlan("10"))),)),
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(),)),
        severity=Severity.MEDIUM,
        says=("no longer from vlan 10", "it is approved"),
    ),
    "a-destination-less": Case(
        before=state(mirrors=(erspan(destinations=(to_ip(), to_ip("192.0.2.7"))),)),
        after=state(mirrors=(erspan(),)),
        severity=Severity.LOW,
        says=("no longer to 192.0.2.7",),
        quotes=("ip address 192.0.2.7",),
    ),
    "a-first-filter": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(filters=(acl("WEB"),)),)),
        severity=Severity.LOW,
        says=("filter acl WEB lets less through",),
    ),
    "only-another-kind": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(kind=MirrorKind.FLOW),)),
        severity=Severity.LOW,
        says=("kind erspan-source became flow",),
    ),
}
QUIET = {
    "moved-is-told-elsewhere": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(destinations=(to_ip("192.0.2.7"),)),)),
    ),
    "widened-is-told-elsewhere": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(sources=(port("Gi1/0/9"),)),)),
    ),
}

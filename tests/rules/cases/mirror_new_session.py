from support.build import Case, approval, erspan, policy, port, span, state, to_ip, vlan

from netwatch.model.evidence import Severity

NONE = state(mirrors=())
OWN = policy(prefixes=("198.51.100.0/24",))

FIRES = {
    "to-an-address-nobody-knows": Case(
        before=NONE,
        after=state(mirrors=(erspan(),)),
        severity=Severity.HIGH,
        says=("New session 52 (erspan-source)", "Gi1/0/1 both", "no known prefix"),
        quotes=("monitor session 52 type erspan-source", "198.51.100.9"),
    ),
    "inside-our-prefix": Case(
        before=NONE, after=state(mirrors=(erspan(),)), policy=OWN, severity=Severity.MEDIUM
    ),
    "to-a-local-port": Case(
        before=NONE, after=state(mirrors=(span(),)), severity=Severity.MEDIUM, says=("Gi1/0/24",)
    ),
    "disabled-is-lower": Case(
        before=NONE,
        after=state(mirrors=(erspan(enabled=False),)),
        severity=Severity.MEDIUM,
        says=("not copying yet",),
    ),
    "staged-without-destination": Case(
        before=NONE, after=state(mirrors=(erspan(destinations=()),)), severity=Severity.LOW
    ),
    "approved-is-still-told": Case(
        before=NONE,
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(destinations=("198.51.100.*",)),)),
        severity=Severity.LOW,
        says=("approved (owner netops, ticket CHG-1)",),
    ),
    "operational-only": Case(
        before=state(declared=(), operating=()),
        after=state(declared=(), operating=(erspan(),)),
        severity=Severity.HIGH,
    ),
    "worst-destination-decides": Case(
        before=NONE,
        after=state(mirrors=(erspan(destinations=(to_ip(), to_ip("203.0.113.5"))),)),
        policy=OWN,
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "the-same-in-other-words": Case(
        before=state(mirrors=(span(sources=(port("GigabitEthernet1/0/1"), vlan("10"))),)),
        after=state(
            mirrors=(span(sources=(vlan("10"), port("Gi1/0/1", "rx"), port("Gi1/0/1", "tx"))),)
        ),
    ),
    "config-was-not-seen-before": Case(
        before=state(files=()), after=state(mirrors=(erspan(),), files=())
    ),
}

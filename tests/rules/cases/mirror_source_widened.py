from support.build import Case, acl, approval, erspan, policy, port, state, vlan

from netwatch.model.evidence import Severity

OWN = policy(prefixes=("198.51.100.0/24",))

FIRES = {
    "another-port": Case(
        before=state(mirrors=(erspan(),)),
        after=state(
            mirrors=(
                erspan(
                    sources=(port(), port("Gi1/0/9", "rx")),
                    text="monitor session 52\n source interface Gi1/0/9 rx",
                ),
            )
        ),
        policy=OWN,
        severity=Severity.MEDIUM,
        says=("copies more: Gi1/0/9 rx",),
        quotes=("source interface Gi1/0/9 rx",),
    ),
    "both-directions": Case(
        before=state(mirrors=(erspan(sources=(port(direction="rx"),)),)),
        after=state(mirrors=(erspan(sources=(port(direction="both"),)),)),
        severity=Severity.HIGH,
    ),
    "filter-lost": Case(
        before=state(mirrors=(erspan(filters=(acl("WEB"),)),)),
        after=state(mirrors=(erspan(),)),
        policy=OWN,
        severity=Severity.MEDIUM,
        says=("filter acl WEB lets more through",),
    ),
    "source-lost-its-acl": Case(
        before=state(mirrors=(erspan(sources=(port(acl="WEB"),)),)),
        after=state(mirrors=(erspan(),)),
        policy=OWN,
        severity=Severity.MEDIUM,
    ),
    "approved-names-it": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(sources=(port(), vlan("10"))),)),
        policy=policy(approvals=(approval(destinations=("198.51.100.0/24",)),)),
        severity=Severity.LOW,
        says=("vlan 10", "ticket CHG-1"),
    ),
}
QUIET = {
    "fewer-ports": Case(
        before=state(mirrors=(erspan(sources=(port(), vlan("10"))),)),
        after=state(mirrors=(erspan(),)),
    ),
    "one-direction-less": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(sources=(port(direction="tx"),)),)),
    ),
    "a-first-filter": Case(
        before=state(mirrors=(erspan(),)), after=state(mirrors=(erspan(filters=(acl("WEB"),)),))
    ),
    "re-spelled": Case(
        before=state(mirrors=(erspan(sources=(port("Gi1/0/1"),)),)),
        after=state(mirrors=(erspan(sources=(port("GigabitEthernet1/0/1"),)),)),
    ),
}

from support.build import Case, erspan, policy, span, state, to_ip, to_port, tunnel

from netwatch.model.evidence import Severity

FIRES = {
    "with-a-new-session": Case(
        before=state(mirrors=()),
        after=state(mirrors=(erspan(),)),
        severity=Severity.HIGH,
        says=("First copy of traffic to 198.51.100.9",),
        quotes=("ip address 198.51.100.9",),
    ),
    "added-to-an-old-session": Case(
        before=state(mirrors=(span(),)),
        after=state(mirrors=(span(destinations=(to_port(), to_port("Gi1/0/7"))),)),
        severity=Severity.MEDIUM,
        says=("interface Gi1/0/7",),
    ),
    "same-address-in-another-vrf": Case(
        before=state(mirrors=(erspan(destinations=(to_ip(vrf="MGMT"),)),)),
        after=state(mirrors=(erspan(destinations=(to_ip(vrf="GUEST"),)),)),
        policy=policy(prefixes=("198.51.100.0/24",)),
        severity=Severity.MEDIUM,
        says=("vrf GUEST",),
    ),
    "behind-a-tunnel": Case(
        before=state(mirrors=(), tunnels=(tunnel(),)),
        after=state(
            mirrors=(erspan(destinations=(to_ip(resolved_from="Tunnel5"),)),), tunnels=(tunnel(),)
        ),
        severity=Severity.HIGH,
        quotes=("tunnel destination 198.51.100.9",),
    ),
}
QUIET = {
    "a-second-session-to-a-known-place": Case(
        before=state(mirrors=(erspan("52"),)), after=state(mirrors=(erspan("52"), erspan("53")))
    ),
    "another-envelope-to-the-same-place": Case(
        before=state(mirrors=(erspan(destinations=(to_ip(erspan_id=1),)),)),
        after=state(mirrors=(erspan(destinations=(to_ip(erspan_id=2),)),)),
    ),
}

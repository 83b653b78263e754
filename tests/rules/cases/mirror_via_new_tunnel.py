from support.build import Case, erspan, policy, state, to_ip, tunnel

from netwatch.model.evidence import Severity

ROUTE = "ip route vrf MGMT 203.0.113.0 255.255.255.0 Tunnel5\nend\n"
FAR = (erspan(destinations=(to_ip("203.0.113.66"),)),)

FIRES = {
    "through-the-tunnel": Case(
        before=state(mirrors=(), tunnels=()),
        after=state(
            mirrors=(erspan(destinations=(to_ip(resolved_from="Tunnel5"),)),), tunnels=(tunnel(),)
        ),
        severity=Severity.HIGH,
        says=("New tunnel Tunnel5 to 198.51.100.9 carries the copies of session 52",),
        quotes=("tunnel destination 198.51.100.9", "monitor session 52"),
    ),
    "routed-into-the-tunnel": Case(
        before=state(mirrors=FAR, tunnels=(), config=""),
        after=state(mirrors=FAR, tunnels=(tunnel(),), config=ROUTE),
        severity=Severity.HIGH,
        quotes=("ip route vrf MGMT 203.0.113.0 255.255.255.0 Tunnel5",),
    ),
    "routed-by-prefix-length": Case(
        before=state(mirrors=FAR, tunnels=(), config=""),
        after=state(mirrors=FAR, tunnels=(tunnel(),), config="ip route 0.0.0.0/0 Tu5"),
        policy=policy(prefixes=("203.0.113.0/24",)),
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "the-route-leads-elsewhere": Case(
        before=state(mirrors=FAR, tunnels=(), config=""),
        after=state(
            mirrors=FAR, tunnels=(tunnel(),), config="ip route 192.0.2.0 255.255.255.0 Tunnel5"
        ),
    ),
    "an-old-tunnel": Case(
        before=state(mirrors=(), tunnels=(tunnel(),)),
        after=state(
            mirrors=(erspan(destinations=(to_ip(resolved_from="Tunnel5"),)),), tunnels=(tunnel(),)
        ),
    ),
    "a-tunnel-that-carries-no-mirror": Case(
        before=state(mirrors=FAR, tunnels=()), after=state(mirrors=FAR, tunnels=(tunnel(),))
    ),
}

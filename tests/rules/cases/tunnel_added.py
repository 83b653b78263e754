from support.build import Case, erspan, policy, state, to_ip, tunnel

from netwatch.model.evidence import Severity

OWN = policy(prefixes=("198.51.100.0/24",))

FIRES = {
    "to-an-address-nobody-knows": Case(
        before=state(tunnels=()),
        after=state(tunnels=(tunnel(),)),
        severity=Severity.HIGH,
        says=("New tunnel Tunnel5 (gre) to 198.51.100.9", "no known prefix"),
        quotes=("tunnel destination 198.51.100.9",),
    ),
    "inside-our-prefix": Case(
        before=state(tunnels=()),
        after=state(tunnels=(tunnel(),)),
        policy=OWN,
        severity=Severity.MEDIUM,
        says=("prefix 198.51.100.0/24",),
    ),
    "without-a-far-end": Case(
        before=state(tunnels=()),
        after=state(tunnels=(tunnel(remote=None),)),
        severity=Severity.MEDIUM,
        says=("to any far end",),
    ),
    "another-far-end": Case(
        before=state(tunnels=(tunnel(remote="192.0.2.50"),)),
        after=state(tunnels=(tunnel(),)),
        severity=Severity.HIGH,
        says=("Changed tunnel",),
        quotes=("tunnel destination 198.51.100.9", "tunnel destination 192.0.2.50"),
    ),
}
QUIET = {
    "another-key": Case(
        before=state(tunnels=(tunnel(key="1"),)), after=state(tunnels=(tunnel(key="2"),))
    ),
    "removed": Case(before=state(tunnels=(tunnel(),)), after=state(tunnels=())),
    "a-moved-mirror-already-says-it": Case(
        before=state(
            mirrors=(erspan(destinations=(to_ip("192.0.2.50", resolved_from="Tunnel5"),)),),
            tunnels=(tunnel(remote="192.0.2.50"),),
        ),
        after=state(
            mirrors=(erspan(destinations=(to_ip(resolved_from="Tunnel5"),)),), tunnels=(tunnel(),)
        ),
    ),
}

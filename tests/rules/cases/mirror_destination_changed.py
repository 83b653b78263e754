from support.build import Case, erspan, policy, port, span, state, to_ip, to_port, tunnel

from netwatch.model.evidence import Severity

THROUGH = (to_ip("192.0.2.50", resolved_from="Tunnel5"),)
MOVED = (to_ip("203.0.113.66", resolved_from="Tunnel5"),)
SAME_LINES = "monitor session 52 type erspan-source\n  destination interface Tunnel5"

FIRES = {
    "another-collector": Case(
        before=state(mirrors=(erspan(destinations=(to_ip("192.0.2.50"),)),)),
        after=state(mirrors=(erspan(destinations=(to_ip("203.0.113.66"),)),)),
        policy=policy(prefixes=("192.0.2.0/24",)),
        severity=Severity.HIGH,
        says=(
            "copies to 203.0.113.66, which belongs to no known",
            "instead of 192.0.2.50",
        ),
        quotes=("ip address 203.0.113.66", "ip address 192.0.2.50"),
    ),
    "only-the-tunnel-endpoint-moved": Case(
        before=state(
            mirrors=(erspan(destinations=THROUGH, text=SAME_LINES),),
            tunnels=(tunnel(remote="192.0.2.50"),),
        ),
        after=state(
            mirrors=(erspan(destinations=MOVED, text=SAME_LINES),),
            tunnels=(tunnel(remote="203.0.113.66"),),
        ),
        severity=Severity.HIGH,
        says=("203.0.113.66 (through Tunnel5)",),
        quotes=("tunnel destination 203.0.113.66", "tunnel destination 192.0.2.50"),
    ),
    "a-second-destination": Case(
        before=state(mirrors=(span(),)),
        after=state(mirrors=(span(destinations=(to_port(), to_port("Gi1/0/7"))),)),
        severity=Severity.MEDIUM,
        says=("also copies to interface Gi1/0/7",),
    ),
    "another-neighbour-on-the-port": Case(
        before=state(mirrors=(span(destinations=(to_port(next_hop="192.0.2.8"),)),)),
        after=state(mirrors=(span(destinations=(to_port(next_hop="192.0.2.9"),)),)),
        severity=Severity.MEDIUM,
        says=("next hop 192.0.2.9",),
    ),
    "another-envelope": Case(
        before=state(mirrors=(erspan(destinations=(to_ip(erspan_id=1),)),)),
        after=state(mirrors=(erspan(destinations=(to_ip(erspan_id=2),)),)),
        policy=policy(prefixes=("198.51.100.0/24",)),
        severity=Severity.MEDIUM,
        says=("with erspan-id 1 -> 2, still copies to 198.51.100.9",),
    ),
}
QUIET = {
    "only-the-spelling": Case(
        before=state(mirrors=(span(destinations=(to_port("GigabitEthernet1/0/24"),)),)),
        after=state(mirrors=(span(destinations=(to_port("Gi1/0/24"),)),)),
    ),
    "another-tunnel-to-the-same-end": Case(
        before=state(mirrors=(erspan(destinations=(to_ip(resolved_from="Tunnel5"),)),)),
        after=state(mirrors=(erspan(destinations=(to_ip(resolved_from="Tunnel6"),)),)),
    ),
    "a-staged-session-completed": Case(
        before=state(mirrors=(erspan(destinations=()),)), after=state(mirrors=(erspan(),))
    ),
    "only-the-sources": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=(erspan(sources=(port("Gi1/0/2"),)),)),
    ),
}

from support.build import Case, capture, erspan, port, span, state, to_ip, to_port, vlan

from netwatch.model.evidence import Severity

FIRES = {
    "hidden": Case(
        after=state(declared=(), operating=(erspan(),)),
        severity=Severity.CRITICAL,
        says=("Session 52 (erspan-source) runs but is not in the configuration",),
        quotes=("monitor session 52",),
    ),
    "runs-to-another-destination": Case(
        after=state(declared=(erspan(destinations=(to_ip("192.0.2.50"),)),), operating=(erspan(),)),
        severity=Severity.HIGH,
        says=("to 198.51.100.9, which the configuration does not say",),
        quotes=("ip address 198.51.100.9", "ip address 192.0.2.50"),
    ),
    "runs-with-another-source": Case(
        after=state(declared=(span(),), operating=(span(sources=(port(), port("Gi1/0/9", "rx"))),)),
        severity=Severity.HIGH,
        says=("from Gi1/0/9 rx",),
    ),
    "runs-in-both-directions": Case(
        after=state(declared=(span(sources=(port(direction="rx"),)),), operating=(span(),)),
        severity=Severity.HIGH,
    ),
    "declared-without-destination": Case(
        after=state(declared=(erspan(destinations=()),), operating=(erspan(),)),
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "both-views-agree": Case(
        after=state(
            declared=(span(sources=(port("GigabitEthernet1/0/1"), vlan("10"))),),
            operating=(span(sources=(port("Gi1/0/1"),)),),
        )
    ),
    "the-tunnel-is-named-instead-of-its-end": Case(
        after=state(
            declared=(erspan(destinations=(to_ip(resolved_from="Tunnel5"),)),),
            operating=(erspan(destinations=(to_port("Tu5"),)),),
        )
    ),
    "another-spelling-of-an-address": Case(
        after=state(
            declared=(erspan(destinations=(to_ip("2001:db8::1"),)),),
            operating=(erspan(destinations=(to_ip("2001:0DB8:0::0001"),)),),
        )
    ),
    "the-operational-view-says-less": Case(
        after=state(declared=(erspan(),), operating=(erspan(destinations=(), sources=()),))
    ),
    "a-capture-is-never-in-a-configuration": Case(after=state(declared=(), operating=(capture(),))),
    "the-configuration-was-not-observed": Case(after=state(operating=(erspan(),))),
}

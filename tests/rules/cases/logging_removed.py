from support.build import Case, state, traits

from netwatch.model.evidence import Severity

ONE = ("192.0.2.9", "udp 514")
TWO = ("192.0.2.10", "udp 514")
FLOW = ("flow 192.0.2.8", "udp 2055")


def targets(*given):
    return state(**traits(log_targets=given))


FIRES = {
    "one-of-two": Case(
        before=targets(ONE, TWO),
        after=targets(TWO),
        severity=Severity.MEDIUM,
        says=("The log is no longer sent to 192.0.2.9 (udp 514); 1 are left",),
        quotes=("192.0.2.9 udp 514",),
    ),
    "the-last": Case(
        before=targets(ONE, FLOW),
        after=targets(FLOW),
        severity=Severity.HIGH,
        says=("none is left",),
    ),
    "replaced": Case(
        before=targets(ONE),
        after=targets(("203.0.113.66", "udp 514")),
        severity=Severity.MEDIUM,
        says=("new is 203.0.113.66",),
    ),
    "flow-export": Case(
        before=targets(ONE, FLOW),
        after=targets(ONE),
        severity=Severity.HIGH,
        says=("Flow records are no longer sent to flow 192.0.2.8",),
    ),
}
QUIET = {
    "added": Case(before=targets(ONE), after=targets(ONE, TWO)),
    "reordered": Case(before=targets(ONE, TWO), after=targets(TWO, ONE)),
    "another-port": Case(before=targets(ONE), after=targets(("192.0.2.9", "tcp 6514"))),
}

from support.build import Case, policy, state, traits

from netwatch.model.evidence import Severity

OURS = policy(prefixes=("192.0.2.0/24",), collectors=(("198.51.100.9/32", "flows1"),))


def targets(*given):
    return state(**traits(log_targets=given))


FIRES = {
    "to-a-stranger": Case(
        before=targets("192.0.2.9"),
        after=targets("192.0.2.9", ("flow 203.0.113.66", "udp 2055")),
        policy=OURS,
        severity=Severity.HIGH,
        says=("New flow export flow 203.0.113.66 (udp 2055)", "holds 203.0.113.66"),
        quotes=("flow 203.0.113.66 udp 2055",),
    )
}
QUIET = {
    "to-a-known-collector": Case(before=targets(), after=targets("flow 198.51.100.9"), policy=OURS),
    "a-log-host": Case(before=targets(), after=targets("203.0.113.66"), policy=OURS),
    "removed": Case(before=targets("flow 203.0.113.66"), after=targets(), policy=OURS),
}

from support.build import Case, policy, state, traits

from netwatch.model.evidence import Severity

OURS = policy(prefixes=("192.0.2.0/24",))
ONE = ("tacacs 192.0.2.10", "port 49")
TWO = ("tacacs 192.0.2.11", "port 49")
STRANGER = ("tacacs 203.0.113.66", "port 49")


def servers(*given):
    return state(**traits(aaa_servers=given))


FIRES = {
    "to-an-address-nobody-knows": Case(
        before=servers(ONE),
        after=servers(ONE, STRANGER),
        policy=OURS,
        severity=Severity.HIGH,
        says=("New AAA server tacacs 203.0.113.66", "holds 203.0.113.66"),
        quotes=("tacacs 203.0.113.66",),
    ),
    "a-named-server-gets-a-strange-address": Case(
        before=servers(("tacacs ISE1", "192.0.2.10 port 49")),
        after=servers(("tacacs ISE1", "203.0.113.66 port 49")),
        policy=OURS,
        severity=Severity.HIGH,
        says=("Changed AAA server tacacs ISE1", "it was"),
        quotes=("203.0.113.66", "192.0.2.10"),
    ),
    "one-more-of-ours": Case(
        before=servers(ONE), after=servers(ONE, TWO), policy=OURS, severity=Severity.MEDIUM
    ),
    "one-of-two-gone": Case(
        before=servers(ONE, TWO),
        after=servers(ONE),
        policy=OURS,
        severity=Severity.LOW,
        says=("is gone; 1 are left",),
    ),
    "the-last-one-gone": Case(
        before=servers(ONE), after=servers(), severity=Severity.HIGH, says=("none is left",)
    ),
}
FIRES["a-group-with-its-new-server-is-one-fact"] = Case(
    before=servers(ONE, ("group ISE", "192.0.2.10")),
    after=servers(ONE, STRANGER, ("group ISE", "203.0.113.66 192.0.2.10")),
    policy=OURS,
    severity=Severity.HIGH,
    says=("New AAA server tacacs",),
)
FIRES["a-group-with-a-known-server"] = Case(
    before=servers(ONE, TWO, ("group ISE", "192.0.2.10")),
    after=servers(ONE, TWO, ("group ISE", "192.0.2.11")),
    policy=OURS,
    severity=Severity.MEDIUM,
    says=("Changed AAA server group ISE",),
)
QUIET = {
    "reordered-in-their-group": Case(
        before=servers(("group ISE", "192.0.2.10 192.0.2.11 vrf M")),
        after=servers(("group ISE", "192.0.2.11 192.0.2.10 vrf M")),
    ),
    "reordered": Case(before=servers(ONE, TWO), after=servers(TWO, ONE)),
    "another-key-which-secret-changed-tells": Case(
        before=servers(("tacacs 192.0.2.10", "key <secret:aa>")),
        after=servers(("tacacs 192.0.2.10", "key <secret:bb>")),
    ),
    "never-read-before": Case(before=state(config=""), after=servers(STRANGER)),
}

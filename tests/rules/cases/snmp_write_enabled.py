from support.build import Case, state, traits

from netwatch.model.evidence import Severity


def writers(*given, config=None):
    return state(**traits(snmp_writers=given), config=config)


OLD = ("community <secret:aaaa>", "10")

FIRES = {
    "from-everywhere": Case(
        before=writers(),
        after=writers("community <secret:bbbb>"),
        severity=Severity.HIGH,
        says=("New SNMP writer community <secret:bbbb>, from any address",),
    ),
    "behind-a-list": Case(before=writers(), after=writers(OLD), severity=Severity.MEDIUM),
    "its-list-taken-away": Case(
        before=writers(OLD),
        after=writers(OLD[0]),
        severity=Severity.HIGH,
        says=("Changed SNMP writer", "it was community <secret:aaaa> (10)"),
    ),
    "a-v3-group": Case(
        before=writers(), after=writers(("group ADMINS v3 priv", "")), severity=Severity.HIGH
    ),
    "beside-the-old-one": Case(
        before=writers(OLD), after=writers(OLD, "community <secret:cccc>"), severity=Severity.HIGH
    ),
}
FIRES |= {
    f"not-limited-by-{name}": Case(
        before=writers(), after=writers(("community <secret:dd>", value)), severity=Severity.HIGH
    )
    for name, value in (("everything", "addresses ::/0"), ("a-view", "write-view all"))
}
FIRES["limited-by-clients"] = Case(
    before=writers(),
    after=writers(("community <secret:dd>", "clients 0.0.0.0/0 restrict, clients 192.0.2.0/24")),
    severity=Severity.MEDIUM,
)
QUIET = {
    "the-new-local-user-is-told": Case(
        before=state(**traits(snmp_writers=(), users=())),
        after=state(**traits(snmp_writers=("user eve network-admin",), users=("eve",))),
    ),
    "removed": Case(before=writers(OLD), after=writers()),
    "rotated-which-secret-changed-tells": Case(
        before=writers(OLD, config="snmp-server community <secret:aaaa> RW 10\n"),
        after=writers(
            ("community <secret:bbbb>", "10"), config="snmp-server community <secret:bbbb> RW 10\n"
        ),
    ),
    "never-read-before": Case(before=state(config=""), after=writers(OLD)),
}

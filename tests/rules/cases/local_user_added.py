from support.build import Case, state, traits

from netwatch.model.evidence import Severity


def users(*given):
    return state(**traits(users=given))


ADMIN = ("admin", "privilege 15")


def full(value):
    return Case(before=users(ADMIN), after=users(ADMIN, ("eve", value)), severity=Severity.HIGH)


FIRES = {
    "with-full-privilege": Case(
        before=users(ADMIN),
        after=users(ADMIN, ("cisco_tac_admin", "privilege 15")),
        severity=Severity.HIGH,
        says=("New local user: cisco_tac_admin (privilege 15), with full privilege",),
        quotes=("cisco_tac_admin privilege 15",),
    ),
    "super-user": full("class super-user"),
    "network-admin": full("role network-admin"),
    "uid-0": full("uid 0 shell /bin/bash"),
    "full": full("group full"),
    "with-a-shell": full("privilege 1 shell"),
    "ordinary": Case(
        before=users(ADMIN), after=users(ADMIN, ("noc", "privilege 1")), severity=Severity.MEDIUM
    ),
    "without-a-word-of-privilege": Case(
        before=users(), after=users("noc"), severity=Severity.MEDIUM
    ),
    "raised": Case(
        before=users(("noc", "privilege 1")),
        after=users(("noc", "privilege 15")),
        severity=Severity.HIGH,
        says=("may do more than before: 'privilege 1'",),
    ),
    "raised-a-little": Case(
        before=users(("noc", "privilege 1")),
        after=users(("noc", "privilege 7")),
        severity=Severity.MEDIUM,
    ),
}
FIRES["a-new-key"] = Case(
    before=users(("noc", "privilege 1 ssh-key 0123456789ab")),
    after=users(("noc", "privilege 1 ssh-key 0123456789ab ssh-key ba9876543210")),
    severity=Severity.MEDIUM,
    says=("New key of a local user: noc",),
)
QUIET = {
    "the-word-root-is-a-place": Case(
        before=users(("ops", "accprofile readonly vdom root")),
        after=users(("ops", "accprofile none vdom root")),
    ),
    "lowered": Case(before=users(("noc", "privilege 15")), after=users(("noc", "privilege 1"))),
    "removed": Case(before=users(ADMIN, "noc"), after=users(ADMIN)),
    "reordered": Case(before=users(ADMIN, "noc"), after=users("noc", ADMIN)),
    "never-read-before": Case(before=state(config=""), after=users(ADMIN)),
}

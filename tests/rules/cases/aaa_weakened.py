from support.build import Case, state, traits

from netwatch.model.evidence import Severity

LOGIN = "authentication login default"
STRICT = (LOGIN, "group tacacs+ local")
RECORD = ("accounting commands 15 default", "start-stop group tacacs+")
ORDERS = ("authorization exec default", "group tacacs+ local")


def methods(*given):
    return state(**traits(aaa_methods=given))


FIRES = {
    "lost-its-group": Case(
        before=methods(STRICT),
        after=methods((LOGIN, "local")),
        severity=Severity.HIGH,
        says=("no longer asks a server", "it was authentication login default (group tacacs+"),
        quotes=("authentication login default local", "group tacacs+ local"),
    ),
    "gained-none": Case(
        before=methods(STRICT),
        after=methods((LOGIN, "group tacacs+ none")),
        severity=Severity.HIGH,
        says=("lets in without a check",),
    ),
    "local-first": Case(
        before=methods(STRICT),
        after=methods((LOGIN, "local group tacacs+")),
        severity=Severity.HIGH,
        says=("asks the device itself first (local)",),
    ),
    "another-group": Case(
        before=methods(STRICT),
        after=methods((LOGIN, "group evil local")),
        severity=Severity.MEDIUM,
        says=("another group of servers",),
    ),
    "list-gone": Case(
        before=methods(STRICT, RECORD), after=methods(RECORD), severity=Severity.HIGH
    ),
    "authorization-gone": Case(
        before=methods(STRICT, ORDERS), after=methods(STRICT), severity=Severity.HIGH
    ),
    "accounting-gone": Case(
        before=methods(STRICT, RECORD),
        after=methods(STRICT),
        severity=Severity.MEDIUM,
        says=("accounting commands 15 default (start-stop group tacacs+) is gone",),
    ),
    "accounting-to-nobody": Case(
        before=methods(RECORD),
        after=methods((RECORD[0], "none")),
        severity=Severity.MEDIUM,
        says=("no longer records",),
    ),
    "a-new-list-beside": Case(
        before=methods(STRICT),
        after=methods(STRICT, ("authentication login BACK", "local")),
        severity=Severity.MEDIUM,
        says=("is new and asks no server",),
    ),
    "a-new-list-without-a-check": Case(
        before=methods(STRICT),
        after=methods(STRICT, ("authentication login CON", "none")),
        severity=Severity.HIGH,
    ),
    "junos-order": Case(
        before=methods(("authentication-order", "tacplus password")),
        after=methods(("authentication-order", "password tacplus")),
        severity=Severity.HIGH,
    ),
    "asa-server-group": Case(
        before=methods(("authentication ssh console", "ISE LOCAL")),
        after=methods(("authentication ssh console", "LOCAL")),
        severity=Severity.HIGH,
    ),
}
FIRES |= {
    "a-line-gives-full-privilege": Case(
        before=methods(STRICT),
        after=methods(STRICT, ("vty 0 4 privilege level", "15")),
        severity=Severity.HIGH,
        says=("gives more to whoever gets in",),
    ),
    "a-line-gives-more": Case(
        before=methods(("vty 0 4 privilege level", "1")),
        after=methods(("vty 0 4 privilege level", "7")),
        severity=Severity.MEDIUM,
    ),
    "no-password-needed": Case(
        before=methods(STRICT),
        after=methods(STRICT, "authentication policy local allow-nopassword-remote-login"),
        severity=Severity.HIGH,
    ),
    "a-local-list-gone": Case(
        before=methods(("authentication http console", "LOCAL")),
        after=methods(),
        severity=Severity.MEDIUM,
    ),
}
QUIET = {
    "authorization-added": Case(
        before=methods(STRICT),
        after=methods(STRICT, ("authorization exec default", "group T local if-authenticated")),
    ),
    "a-line-gives-less": Case(
        before=methods(STRICT, ("con 0 privilege level", "15")), after=methods(STRICT)
    ),
    "a-password-is-needed-again": Case(
        before=methods("authentication policy local allow-nopassword-remote-login"),
        after=methods(),
    ),
    "a-list-without-a-check-gone": Case(
        before=methods(STRICT, ("vty 5 15 login", "none")), after=methods(STRICT)
    ),
    "accounting-added": Case(before=methods(STRICT), after=methods(STRICT, RECORD)),
    "reordered": Case(before=methods(STRICT, RECORD), after=methods(RECORD, STRICT)),
    "made-stricter": Case(before=methods((LOGIN, "local")), after=methods(STRICT)),
    "none-taken-away": Case(
        before=methods((LOGIN, "group tacacs+ none")), after=methods((LOGIN, "group tacacs+"))
    ),
    "local-fallback-added": Case(before=methods((LOGIN, "group tacacs+")), after=methods(STRICT)),
    "first-list-of-its-kind": Case(before=methods(RECORD), after=methods(RECORD, (LOGIN, "local"))),
}

from support.build import Case, state

from netwatch.model.evidence import Severity


def config(secret, order="first\nsecond"):
    return f"username admin secret 9 <secret:{secret}>\n{order}\n"


FIRES = {
    "another-password": Case(
        before=state(config=config("aaaa1111aaaa")),
        after=state(config=config("bbbb2222bbbb")),
        severity=Severity.MEDIUM,
        says=("Another secret in 'username admin secret 9 <secret:bbbb2222bbbb>'",),
        quotes=("<secret:bbbb2222bbbb>", "<secret:aaaa1111aaaa>"),
    ),
    "under-a-parent": Case(
        before=state(config="tacacs server T1\n key <secret:aaaa1111aaaa>\n"),
        after=state(config="tacacs server T1\n key <secret:bbbb2222bbbb>\n"),
        severity=Severity.MEDIUM,
        says=("tacacs server T1 / key",),
    ),
}
QUIET = {
    "only-re-salted": Case(
        before=state(config=config("aaaa1111aaaa")),
        after=state(config=config("aaaa1111aaaa", "second\nfirst")),
    ),
    "a-new-user-is-drift": Case(
        before=state(config="hostname r1\n"), after=state(config=config("aaaa1111aaaa"))
    ),
}

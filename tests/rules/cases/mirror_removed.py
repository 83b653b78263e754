from support.build import Case, approval, capture, erspan, policy, state

from netwatch.model.evidence import Severity

FIRES = {
    "gone": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=()),
        severity=Severity.LOW,
        says=("Session 52 (erspan-source) is gone",),
        quotes=("monitor session 52",),
    ),
    "an-approved-feed": Case(
        before=state(mirrors=(erspan(),)),
        after=state(mirrors=()),
        policy=policy(approvals=(approval(),)),
        severity=Severity.MEDIUM,
        says=("it was approved (owner netops",),
    ),
}
QUIET = {
    "only-half-was-observed": Case(
        before=state(declared=(erspan(),), operating=()), after=state(operating=())
    ),
    "a-capture-ended": Case(before=state(operating=(capture(),)), after=state(operating=())),
}

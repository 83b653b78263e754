from datetime import timedelta

from support.build import NOW, Case, approval, erspan, policy, state

from netwatch.model.evidence import Severity

OVER = approval(expires=NOW - timedelta(days=1))

FIRES = {
    "yesterday": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(OVER,)),
        severity=Severity.MEDIUM,
        says=("has outlived its approval (owner netops, ticket CHG-1, until 2026-03-01)",),
        quotes=("monitor session 52",),
    ),
    "this-very-second": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(expires=NOW),)),
        severity=Severity.MEDIUM,
    ),
    "disabled-is-lower": Case(
        after=state(mirrors=(erspan(enabled=False),)),
        policy=policy(approvals=(OVER,)),
        severity=Severity.LOW,
    ),
}
QUIET = {
    "still-running": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(expires=NOW + timedelta(seconds=1)),)),
    ),
    "renewed": Case(
        after=state(mirrors=(erspan(),)), policy=policy(approvals=(OVER, approval(ticket="CHG-2")))
    ),
    "for-another-device": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(devices=("other",), expires=NOW),)),
    ),
}

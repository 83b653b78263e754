from support.build import Case, approval, erspan, policy, state

from netwatch.model.evidence import Severity

FIRES = {
    "no-shutdown": Case(
        before=state(mirrors=(erspan(enabled=False),)),
        after=state(mirrors=(erspan(),)),
        severity=Severity.HIGH,
        says=("was enabled", "198.51.100.9"),
    ),
    "destination-added": Case(
        before=state(mirrors=(erspan(destinations=()),)),
        after=state(mirrors=(erspan(),)),
        severity=Severity.HIGH,
        says=("was completed",),
    ),
    "approved": Case(
        before=state(mirrors=(erspan(enabled=False),)),
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(devices=("core-*",), sites=("nyc",), tags=("edge",)),)),
        severity=Severity.LOW,
        says=("approved (owner netops",),
    ),
}
QUIET = {
    "shut-down": Case(
        before=state(mirrors=(erspan(),)), after=state(mirrors=(erspan(enabled=False),))
    ),
    "the-text-fell-silent": Case(
        before=state(mirrors=(erspan(enabled=None),)), after=state(mirrors=(erspan(),))
    ),
    "completed-but-disabled": Case(
        before=state(mirrors=(erspan(destinations=(), enabled=False),)),
        after=state(mirrors=(erspan(enabled=False),)),
    ),
}

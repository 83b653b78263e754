from datetime import timedelta

from support.build import NOW, Case, approval, capture, erspan, policy, port, span, state

from netwatch.model.evidence import Severity

FIRES = {
    "a-local-port-nobody-approved": Case(
        after=state(mirrors=(span(),)),
        severity=Severity.MEDIUM,
        says=("Session 1 (local) copies to interface Gi1/0/24, which no approval covers",),
        quotes=("monitor session 1",),
    ),
    "approved-for-another-destination": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(destinations=("192.0.2.50",)),)),
        severity=Severity.MEDIUM,
    ),
    "approved-for-another-site": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(sites=("lon",)),)),
        severity=Severity.MEDIUM,
    ),
    "a-source-the-approval-does-not-name": Case(
        after=state(mirrors=(erspan(sources=(port(), port("Gi1/0/9"))),)),
        policy=policy(approvals=(approval(sources=("Gi1/0/1",)),)),
        severity=Severity.MEDIUM,
    ),
    "disabled-is-lower": Case(after=state(mirrors=(span(enabled=False),)), severity=Severity.LOW),
}
QUIET = {
    "approved": Case(
        after=state(mirrors=(span(),)),
        policy=policy(approvals=(approval(destinations=("Gi1/0/2?",)),)),
    ),
    "approved-in-another-spelling": Case(
        after=state(mirrors=(span(),)),
        policy=policy(approvals=(approval(destinations=("gigabitethernet1/0/24",)),)),
    ),
    "expired-is-told-elsewhere": Case(
        after=state(mirrors=(span(),)),
        policy=policy(approvals=(approval(expires=NOW - timedelta(days=1)),)),
    ),
    "unknown-owner-already-says-it": Case(after=state(mirrors=(erspan(),))),
    "a-capture": Case(after=state(operating=(capture(),))),
}

from support.build import Case, approval, capture, erspan, policy, span, state, to_ip

from netwatch.model.evidence import Severity
from netwatch.model.mirror import Destination, DestinationKind

FIRES = {
    "no-policy-at-all": Case(
        after=state(mirrors=(erspan(),)),
        severity=Severity.HIGH,
        says=("Session 52 (erspan-source) copies to 198.51.100.9, which no known prefix",),
        quotes=("ip address 198.51.100.9",),
    ),
    "beside-our-prefix": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(prefixes=("198.51.100.0/29",)),
        severity=Severity.HIGH,
    ),
    "an-approval-that-names-no-destination-vouches-for-none": Case(
        after=state(mirrors=(erspan(destinations=(to_ip(), to_ip("203.0.113.5"))),)),
        policy=policy(approvals=(approval(devices=("core-*",)),), prefixes=("203.0.113.0/24",)),
        severity=Severity.HIGH,
    ),
    "an-end-not-understood": Case(
        after=state(
            mirrors=(erspan(destinations=(Destination(DestinationKind.UNKNOWN, "far 9"),)),)
        ),
        severity=Severity.MEDIUM,
    ),
    "disabled-is-lower": Case(
        after=state(mirrors=(erspan(enabled=False),)), severity=Severity.MEDIUM
    ),
}
QUIET = {
    "our-prefix": Case(
        after=state(mirrors=(erspan(),)), policy=policy(prefixes=("198.51.100.0/24",))
    ),
    "a-collector": Case(
        after=state(mirrors=(erspan(),)), policy=policy(collectors=(("198.51.100.9/32", "ids1"),))
    ),
    "a-device-of-ours": Case(
        after=state(mirrors=(erspan(),)), addresses={"198.51.100.9": "probe1"}
    ),
    "approved-by-address": Case(
        after=state(mirrors=(erspan(),)),
        policy=policy(approvals=(approval(destinations=("198.51.100.9",)),)),
    ),
    "a-local-port": Case(after=state(mirrors=(span(),))),
    "a-capture": Case(after=state(operating=(capture(),))),
}

from dataclasses import dataclass, field, replace

from support.build import DEVICE, Case, approval, erspan, policy, state, to_ip

from netwatch.model.device import CloudAccount, Device
from netwatch.model.evidence import Severity
from netwatch.model.mirror import Destination, DestinationKind, MirrorKind, Source, SourceKind
from netwatch.model.state import Identity

OURS, THEIRS = "111122223333", "999988887777"
ARN = f"arn:aws:elasticloadbalancing:us-east-1:{THEIRS}:loadbalancer/net/drop/1"
BALANCER = Destination(DestinationKind.LOAD_BALANCER, ARN, port=4789, owner=THEIRS)
HIDDEN = Destination(DestinationKind.UNKNOWN, "tmt-0a1")
SENSOR = Destination(DestinationKind.ENI, "eni-0c0", port=4789, owner=OURS)
ACCOUNT = Device(name="aws-prod", address=OURS, platform="aws", cloud=CloudAccount(account=OURS))
QUOTE = '"TrafficMirrorTargetId": "tmt-0a1"'


@dataclass(frozen=True, kw_only=True)
class CloudCase(Case):
    device: Device = field(default=ACCOUNT)

    @property
    def facts(self):
        return replace(Case.facts.fget(self), device=self.device)


def session(destination, **more):
    source = Source(SourceKind.ENI, "eni-0a7")
    return erspan(
        "us-east-1/tms-0a1", (source,), (destination,), QUOTE, kind=MirrorKind.TAP, **more
    )


def account(destination, **more):
    told = Identity(serial=OURS)
    return state(mirrors=(session(destination, **more),), identity=told)


FIRES = {
    "a-strangers-balancer": CloudCase(
        after=account(BALANCER),
        severity=Severity.HIGH,
        says=(f"of the account {THEIRS}, which is in no inventory",),
        quotes=(QUOTE,),
    ),
    "a-target-nobody-here-can-see": CloudCase(
        after=account(HIDDEN),
        severity=Severity.HIGH,
        says=("that this account cannot see",),
    ),
    "another-account-of-ours": CloudCase(
        after=account(BALANCER),
        addresses={THEIRS: "aws-security"},
        severity=Severity.MEDIUM,
        says=("which is aws-security of the inventory",),
    ),
    "nothing-selected-yet": CloudCase(
        after=account(BALANCER, enabled=False),
        severity=Severity.MEDIUM,
        says=("is set to copy",),
    ),
    "approved-for-another-receiver": CloudCase(
        after=account(BALANCER),
        policy=policy(approvals=(approval(destinations=("eni-0c0",)),)),
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "our-own-sensor": CloudCase(after=account(SENSOR)),
    "ours-by-the-inventory-alone": CloudCase(
        after=state(mirrors=(session(SENSOR),), identity=None)
    ),
    "approved-by-name": CloudCase(
        after=account(BALANCER), policy=policy(approvals=(approval(destinations=(ARN,)),))
    ),
    "a-hidden-target-that-is-approved": CloudCase(
        after=account(HIDDEN), policy=policy(approvals=(approval(destinations=("tmt-0a1",)),))
    ),
    "no-cloud": CloudCase(
        after=state(mirrors=(erspan(destinations=(to_ip(),)), session(HIDDEN))), device=DEVICE
    ),
}

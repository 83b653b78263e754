from support.build import Case, acl, approval, capture, erspan, policy, state

from netwatch.model.evidence import Severity

FIRES = {
    "running": Case(
        after=state(operating=(capture(),)),
        severity=Severity.HIGH,
        says=("Packet capture mycap runs: Gi1/0/1 both to file flash:mycap.pcap",),
        quotes=("Status : Active",),
    ),
    "of-administrators-logins": Case(
        after=state(
            operating=(capture(text="monitor capture mycap match ipv4 protocol tcp any any eq 49"),)
        ),
        severity=Severity.HIGH,
        says=("matches TACACS+ logins",),
    ),
    "stopped": Case(after=state(operating=(capture(enabled=False),)), severity=Severity.LOW),
    "state-not-said": Case(
        after=state(operating=(capture(enabled=None),)), severity=Severity.MEDIUM
    ),
    "approved": Case(
        after=state(operating=(capture(filters=(acl("WEB"),)),)),
        policy=policy(approvals=(approval(destinations=("flash:*",)),)),
        severity=Severity.LOW,
        says=("approved (owner netops",),
    ),
}
QUIET = {
    "a-session-is-no-capture": Case(after=state(operating=(erspan(),))),
    "none": Case(after=state(operating=())),
}

from support.build import Case, state

from netwatch.model.evidence import Severity
from netwatch.model.snapshot import Failure, Reason

FIRES = {
    "refused": Case(
        before=state(host_key="ssh-ed25519 SHA256:aaaa"),
        after=state(failures=(Failure(None, Reason.HOST_KEY_CHANGED, "got SHA256:bbbb"),)),
        severity=Severity.CRITICAL,
        says=("Host key changed, the device was not asked",),
        quotes=("SHA256:bbbb",),
    ),
    "another-key-was-let-in": Case(
        before=state(host_key="ssh-ed25519 SHA256:aaaa"),
        after=state(host_key="ssh-ed25519 SHA256:bbbb"),
        severity=Severity.HIGH,
        says=("Host key is ssh-ed25519 SHA256:bbbb, was ssh-ed25519 SHA256:aaaa",),
        quotes=("SHA256:bbbb", "SHA256:aaaa"),
    ),
}
QUIET = {
    "the-same": Case(
        before=state(host_key="ssh-ed25519 SHA256:aaaa"),
        after=state(host_key="ssh-ed25519 SHA256:aaaa"),
    ),
    "pinned-at-first-sight": Case(after=state(host_key="ssh-ed25519 SHA256:aaaa")),
    "unreachable-is-told-elsewhere": Case(
        after=state(failures=(Failure(None, Reason.UNREACHABLE, "no answer"),))
    ),
}

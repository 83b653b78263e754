from support.build import Case, state

from netwatch.model.evidence import Severity
from netwatch.model.snapshot import Failure, Reason

FIRES = {
    "a-command-refused": Case(
        after=state(
            failures=(Failure("show boot", Reason.COMMAND_REJECTED, "% Invalid input detected"),)
        ),
        severity=Severity.MEDIUM,
        says=("Not observed: show boot (command-rejected)",),
        quotes=("% Invalid input detected",),
    ),
    "the-whole-device": Case(
        after=state(failures=(Failure(None, Reason.UNREACHABLE, "no answer on port 22"),)),
        severity=Severity.MEDIUM,
        says=("the whole device (unreachable)",),
    ),
}
QUIET = {
    "all-was-observed": Case(after=state(config="")),
    "a-changed-host-key-has-its-own-rule": Case(
        after=state(failures=(Failure(None, Reason.HOST_KEY_CHANGED, "key differs"),))
    ),
}

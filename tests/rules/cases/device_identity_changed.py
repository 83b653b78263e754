from support.build import Case, state

from netwatch.model.evidence import Severity
from netwatch.model.snapshot import Failure, Reason
from netwatch.model.state import Identity

OLD = state(identity=Identity("r1", "FOC1", "C9300-24T"))

FIRES = {
    "another-serial": Case(
        before=OLD,
        after=state(identity=Identity("r1", "FOC2", "C9300-24T")),
        severity=Severity.HIGH,
        says=("Serial is FOC2, was FOC1",),
        quotes=("serial: FOC2", "serial: FOC1"),
    ),
    "renamed": Case(
        before=OLD,
        after=state(identity=Identity("r2", "FOC1", "C9300-24T")),
        severity=Severity.MEDIUM,
    ),
    "refused": Case(
        after=state(failures=(Failure(None, Reason.WRONG_DEVICE, "prompt says sw9, not r1"),)),
        severity=Severity.HIGH,
        says=("Another device answers: prompt says sw9",),
    ),
}
QUIET = {
    "the-same": Case(before=OLD, after=OLD),
    "not-said-this-time": Case(before=OLD, after=state(identity=Identity("r1"))),
}

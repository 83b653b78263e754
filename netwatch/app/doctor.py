"""A failing visit explained: every step, what was seen, and what to do next."""

from collections.abc import Iterator

from netwatch import registry
from netwatch.app.collecting import access_for, collector
from netwatch.app.workspace import Workspace
from netwatch.collect.deadline import Halt
from netwatch.collect.diagnose import Outcome, Step, diagnose
from netwatch.model.device import Device
from netwatch.model.document import Document, Table


def diagnosis(work: Workspace, device: Device) -> tuple[Document, bool]:
    """Visit ``device`` step by step; return what was seen and whether every step went well.

    A cloud account is asked everything once; each question is a step. Raises SecretError,
    InventoryError.
    """
    steps = tuple(_asked(work, device) if device.cloud else _over_ssh(work, device))
    healthy = all(each.outcome is Outcome.OK for each in steps)
    data = {
        "device": device.name,
        "healthy": healthy,
        "steps": [
            {
                "name": each.name,
                "outcome": each.outcome.value,
                "detail": each.detail,
                "advice": each.advice,
            }
            for each in steps
        ],
    }
    rows = tuple((each.name, each.outcome.value, each.detail, each.advice) for each in steps)
    table = Table(f"{device.name} ({device.address})", ("step", "", "seen", "next step"), rows)
    closing = "every step went well" if healthy else "the first failed step is where to look"
    return Document(data=data, tables=(table,), notes=(closing,)), healthy


def _over_ssh(work: Workspace, device: Device) -> Iterator[Step]:
    return diagnose(device, registry.platform(device.platform), access_for(work, device))


def _asked(work: Workspace, device: Device) -> Iterator[Step]:
    """Yield a step for every question to a cloud account, what was not answered last."""
    snapshot = collector(work, (device,), Halt())(device)
    for each in snapshot.artifacts:
        yield Step(each.command, Outcome.OK, f"{len(each.text.splitlines()):,} lines, complete")
    for note in snapshot.notes:
        yield Step("note", Outcome.OK, note)
    for failure in snapshot.failures:
        problem, _, advice = failure.detail.rpartition("; ")
        name = failure.command or "login"
        yield Step(name, Outcome.FAILED, f"{failure.reason.value}: {problem or advice}", advice)

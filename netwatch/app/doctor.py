"""A failing visit explained: every step, what was seen, and what to do next."""

from netwatch import registry
from netwatch.app.collecting import access_for
from netwatch.app.workspace import Workspace
from netwatch.collect.diagnose import Outcome, diagnose
from netwatch.model.device import Device
from netwatch.model.document import Document, Table


def diagnosis(work: Workspace, device: Device) -> tuple[Document, bool]:
    """Visit ``device`` step by step; return what was seen and whether every step went well.

    Raises SecretError, InventoryError.
    """
    platform = registry.platform(device.platform)
    steps = tuple(diagnose(device, platform, access_for(work, device)))
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

"""Visits to simulated REST clouds, as the transport makes them."""

import contextlib
from datetime import UTC, datetime

from support.clouds import stages

from netwatch import registry
from netwatch.app.collecting import _cleaner
from netwatch.collect.access import CloudAccess
from netwatch.collect.deadline import Halt
from netwatch.model.device import CloudAccount, Device
from netwatch.read import read_device

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REPLAYS = {"azure": "R22_azure", "gcp": "R22_gcp"}
OWN = object()


class Visited:
    """One visit: its snapshot, and the state read from it."""

    def __init__(self, platform, snapshot):
        self.snapshot = snapshot
        self.state = read_device(platform, snapshot)
        self.failures = [(each.command, each.reason.value) for each in snapshot.failures]
        self.text = repr((snapshot, self.state))

    @property
    def details(self):
        return "\n".join(each.detail for each in self.snapshot.failures)

    @property
    def mirrors(self):
        return {each.id: each for each in self.state.mirrors or ()}


def visit(
    name,
    endpoint,
    credentials=OWN,
    *,
    timeout_s=20.0,
    halt=None,
    account=OWN,
    limits=None,
    redact=False,
    **entry,
):
    """Visit the account of platform ``name`` at ``endpoint``."""
    platform = registry.platform(name)
    own = stages(REPLAYS[name])[0]["account"]
    given = registry.unit("lab.clouds", name).CREDENTIALS if credentials is OWN else credentials
    account = own if account is OWN else account
    device = Device(
        name=f"{name}-prod",
        address=account or f"{name}-prod",
        platform=name,
        timeout_s=timeout_s,
        cloud=CloudAccount(account=account, endpoint=endpoint, **entry),
    )
    access = CloudAccess(
        redact=_cleaner(platform, b"key") if redact else lambda text, topic: text,
        credentials=given,
        halt=halt or Halt(),
        **(limits or {}),
    )
    collect = registry.unit("collect.clouds", platform.transport).collect
    return Visited(platform, collect(device, platform, access, now=NOW))


@contextlib.contextmanager
def cloud(name, stage="before", tls=None, **more):
    """Serve the replay's cloud in ``stage``, with ``more`` objects laid over it."""
    objects = {**stages(REPLAYS[name])[1][stage], **more}
    made = registry.unit("lab.clouds", name).Cloud
    with made(objects, tls) if tls else made(objects) as running:
        yield running

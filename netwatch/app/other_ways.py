"""The other ways to a device that its inventory entry opens: SNMP, NETCONF, a second account."""

from dataclasses import dataclass, replace

from netwatch import registry
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.access import Access
from netwatch.inventory.errors import InventoryError
from netwatch.model.device import Device
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.snapshot import Artifact, Failure, Reason, Snapshot
from netwatch.model.state import Answers
from netwatch.parsing.second_account import AGAIN, SECOND
from netwatch.read import is_doubtful


@dataclass(frozen=True, slots=True)
class Ways:
    """What each way needs, with its own secrets; None where the inventory does not open it."""

    second: Access | None = None
    agent: Access | None = None
    netconf: Access | None = None


def ways_to(work: Workspace, device: Device, access: Access) -> Ways:
    """Return the other ways to ``device``, which ``access`` visits.

    Raises SecretError, and InventoryError where a way is wanted that cannot be gone.
    """
    if device.snmp is not None:
        from netwatch.collect.snmp import is_installed

        if not is_installed():
            raise InventoryError(
                f"{work.inventory.source}: {device.name}: `snmp:` needs a library that is not "
                "installed; run pip install 'netwatch-drift[snmp]'"
            )

    if device.netconf is not None:
        platform = registry.platform(device.platform)
        if platform.netconf is None:
            raise InventoryError(
                f"{work.inventory.source}: {device.name}: {platform.title} is not read over "
                "NETCONF; leave `netconf:` away"
            )

    def with_secrets(name: str | None) -> Access | None:
        return None if name is None else replace(access, credentials=work.credentials(name))

    return Ways(
        second=with_secrets(device.second_account),
        agent=with_secrets(device.snmp.credentials if device.snmp else None),
        netconf=with_secrets(
            (device.netconf.credentials or device.credentials) if device.netconf else None
        ),
    )


def with_other_ways(
    snapshot: Snapshot, device: Device, platform: Platform, access: Access, ways: Ways
) -> Snapshot:
    """Return ``snapshot`` with what the other ways show; without an answer there is none to doubt.

    What fails is a failure of its own; what the main visit observed stays as it is.
    """
    if not snapshot.artifacts:
        return snapshot
    if ways.agent is not None:
        snapshot = _with_agent(snapshot, device, ways.agent)
    if ways.second is not None:
        snapshot = _with_second_account(snapshot, device, platform, ways.second)
    if ways.netconf is not None:
        snapshot = _with_netconf(snapshot, device, platform, ways.netconf)
    is_compared = ways.second is not None or ways.netconf is not None
    if is_compared and is_doubtful(platform, snapshot):  # perhaps configured in between
        again = _visit(device, _narrowed(platform), access)
        return _joined(snapshot, again, AGAIN, "again")
    return snapshot


def _with_netconf(
    snapshot: Snapshot, device: Device, platform: Platform, access: Access
) -> Snapshot:
    from netwatch.collect.netconf import ask

    return _with(snapshot, ask(device, platform, access))


def _with_agent(snapshot: Snapshot, device: Device, access: Access) -> Snapshot:
    from netwatch.collect.snmp import ask

    after_s = int((utc_now() - snapshot.taken_at).total_seconds())
    return _with(snapshot, ask(device, access, after_s))


def _with(snapshot: Snapshot, said: Artifact | Failure) -> Snapshot:
    if isinstance(said, Artifact):
        return replace(snapshot, artifacts=(*snapshot.artifacts, said))
    return replace(snapshot, failures=(*snapshot.failures, said))


def _with_second_account(
    snapshot: Snapshot, device: Device, platform: Platform, second: Access
) -> Snapshot:
    """Return ``snapshot`` with what ``second`` is shown of configuration and mirrors."""
    asked = _narrowed(platform)
    if not any(each.topic == CONFIG for each in asked.commands):
        detail = f"no single command of {platform.title} shows the configuration; drop it"
        failure = Failure("second account", Reason.COMMAND_REJECTED, detail)
        return replace(snapshot, failures=(*snapshot.failures, failure))
    name = device.second_account or ""
    return _joined(snapshot, _visit(device, asked, second), SECOND, f"as {name}")


def _narrowed(platform: Platform) -> Platform:
    """Return ``platform`` with only the plain questions for configuration and mirrors."""
    commands = tuple(each for each in platform.commands if each.topic in SECOND and not each.slow)
    return replace(platform, commands=commands, templates=(), follow_up=_nothing_more)


def _nothing_more(_answers: Answers) -> tuple[()]:
    return ()


def _visit(device: Device, platform: Platform, access: Access) -> Snapshot:
    from netwatch.collect.retry import collect_patiently

    return collect_patiently(device, platform, access, now=utc_now())


def _joined(snapshot: Snapshot, more: Snapshot, topics: dict[str, str], how: str) -> Snapshot:
    """Return ``snapshot`` with the answers of ``more`` under their own topics, and its failures."""
    return replace(
        snapshot,
        artifacts=(
            *snapshot.artifacts,
            *(
                replace(each, topic=topics[each.topic], command=f"{each.command} ({how})")
                for each in more.artifacts
            ),
        ),
        failures=(
            *snapshot.failures,
            *(
                replace(each, command=f"{each.command or 'login'} ({how})")
                for each in more.failures
            ),
        ),
    )

"""A second, short visit with another account: is the first one shown everything?"""

from dataclasses import replace

from netwatch.app.workspace import utc_now
from netwatch.collect.access import Access
from netwatch.model.device import Device
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.snapshot import Failure, Reason, Snapshot
from netwatch.model.state import Answers
from netwatch.parsing.second_account import AGAIN, SECOND
from netwatch.read import is_doubtful


def with_second_account(
    snapshot: Snapshot, device: Device, platform: Platform, first: Access, second: Access
) -> Snapshot:
    """Return ``snapshot`` with what ``second`` is shown of configuration and mirrors.

    Where that is more, the ``first`` account is asked once more: somebody may have configured in
    between. What fails is a failure of its own; what the main visit observed stays as it is.
    """
    if not snapshot.artifacts:
        return snapshot
    asked = _narrowed(platform)
    if not any(each.topic == CONFIG for each in asked.commands):
        detail = f"no single command of {platform.title} shows the configuration; drop it"
        failure = Failure("second account", Reason.COMMAND_REJECTED, detail)
        return replace(snapshot, failures=(*snapshot.failures, failure))
    name = device.second_account or ""
    seen = _joined(snapshot, _visit(device, asked, second), SECOND, f"as {name}")
    if not is_doubtful(platform, seen):
        return seen
    return _joined(seen, _visit(device, asked, first), AGAIN, "again")


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

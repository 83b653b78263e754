"""The outcome of one check of one device, as every face shows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from netwatch.model.device import Device
from netwatch.model.evidence import Severity
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.state import DeviceState


class CheckStatus(StrEnum):
    """``unknown`` is news too: something could not be observed and nothing else was found."""

    OK = "ok"
    FINDINGS = "findings"
    UNKNOWN = "unknown"


class ExitCode(IntEnum):
    """CONTRACT section 5; a device that was not reached never gives 0."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one visit saw, and the findings that stand for the device after it.

    ``ignored`` counts the facts that policy does not want told.
    """

    device: Device
    state: DeviceState
    findings: tuple[KeptFinding, ...] = ()
    ignored: int = 0

    @property
    def told(self) -> tuple[KeptFinding, ...]:
        """Return the findings about the device, without those about netwatch's own sight."""
        return tuple(each for each in self.findings if not each.finding.rule.startswith("collect"))

    @property
    def status(self) -> CheckStatus:
        """Return the one word for this device."""
        if any(each.status is Status.OPEN for each in self.told):
            return CheckStatus.FINDINGS
        return CheckStatus.UNKNOWN if self.state.failures else CheckStatus.OK

    def exit_code(self, fail_on: Severity) -> ExitCode:
        """Return what a script should learn about this device alone."""
        if any(
            each.status is Status.OPEN and each.finding.severity >= fail_on for each in self.told
        ):
            return ExitCode.FINDINGS
        return ExitCode.UNKNOWN if self.state.failures else ExitCode.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """A sweep: every device's outcome, in inventory order; times in UTC."""

    started_at: datetime
    finished_at: datetime
    checked: tuple[Checked, ...]


def exit_code(checked: tuple[Checked, ...], fail_on: Severity) -> ExitCode:
    """Return the exit code of several checks: findings outrank blindness, blindness outranks OK."""
    codes = {each.exit_code(fail_on) for each in checked}
    for code in (ExitCode.FINDINGS, ExitCode.UNKNOWN):
        if code in codes:
            return code
    return ExitCode.OK

"""A configuration judged before it is deployed: what would it add, redirect or weaken?"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netwatch import registry
from netwatch.app.explaining import configured
from netwatch.app.merging import merge
from netwatch.app.scan import PASSING_KEY, read_text
from netwatch.app.workspace import Workspace
from netwatch.compare import compare
from netwatch.detect import detect
from netwatch.judgement.told_change import told
from netwatch.model.checked import ExitCode
from netwatch.model.device import Device
from netwatch.model.document import Case, Document, Outcome, Table
from netwatch.model.errors import NetwatchError
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.rule import Facts
from netwatch.model.state import DeviceState
from netwatch.model.window import Entry
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact
from netwatch.report._cases import of_finding
from netwatch.shapes import failure_shape, finding_shape, mirror_shape, when


class PlanError(NetwatchError):
    """The candidate cannot be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a candidate would change, and what would be found then and is not found now.

    ``standing`` counts what is found now and would be found still, ``over`` what would end.
    """

    device: str
    platform: str
    at: datetime
    base: str
    candidate: DeviceState
    changes: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    standing: int
    over: int

    def exit_code(self, fail_on: Severity) -> ExitCode:
        """Return 1 for a finding at or above ``fail_on``, 3 when the candidate was not read."""
        if any(each.severity >= fail_on for each in self.findings):
            return ExitCode.FINDINGS
        return ExitCode.UNKNOWN if self.candidate.failures else ExitCode.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to judge: the candidate's file, for which device, and the base to lay it over.

    ``base`` is a file, None for what the store knows; ``merge`` tells that the candidate is a
    fragment. ``platform`` is needed where the device is in no inventory.
    """

    candidate: Path
    device: str
    base: Path | None = None
    merge: bool = False
    platform: str | None = None


def plan(work: Workspace, request: Request, now: datetime) -> Planned:
    """Judge a candidate by the rules that need no visit; nobody logs in anywhere.

    Raises PlanError, CannotMergeError, FileUnreadableError, InventoryError.
    """
    device = _device(work, request)
    platform = registry.platform(device.platform)
    # Secrets of two files are compared with each other alone: a pipeline needs no state for that.
    key = work.key if request.base is None else PASSING_KEY
    text = _quiet(platform, request.candidate, key)
    base, named = _base(work, request, device, platform)
    if request.merge:
        merged = merge(platform.name, base, text)
        base, text = merged.before, merged.after
    old = configured(device.name, platform, base, now)
    new = configured(device.name, platform, text, now)
    if old.failures or new.failures:
        failed = (old if old.failures else new).failures[0]
        which = named if old.failures else str(request.candidate)
        raise PlanError(f"{which}: {failed.detail}")
    changes = compare(old, new, platform)
    was = {each.fingerprint for each in _found(work, device, None, old, now)}
    found = _found(work, device, old, new, now)
    return Planned(
        device=device.name,
        platform=platform.name,
        at=now,
        base=named,
        candidate=new,
        changes=tuple(told(each) for each in changes),
        findings=tuple(each for each in found if each.fingerprint not in was),
        standing=sum(each.fingerprint in was for each in found),
        over=len(was - {each.fingerprint for each in found}),
    )


def _device(work: Workspace, request: Request) -> Device:
    if request.platform is not None:
        registry.platform(request.platform)
        return Device(name=request.device, address="", platform=request.platform)
    (device, *more) = work.devices((request.device,))
    if more:
        raise PlanError(f"{request.device} selects several devices: a candidate is for one")
    return device


def _quiet(platform: Platform, path: Path, key: bytes) -> str:
    text = read_text(path)
    if text is None or not text.strip():
        raise PlanError(f"{path}: it is empty, or no text")
    return blank(redact(text, platform.secrets, key), platform.noise, CONFIG)


def _base(work: Workspace, request: Request, device: Device, platform: Platform) -> tuple[str, str]:
    """Return the configuration to compare with, and what to call it."""
    if request.base is not None:
        return _quiet(platform, request.base, PASSING_KEY), str(request.base)
    state = work.store.known_state(device.name)
    if state is None or state.config is None:
        raise PlanError(
            f"no configuration of {device.name} is kept yet: run netwatch check {device.name}, or "
            "name the one before the change with --base FILE"
        )
    return state.config, f"last known at {when(state.taken_at)}"


def _found(
    work: Workspace, device: Device, before: DeviceState | None, after: DeviceState, now: datetime
) -> tuple[Finding, ...]:
    platform = registry.platform(device.platform)
    addresses = {} if device.address == "" else {
        each.address: each.name for each in work.inventory.devices
    }  # fmt: skip
    facts = Facts(
        device=device,
        platform=platform,
        now=now,
        before=before,
        after=after,
        known=after,
        changes=compare(before, after, platform),
        policy=work.policy,
        addresses=addresses,
    )
    return detect(facts, registry.rules())


def plan_view(planned: Planned, fail_on: Severity) -> Document:
    """Return what a candidate would do, as a document."""
    findings = [
        KeptFinding(finding=each, first_seen=planned.at, last_seen=planned.at, new=True)
        for each in planned.findings
    ]
    data = {
        "schema": "netwatch/plan/1",
        "device": planned.device,
        "platform": planned.platform,
        "base": planned.base,
        "changes": [
            {"what": each.what, "stanza": list(each.stanza), "diff": list(each.diff)}
            for each in planned.changes
        ],
        "findings": [finding_shape(each) for each in findings],
        "standing": planned.standing,
        "over": planned.over,
        "mirrors": [mirror_shape(each) for each in planned.candidate.mirrors or ()],
        "failures": [failure_shape(each) for each in planned.candidate.failures],
    }
    rows = tuple((each.what, " / ".join(each.stanza)) for each in planned.changes)
    note = (
        f"{planned.device}, against {planned.base}: {len(planned.changes)} changes; findings: "
        f"{len(findings)} new, {planned.standing} that stand already, {planned.over} that would end"
    )
    return Document(
        data=data,
        tables=(Table("Would change", ("what", "under"), rows),),
        findings=tuple(findings),
        cases=tuple(of_finding(each, fail_on) for each in findings)
        or (Case(planned.device, "nothing worth telling would come of it", Outcome.PASSED),),
        notes=(note,),
    )

"""Approvals as documents."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from netwatch.app.approving import Approved
from netwatch.judgement.permission import permission_text
from netwatch.judgement.places import place_of
from netwatch.model.document import Document, Table
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.policy import DriftApproval, ImageApproval, MirrorApproval, Permission, Policy
from netwatch.shapes import Json, Shape, finding_shape, when
from netwatch.store.values import ApprovalState, Decision, KeptApproval

_COLUMNS = ("id", "state", "until", "permits", "ticket", "owner", "asked by", "granted by")
_OVER = "over"
_KINDS = {MirrorApproval: "mirror", ImageApproval: "image", DriftApproval: "drift"}


def approved_view(approved: Approved, policy: Policy, now: datetime) -> Document:
    """Return what was granted, kept or ended, and the findings whose standing it changed."""
    return Document(
        data={
            "schema": "netwatch/approve/1",
            "approvals": [_shape(each, now) for each in approved.approvals],
            "changed": [finding_shape(each) for each in approved.changed],
        },
        tables=(_table(approved.approvals, (), policy, now),),
        findings=approved.changed,
        notes=(*_steps(approved.approvals), _effect(approved.changed)),
    )


def approvals_view(kept: Sequence[KeptApproval], policy: Policy, now: datetime) -> Document:
    """Return every approval: those of the policy, then those of the store, oldest first."""
    listed: tuple[Permission, ...] = (
        *policy.approvals, *policy.image_approvals, *policy.drift_approvals,
    )  # fmt: skip
    shapes: list[Json] = [
        {"state": _OVER if each.is_over(now) else "granted", **_permits(each), "id": None,
         "place": place_of(each, policy)}
        for each in listed
    ]  # fmt: skip
    return Document(
        data=[*shapes, *(_shape(each, now) for each in kept)],
        tables=(_table(kept, listed, policy, now),),
        notes=(f"{len(listed)} approvals in the policy, {len(kept)} in the store",),
    )


def _shape(kept: KeptApproval, now: datetime) -> Shape:
    return {
        "id": kept.number,
        "state": _state(kept, now),
        **_permits(kept.approval),
        "findings": list(kept.findings),
        "requested": _said(kept.requested),
        "granted": _said(kept.granted),
        "revoked": _said(kept.revoked),
    }


def _permits(given: Permission) -> Shape:
    shape: Shape = {
        "kind": _KINDS[type(given)],
        "permits": permission_text(given),
        "until": when(given.expires),
        "ticket": given.ticket,
        "owner": given.owner,
        "reason": given.reason,
        "devices": list(given.devices),
        "sites": list(given.sites),
        "tags": list(given.tags),
    }
    match given:
        case MirrorApproval():
            return shape | {
                "sources": list(given.sources),
                "destinations": list(given.destinations),
                "collectors": list(given.collectors),
            }
        case ImageApproval():
            return shape | {
                "version": given.version,
                "digest": given.digest,
                "models": list(given.models),
            }
        case _:
            return shape | {
                "rules": list(given.rules),
                "subjects": list(given.subjects),
                "statements": list(given.statements),
            }


def _said(decision: Decision | None) -> Json:
    if decision is None:
        return None
    return {
        "by": decision.actor,
        "login": decision.login,
        "at": when(decision.at),
        "reason": decision.note or None,
    }


def _state(kept: KeptApproval, now: datetime) -> str:
    is_over = kept.state is ApprovalState.GRANTED and kept.approval.is_over(now)
    return _OVER if is_over else kept.state.value


def _table(
    kept: Iterable[KeptApproval], listed: Iterable[Permission], policy: Policy, now: datetime
) -> Table:
    rows = [
        (place_of(each, policy), _OVER if each.is_over(now) else "granted",
         *_cells(each), "", "")
        for each in listed
    ]  # fmt: skip
    rows += [
        (str(each.number), _state(each, now), *_cells(each.approval),
         each.requested.actor, each.granted.actor if each.granted else "")
        for each in kept
    ]  # fmt: skip
    return Table("Approvals", _COLUMNS, tuple(rows))


def _cells(given: Permission) -> tuple[str, str, str, str]:
    ends = f"{given.expires:%Y-%m-%d %H:%M}Z" if given.expires else "without end"
    return ends, permission_text(given), given.ticket or "", given.owner or ""


def _steps(approvals: Iterable[KeptApproval]) -> tuple[str, ...]:
    notes = []
    for each in approvals:
        number = each.number
        match each.state:
            case ApprovalState.REQUESTED:
                names = " ".join(fingerprint[:8] for fingerprint in each.findings)
                notes.append(
                    f"approval {number} is only asked for, by {each.requested.actor}: policy wants "
                    f"another person to grant it: netwatch approve {names} --by NAME"
                )
            case ApprovalState.REVOKED:
                notes.append(f"approval {number} is revoked")
            case ApprovalState.GRANTED:
                notes.append(f"approval {number} is granted")
                if each.granted and each.requested.actor != each.granted.actor:
                    notes += _one_login(each.requested, each.granted)
    return tuple(notes)


def _one_login(asked: Decision, granted: Decision) -> list[str]:
    if asked.login is None or asked.login != granted.login:
        return []
    note = "netwatch cannot tell whether two people agreed"
    return [f"both names were typed under the login {asked.login}: {note}"]


def _effect(changed: Sequence[KeptFinding]) -> str:
    explained = sum(each.status is Status.EXPLAINED for each in changed)
    return f"{explained} findings are explained now, {len(changed) - explained} are open again"

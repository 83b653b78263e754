"""Where a decision of policy stands, for people to look it up."""

from pathlib import PurePath

from netwatch.model.policy import Approval, Policy


def policy_line(policy: Policy, line: int | None) -> str:
    """Return ``policy.yaml:12``, the file's name alone when the line is not known."""
    name = PurePath(policy.source).name
    return name if line is None else f"{name}:{line}"


def place_of(approval: Approval, policy: Policy) -> str:
    """Return ``policy.yaml:12``, or ``approval 7`` for one granted with ``netwatch approve``."""
    if approval.stored is not None:
        return f"approval {approval.stored}"
    return policy_line(policy, approval.line)

"""EXOS policies and dynamic ACLs that copy into a mirror, and where they are bound.

A policy's text is not part of ``show configuration`` (``show policy detail`` prints it), only
its binding is; ``then { permit; mirror NAME; }`` was seen on hardware, the rest of the layout of
``show policy detail`` is from memory.
"""

import re
from dataclasses import dataclass

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Direction
from netwatch.model.platform import CONFIG

POLICIES = "policies"
_POLICY = re.compile(r"(?:Policy(?: name)?:|# policy:?) *\"?([^\s\"]{1,64})")
_MIRROR = re.compile(r"(?:^|[;{\s\"])mirror(?: +\"?([^\s\";]{1,64})\"?)? *(?:;|\"|$)")
_DYNAMIC = re.compile(r"create access-list \"?([^\s\"]{1,64})\"? (.{1,2000})$")
_BOUND = re.compile(
    r"configure access-list (?:add )?\"?([^\s\"]{1,64})\"? (?:(?:first|last) )?"
    r"(?:(ports?|vlan) \"?(\S{1,400}?)\"?|(any))(?: (ingress|egress))?$"
)


@dataclass(frozen=True, slots=True)
class Copying:
    """A policy that copies into ``mirror`` (None: the default one)."""

    policy: str
    mirror: str | None
    quote: Evidence


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a policy acts."""

    policy: str
    place: str
    way: Direction
    quote: Evidence


def copying(lines: list[str], policies: str) -> tuple[Copying, ...]:
    """Return every policy that copies, each pair of policy and mirror once."""
    found: dict[tuple[str, str | None], Copying] = {}
    for number, line in enumerate(lines, 1):
        dynamic = _DYNAMIC.match(line)
        action = _MIRROR.search(dynamic[2]) if dynamic else None
        if dynamic and action:
            one = Copying(dynamic[1], action[1], Evidence(CONFIG, number, line))
            found.setdefault((one.policy, one.mirror), one)
    policy = "policy"
    for number, raw in enumerate(policies.split("\n"), 1):
        line = raw.strip()[:1000]
        if head := _POLICY.match(line):
            policy = head[1]
        elif not line.startswith("#") and (action := _MIRROR.search(line)):
            one = Copying(policy, action[1], Evidence(POLICIES, number, line))
            found.setdefault((one.policy, one.mirror), one)
    return tuple(found.values())


def bindings(lines: list[str]) -> tuple[Binding, ...]:
    """Return every place a policy or dynamic ACL is bound to."""
    return tuple(
        Binding(
            bound[1],
            "any" if bound[4] else f"vlan {bound[3]}" if bound[2] == "vlan" else bound[3],
            Direction.TX if bound[5] == "egress" else Direction.RX,
            Evidence(CONFIG, number, line),
        )
        for number, line in enumerate(lines, 1)
        if (bound := _BOUND.match(line))
    )

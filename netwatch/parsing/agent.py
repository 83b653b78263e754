"""What an SNMP agent says of itself, as it is kept among the answers of a visit.

Writing and reading lie side by side because netwatch is the author: an agent answers in binary.
"""

import re
from collections.abc import Mapping

from netwatch.model.channels import SNMP, Agent
from netwatch.model.evidence import Evidence
from netwatch.model.platform import Noise
from netwatch.model.posture import Counter

COMMAND = "snmp get"
DESCRIPTION, NAME = "sysDescr.0", "sysName.0"
AGENT_UPTIME, HOST_UPTIME = "sysUpTime.0", "hrSystemUptime.0"

OBJECTS = {
    DESCRIPTION: "1.3.6.1.2.1.1.1.0",
    AGENT_UPTIME: "1.3.6.1.2.1.1.3.0",
    NAME: "1.3.6.1.2.1.1.5.0",
    HOST_UPTIME: "1.3.6.1.2.1.25.1.1.0",
}
"""Objects of SNMPv2-MIB (RFC 3418) and HOST-RESOURCES-MIB (RFC 2790) that are asked for."""

VOLATILE = (Noise(rf"^(asked after|{AGENT_UPTIME} =|{HOST_UPTIME} =) .*", r"\1", topic=SNMP),)
"""Read first and blanked before the answer is kept: an unchanged agent costs no new version."""

_TICKS = 100
_LONGEST = 1000
_TAKEN = re.compile(r"asked after (\d{1,9}) s")
_TIME = re.compile(rf"({AGENT_UPTIME}|{HOST_UPTIME}) = (\d{{1,10}})".replace(".0", r"\.0"))


def answer_of(values: Mapping[str, str], after_s: int) -> str:
    """Return the answer to keep: each value on one line, asked ``after_s`` into the visit."""
    lines = [f"asked after {max(0, after_s)} s"]
    lines += [f"{name} = {_line(values[name])}" for name in OBJECTS if name in values]
    return "".join(f"{each}\n" for each in lines)


def _line(value: str) -> str:
    shown = "".join(each if each.isprintable() else " " for each in value[: 4 * _LONGEST])
    return " ".join(shown.split())[:_LONGEST]


def agent_of(text: str) -> Agent:
    """Undo ``answer_of`` for what lasts."""
    said = dict(line.split(" = ", 1) for line in text.split("\n", 16)[:16] if " = " in line)
    return Agent(said.get(DESCRIPTION) or None, said.get(NAME) or None)


def uptimes_of(text: str) -> tuple[Counter, ...]:
    """Return how many seconds agent and host had been up when the visit began."""
    lines = text.split("\n", 16)[:16]
    taken = _TAKEN.fullmatch(lines[0])
    after_s = int(taken[1]) if taken else 0
    found = ((number, line, _TIME.fullmatch(line)) for number, line in enumerate(lines, 1))
    return tuple(
        Counter(time[1], int(time[2]) // _TICKS - after_s, (Evidence(SNMP, number, line),))
        for number, line, time in found
        if time is not None
    )

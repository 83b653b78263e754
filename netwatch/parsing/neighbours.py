"""What stands at the receiving end of a mirror: CDP, LLDP and ARP, asked only about such ends.

Layouts as Cisco's and Arista's command references show them. The questions are follow-ups: a
device without a running mirror is never asked.
"""

import re
from collections.abc import Iterable, Iterator

from netwatch.model.place import Neighbour
from netwatch.model.platform import MIRRORS, NEIGHBOURS, Command, Noise
from netwatch.model.state import Answers

_MOST = 4
_LONGEST = 120
# IOS writes `Destination Ports` and `Destination IP Address`, NX-OS `destination ports` and
# `destination-ip`; a comma parts several.
_END = re.compile(
    r"^[ \t]{0,12}(?:Dest\w{0,9}[ -](?:Ports?|IP(?: Address)?|interfaces?))[ \t]{0,24}:"
    r"[ \t]{0,8}(?P<ends>[^\n]{1,200})",
    re.MULTILINE | re.IGNORECASE,
)
_NAME = re.compile(
    r"^[ \t-]{0,8}(?:Device ID|System Name)[ \t]{0,8}:"
    r"[ \t]{0,8}\"?(?P<name>[^\"\n]{1,120}?)\"?[ \t]*$",
    re.MULTILINE,
)
_ARP = re.compile(
    r"^(?:Internet +)?(?P<address>[0-9.]{7,15}) +\S{1,20} "
    r"+(?P<mac>[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2})"
    r"(?: +ARPA)? +(?P<place>[^\n]{1,60}?)[ \t]*$",
    re.MULTILINE,
)
AGES = (
    Noise(r"^(Internet +[0-9.]+ +)\S+(?= )", r"\1-", topic=NEIGHBOURS),
    Noise(r"^([0-9.]{7,15} +)[\d:.]+(?= )", r"\1-", topic=NEIGHBOURS),
    Noise(r"(?i)\b(hold ?time|time remaining|ttl)(\W+)\d+", r"\1\2-", topic=NEIGHBOURS),
)


def ends(text: str | None) -> tuple[str, ...]:
    """Return the ports and addresses that a list of running sessions copies to, at most four."""
    listed = (each["ends"] for each in _END.finditer(text or ""))
    words = (word.strip() for line in listed for word in line.split(","))
    return tuple(dict.fromkeys(each for each in words if " " not in each and each))[:_MOST]


def questions(
    answers: Answers, ports: Iterable[Command], hosts: Iterable[Command]
) -> tuple[Command, ...]:
    """Return ``ports`` about each port and ``hosts`` about each address that mirrors copy to."""
    asked = []
    for end in ends(answers.get(MIRRORS)):
        about = hosts if re.fullmatch(r"[0-9.]{7,15}", end) else ports
        asked += [command for each in about if (command := each.about(end))]
    return tuple(asked)


def neighbours(answers: Answers) -> tuple[Neighbour, ...] | None:
    """Return who was seen at those ends; None where nothing was asked or answered."""
    said = answers.all(NEIGHBOURS)
    return tuple(each for pair in said for each in _read(*pair)) if said else None


def _read(command: str, text: str) -> Iterator[Neighbour]:
    via = next((each for each in ("cdp", "lldp", "arp") if f" {each}" in command), "lldp")
    if via == "arp":
        for row in _ARP.finditer(text):
            yield Neighbour(row["address"], via, row["mac"], row["place"], _line(text, row.start()))
        return
    end = next((each for each in reversed(command.split()) if re.search(r"\d", each)), "")
    for row in _NAME.finditer(text):
        name = row["name"].strip()[:_LONGEST]
        yield Neighbour(end, via, name, line=_line(text, row.start()))


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1

"""What a running VyOS or EdgeOS does: its kernel's traffic control and its packet sockets."""

import re
from collections.abc import Mapping
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import CAPTURES, MIRRORS, Command
from netwatch.model.state import Answers
from netwatch.parsing.linux import packet, tc_mirror
from netwatch.parsing.linux import tc as linux_tc
from netwatch.parsing.vyatta.interfaces import Far
from netwatch.parsing.vyatta.mirrors import operating

QDISC = "tc-qdisc"
# Every kernel has a loopback device, and that a qdisc: an answer without one is none.
SHOW_QDISCS = Command("tc qdisc show", QDISC, optional=True, end=r"^qdisc ")
SHOW_SOCKETS = Command("ss -0 -p -n", CAPTURES, optional=True, end=r"^Netid ")
INGRESS = Command("tc filter show dev {arg} ingress", MIRRORS, optional=True)
ROOT = Command("tc filter show dev {arg} root", MIRRORS, optional=True)

# `qdisc ingress ffff: dev eth1 parent ffff:fff1`, `qdisc prio 1: dev eth1 root refcnt 2`
_QDISC = re.compile(
    r"^qdisc (?P<kind>\S{1,20}) (?P<handle>\S{1,20}) dev (?P<dev>\S{1,64})"
    r" (?P<place>root|parent \S+)",
    re.MULTILINE,
)


def questions(qdiscs: str | None) -> tuple[Command, ...]:
    """Return the listing of every place that may carry filters."""
    asked = []
    for each in _QDISC.finditer(qdiscs or ""):
        if each["kind"] in ("ingress", "clsact"):
            asked.append(INGRESS.about(each["dev"]))
        # A default qdisc has the handle 0: and takes no filters.
        elif each["place"] == "root" and each["handle"] != "0:":
            asked.append(ROOT.about(each["dev"]))
    return tuple(dict.fromkeys(each for each in asked if each))


def running(answers: Answers, ends: Mapping[str, Far]) -> tuple[Mirror, ...] | None:
    """Return the copies the kernel makes; None unless every listing was answered."""
    qdiscs = answers.get(QDISC)
    if qdiscs is None or not _QDISC.search(qdiscs):
        return None
    listings = answers.all(MIRRORS)
    answered = {command for command, _ in listings}
    if any(each.text not in answered for each in questions(qdiscs)):
        return None
    shown = operating(tc_mirror.mirrors(_filters(listings), MIRRORS), ends)
    sockets = answers.get(CAPTURES)
    return (*shown, *(packet.read_captures(sockets, CAPTURES) if sockets is not None else ()))


def opaque(answers: Answers) -> tuple[Evidence, ...]:
    """Return the filters whose program may copy packets and cannot be read."""
    return tc_mirror.opaque(_filters(answers.all(MIRRORS)), MIRRORS)


def _filters(listings: tuple[tuple[str, str], ...]) -> tuple[linux_tc.Filter, ...]:
    # The listing does not name its device; the command in front of it does.
    return tuple(
        replace(each, number=each.number - 1 if each.number else None)
        for command, text in listings
        for each in linux_tc.read_text(f"{command}\n{text}")
    )

"""A Gaia clish configuration (``show configuration``): lines of ``set`` and ``add``.

Mirror and Decrypt lives in the management server's policy, so no line here makes a mirror;
``monitor-mode on`` is the receiving side. What can hide here is a capture in the job scheduler.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant, Tunnel
from netwatch.model.platform import CONFIG

_JOB = re.compile(r"add cron job (\S{1,120}) command (.{1,2000})")
_TUNNEL = re.compile(r"add (?:vpn tunnel|gre|vxlan) (\S{1,40})(.{0,500})")
_SCRIPTED = re.compile(
    r"\btcpdump\b|\bfw monitor\b|\bcppcap\b|\bfw ctl zdebug\b|\bmirror", re.IGNORECASE
)
_MENTION = re.compile(
    r"(?<![\w-])(?:mirror(?:ing)?|span|erspan|rspan|port-mirror|mirror-port)(?![\w-])"
)
_LOOKALIKE = re.compile(
    r"(?:set|add) (?:interface \S+ (?:monitor-mode|comments)|message|hostname|user|comments?|snmp "
    r"|spanning-tree|host name)|set bonding|.* comments? "
)
_HOSTNAME = re.compile(r"set hostname (\S{1,255})")
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the lines say; ``unread`` mention mirroring in a way nobody knows."""

    hostname: str | None
    tunnels: tuple[Tunnel, ...]
    dormant: tuple[Dormant, ...]
    unread: tuple[Evidence, ...]


def read_config(text: str) -> Configuration:
    """Return the reading of a clish configuration."""
    hostname = None
    tunnels: list[Tunnel] = []
    dormant: list[Dormant] = []
    unread: list[Evidence] = []
    for number, line in _lines(text):
        quote = Evidence(CONFIG, number, line[:_KEPT])
        if found := _JOB.match(line):
            if _SCRIPTED.search(found[2]):
                dormant.append(Dormant(f"cron job {found[1]}", number, line[:_KEPT]))
        elif found := _TUNNEL.match(line):
            tunnels.append(_tunnel(line.split()[1], found, quote))
        elif found := _HOSTNAME.fullmatch(line):
            hostname = found[1]
        elif _MENTION.search(line) and not _LOOKALIKE.match(line):
            unread.append(quote)
    return Configuration(hostname, tuple(tunnels), tuple(dormant), tuple(unread))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()[:4000]
        if line and line[0] != "#":
            yield number, line


def _tunnel(kind: str, found: re.Match[str], quote: Evidence) -> Tunnel:
    words = found[2].split()
    named = dict(pairwise(words))
    return Tunnel(
        name=found[1],
        mode=kind,
        local=named.get("local"),
        remote=named.get("remote"),
        key=named.get("key") or named.get("vni"),
        evidence=(quote,),
    )

"""Programs that read whole packets off an interface, from ``ss -0 -p -n`` (AF_PACKET sockets).

Shape seen in real output of iproute2 6.1: ``p_raw 0 0 *:eth1 * users:(("tcpdump",pid=1,fd=4))``,
the protocol before the colon a number in brackets, ``*`` for every protocol.
"""

import re

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)

_SOCKET = re.compile(
    r"^(?P<type>p_raw|p_dgr)\s+\d+\s+\d+\s+(?P<protocol>[^\s:]{1,20}):(?P<device>\S{1,64})\s"
)
_USER = re.compile(r'\("(?P<name>[^"\n]{1,64})",pid=\d+')
_PAYLOAD = frozenset(("*", "[3]", "[2048]", "[34525]", "ip", "ipv6", "all"))
# They listen with a kernel filter for their own protocol; a liar may borrow the name, so they
# are told of, but quietly.
_USUAL = frozenset((
    "NetworkManager", "avahi-autoipd", "charon", "dhclient", "dhcpcd", "dhcpd", "hostapd",
    "keepalived", "lldpd", "ntpd", "pppoe", "systemd-network", "systemd-networkd", "udhcpc",
    "wpa_supplicant",
))  # fmt: skip


def read_captures(
    text: str, source: str, ignore: frozenset[str] = frozenset()
) -> tuple[Mirror, ...]:
    """Return one mirror for each (interface, program) that receives every IP packet.

    Sockets bound to one control protocol (LLDP, EAPOL) get no traffic of others and are left out,
    as are the programs in ``ignore``. Without root the program's name is not shown.
    """
    found: dict[str, Mirror] = {}
    for number, line in enumerate(text.split("\n"), 1):
        socket = _SOCKET.match(line)
        if socket is None or socket["protocol"] not in _PAYLOAD:
            continue
        users = tuple(dict.fromkeys(_USER.findall(line)[:8])) or ("unknown",)
        if ignore.issuperset(users):
            continue
        capture = _capture(
            socket["device"], "+".join(users), Evidence(source, number, line.strip())
        )
        found.setdefault(capture.id, capture)
    return tuple(found.values())


def _capture(device: str, program: str, evidence: Evidence) -> Mirror:
    everywhere = device == "*"
    usual = program in _USUAL
    return Mirror(
        id=f"packet/{'any' if everywhere else device}/{program}",
        kind=MirrorKind.CAPTURE,
        confidence=Confidence.LOW if usual else Confidence.HIGH,
        sources=(
            Source(SourceKind.ALL, "all", Direction.BOTH)
            if everywhere
            else Source(SourceKind.INTERFACE, device, Direction.BOTH),
        ),
        destinations=(Destination(DestinationKind.CPU, program),),
        evidence=(evidence,),
    )

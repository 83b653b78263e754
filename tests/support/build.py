"""Small device states, policies and facts for tests of rules, comparison and reports."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

from netwatch.compare import compare, overlay
from netwatch.model.audit import AuditEvent
from netwatch.model.device import Device
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.flow import Encapsulation, FlowKind, FlowVerdict
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.known_good import KnownValue, TrustRoot
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.model.platform import Platform
from netwatch.model.policy import KnownCollector, MirrorApproval, Policy
from netwatch.model.posture import Counter, Posture, Trait
from netwatch.model.rule import Facts
from netwatch.model.sight import Due, Sight
from netwatch.model.state import DeviceState, Reading
from netwatch.model.volume import Fit, MirrorVolume, Witness
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.sessions import reconcile

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DEVICE = Device(
    name="core-rtr1", address="192.0.2.1", platform="test_os", site="nyc", tags=("edge",)
)
PLATFORM = Platform(
    name="test_os",
    title="A platform for tests",
    read=lambda _: Reading(),
    flatten=by_indent,
    interface_key=interface_key,
    mirror_removal=lambda session: (f"no monitor session {session}",),
)


def lines(text, source="running-config", start=1):
    """Quote each line of ``text``; numbers count from ``start``."""
    return tuple(
        Evidence(source, number, each) for number, each in enumerate(text.splitlines(), start)
    )


def port(name="Gi1/0/1", direction="both", acl=None):
    return Source(SourceKind.INTERFACE, name, Direction(direction), acl=acl)


def vlan(name, direction="both"):
    return Source(SourceKind.VLAN, name, Direction(direction))


def to_ip(value="198.51.100.9", **more):
    return Destination(DestinationKind.IP, value, **more)


def to_port(name="Gi1/0/24", **more):
    return Destination(DestinationKind.INTERFACE, name, **more)


def acl(name):
    return Filter("acl", name)


GI1 = (port(),)
COLLECTOR = (to_ip(),)
ANALYSER = (to_port(),)


def erspan(session="52", sources=GI1, destinations=COLLECTOR, text=None, **more):
    ends = "\n".join(f"  ip address {each.value}" for each in destinations)
    quoted = text or f"monitor session {session} type erspan-source\n{ends}"
    more.setdefault("kind", MirrorKind.ERSPAN_SOURCE)
    more.setdefault("complete", bool(sources and destinations))
    return Mirror(
        session,
        sources=tuple(sources),
        destinations=tuple(destinations),
        evidence=lines(quoted, start=200),
        **more,
    )


def span(session="1", sources=GI1, destinations=ANALYSER, **more):
    text = f"monitor session {session} source interface Gi1/0/1"
    more.setdefault("kind", MirrorKind.LOCAL)
    return erspan(session, sources, destinations, text, **more)


def capture(name="mycap", **more):
    text = f"Status Information for Capture {name}\n  Status : Active"
    more.setdefault("text", text)
    return erspan(
        name,
        destinations=(Destination(DestinationKind.FILE, "flash:mycap.pcap"),),
        kind=MirrorKind.CAPTURE,
        **more,
    )


def tunnel(name="Tunnel5", remote="198.51.100.9", **more):
    text = f"interface {name}\n tunnel destination {remote}"
    return Tunnel(name, "gre", "192.0.2.1", remote, evidence=lines(text, start=40), **more)


def digest(value, path="flash:os.bin", algorithm="sha512"):
    return Digest(path, algorithm, value * 8)


def image(**more):
    booted = {"booted_at": NOW - timedelta(days=30), "last_reload_reason": "Reload Command"}
    base = {"version": "17.09.04a", "model": "C9300-24T", "running_file": "flash:os.bin"}
    return Image(**{**booted, **base, **more})


def file(path, size=1000, modified="Mar 01 2026 10:00:00"):
    return FileEntry(path, size, modified)


def trait(name, value="", text=None):
    return Trait(name, value, lines(text or f"{name} {value}".strip(), start=70))


def traits(**fields):
    """Build the one facet ``posture`` of a state; a trait is a name or (name, value)."""
    made = {
        field: tuple(trait(each) if isinstance(each, str) else trait(*each) for each in given)
        for field, given in fields.items()
    }
    return {"posture": Posture(**made)}


def count(name, value):
    return Counter(name, value, lines(f"{name} {value}", "show logging", 4))


def state(*, mirrors=None, declared=None, operating=None, **facets):
    """Build a state; ``mirrors`` is short for ``declared``."""
    declared = mirrors if declared is None else declared
    facets.setdefault("taken_at", NOW)
    return DeviceState(
        device=DEVICE.name,
        platform=PLATFORM.name,
        declared=declared,
        operating=operating,
        mirrors=reconcile(declared, operating),
        **facets,
    )


def policy(*, prefixes=(), collectors=(), **more):
    return Policy(
        prefixes=tuple(ip_network(each) for each in prefixes),
        collectors=tuple(KnownCollector(address=ip_network(a), name=n) for a, n in collectors),
        **more,
    )


def flow(kind=FlowKind.ONE_WAY_TUNNEL, **more):
    """Build a verdict of flows: 52 MB of VXLAN to an address nobody known has."""
    base = {
        "source": "192.0.2.1",
        "destination": "198.51.100.9",
        "protocol": "udp",
        "port": 4789,
        "encapsulation": Encapsulation.VXLAN,
        "risk": 9,
        "rests_on": ("vxlan (udp 4789) goes one way: nothing came back in the same tunnel",),
        "first": NOW - timedelta(hours=1),
        "last": NOW,
        "flows": 3,
        "bytes": 52_000_000,
        "packets": 60_000,
        "foreign": True,
    }
    return FlowVerdict(kind=kind, **{**base, **more})


def volume(**more):
    """Build what a session sent: more than twice what its sources carried in three hours."""
    base = {
        "sessions": ("52",),
        "destination": "198.51.100.9",
        "witness": Witness.FLOWS,
        "fit": Fit.MORE,
        "begin": NOW - timedelta(hours=3),
        "end": NOW,
        "octets": 120_000_000,
        "packets": 90_000,
        "carried": 50_000_000,
        "carried_packets": 60_000,
        "rests_on": (
            "flow records from 09:30 to 11:30: at least 120000000 octets in 90000 packets",
            "the sources' counters between the visits: 50000000 octets in 60000 packets",
        ),
    }
    return MirrorVolume(**{**base, **more})


def approval(**more):
    more.setdefault("owner", "netops")
    more.setdefault("ticket", "CHG-1")
    return MirrorApproval(**more)


def facts(before, after, policy=None, addresses=None, peers=(), measured=(), roots=(), **sight):
    """Put two visits before a rule as ``check`` does."""
    return Facts(
        device=DEVICE,
        platform=PLATFORM,
        now=NOW,
        before=before,
        after=after,
        known=overlay(before, after),
        changes=compare(before, after, PLATFORM),
        policy=policy or Policy(),
        addresses=addresses or {},
        peers=peers,
        measured=measured,
        roots=roots,
        **sight,
    )


@dataclass(frozen=True, kw_only=True)
class Case:
    """Two visits and what one rule must say of the second; no ``severity`` means quiet.

    ``says`` must stand in the title of the one finding, ``quotes`` in its evidence.
    """

    before: DeviceState | None = None
    after: DeviceState
    severity: Severity | None = None
    says: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    count: int = 1
    policy: Policy = field(default_factory=Policy)
    addresses: dict[str, str] = field(default_factory=dict)
    peers: tuple[DeviceState, ...] = ()
    measured: tuple[KnownValue, ...] = ()
    roots: tuple[TrustRoot, ...] = ()
    events: tuple[AuditEvent, ...] = ()
    sight: Sight | None = None
    dues: tuple[Due, ...] = ()
    flows: tuple[FlowVerdict, ...] = ()
    volumes: tuple[MirrorVolume, ...] = ()

    @property
    def facts(self):
        given = (self.policy, self.addresses, self.peers, self.measured, self.roots)
        made = facts(self.before, self.after, *given, sight=self.sight, dues=self.dues)
        return replace(made, events=self.events, flows=self.flows, volumes=self.volumes)

"""Networks with as many mirror sessions as a test of the map wants, the same at every call.

``python tests/support/mirror_maps.py FOLDER SESSIONS`` leaves an inventory, a policy and a store.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from netwatch import registry
from netwatch.judgement.mirror_joins import joined
from netwatch.judgement.mirror_paths import paths_of
from netwatch.model.device import Device
from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Dormant,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.mirror_path import Sighting
from netwatch.model.policy import KnownCollector, MirrorApproval, Policy
from netwatch.model.rule import Facts
from netwatch.model.state import DeviceState
from netwatch.parsing.sessions import reconcile

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CITIES = (
    "nyc", "lon", "fra", "sin", "syd", "sao", "chi", "ams", "par", "tyo",
    "hkg", "dub", "mad", "waw", "sea", "mia", "jnb", "bom", "yyz", "zrh",
)  # fmt: skip
COLLECTORS = (("192.0.2.200", "IDS sensor 1"), ("192.0.2.201", "NDR west"), ("192.0.2.202", "DLP"))
POLICY = Policy(
    prefixes=(ip_network("192.0.2.0/24"), ip_network("10.0.0.0/8")),
    collectors=tuple(KnownCollector(address=ip_network(a), name=n) for a, n in COLLECTORS),
    approvals=(
        MirrorApproval(destinations=("192.0.2.200",), owner="secops", ticket="CHG-41", line=6),
        MirrorApproval(destinations=("192.0.2.201",), owner="secops", ticket="CHG-42", line=9),
        MirrorApproval(
            destinations=("192.0.2.202",), owner="compliance", ticket="CHG-50", line=12,
            expires=NOW - timedelta(days=9),
        ),
        MirrorApproval(destinations=("interface *",), owner="net team", ticket="CHG-7", line=16),
        MirrorApproval(destinations=("vlan *",), owner="net team", ticket="CHG-8", line=20),
    ),
)  # fmt: skip
POLICY_YAML = """\
prefixes: [192.0.2.0/24, 10.0.0.0/8]
collectors:
  - {address: 192.0.2.200, name: IDS sensor 1}
  - {address: 192.0.2.201, name: NDR west}
  - {address: 192.0.2.202, name: DLP}
approvals:
  - {destinations: [192.0.2.200], owner: secops, ticket: CHG-41}
  - {destinations: [192.0.2.201], owner: secops, ticket: CHG-42}
  - {destinations: [192.0.2.202], owner: compliance, ticket: CHG-50, expires: 2026-02-20}
  - {destinations: ["interface *"], owner: net team, ticket: CHG-7}
  - {destinations: ["vlan *"], owner: net team, ticket: CHG-8}
"""


@dataclass(frozen=True)
class Network:
    """What a map is made of."""

    devices: tuple[Device, ...]
    states: tuple[DeviceState, ...]
    sightings: dict[str, tuple[Sighting, ...]]
    addresses: dict[str, str]

    def paths(self, policy=POLICY):
        told = zip(self.devices, self.states, strict=True)
        found = [path for device, state in told for path in self._of(device, state, policy)]
        return joined(found, self.addresses)

    def _of(self, device, state, policy):
        facts = Facts(
            device=device, platform=registry.platform(device.platform), now=NOW, before=None,
            after=state, known=state, policy=policy, addresses=self.addresses,
        )  # fmt: skip
        return paths_of(facts, self.sightings.get(device.name, ()))


def network(sessions):
    """Return devices with ``sessions`` mirrors in all: about five each, more sites as they grow."""
    sites = CITIES[: max(1, min(len(CITIES), round(sessions / 40)))]
    many = max(3, sessions // 5)
    devices = tuple(_device(at, sites[at * len(sites) // many]) for at in range(many))
    shares = [sessions // many + (at < sessions % many) for at in range(many)]
    mirrors, number = [], 0
    for share, device in zip(shares, devices, strict=True):
        mirrors.append([_mirror(number + at, at, device) for at in range(share)])
        number += share
    states = tuple(_state(*each) for each in zip(devices, mirrors, strict=True))
    sightings = {devices[1].name: (Sighting("203.0.113.99", None, "vxlan", "26.4 MB"),)}
    addresses = {each.address: each.name for each in devices}
    return Network(devices, states, sightings, addresses)


def _device(at, site):
    role = ("core", "dist", "acc")[at % 3]
    address = f"10.{at // 250}.{at % 250}.1"
    return Device(name=f"{site}-{role}{at}", address=address, platform="cisco_xe", site=site)


def _mirror(number, at, device):
    """Return the session ``number`` of all, the ``at``-th of ``device``; every 50th is odd."""
    odd = {11: "hidden", 23: "foreign", 37: "lapsed", 41: "off"}.get(number % 50)
    end = {
        "foreign": _ip(f"203.0.113.{number % 7 + 1}"),
        "lapsed": _ip("192.0.2.202"),
        "hidden": _ip("198.51.100.66", "Tunnel66"),
    }.get(odd)
    if end is not None:
        shown = None if odd == "hidden" else "config"
        return _session(at, MirrorKind.ERSPAN_SOURCE, end, shown)
    enabled = odd != "off"
    match number % 5:
        case 0 | 1:
            end = _ip(COLLECTORS[number % 2][0], "Tunnel1" if number % 4 == 0 else None)
            return _session(at, MirrorKind.ERSPAN_SOURCE, end, enabled=enabled)
        case 2:
            end = Destination(DestinationKind.INTERFACE, "GigabitEthernet1/0/24")
            return _session(at, MirrorKind.LOCAL, end, enabled=enabled)
        case 3:
            end = Destination(DestinationKind.VLAN, "900")
            return _session(at, MirrorKind.RSPAN_SOURCE, end, enabled=enabled)
        case _:
            end = Destination(DestinationKind.INTERFACE, "GigabitEthernet1/0/48")
            sources = (Source(SourceKind.VLAN, "900", Direction.RX),)
            return _session(at, MirrorKind.RSPAN_DESTINATION, end, enabled=enabled, sources=sources)


def _ip(value, tunnel=None):
    return Destination(DestinationKind.IP, value, resolved_from=tunnel, erspan_id=101)


def _session(at, kind, end, shown="config", *, enabled=True, sources=None):
    ports = tuple(
        Source(SourceKind.INTERFACE, f"GigabitEthernet1/0/{port + 1}", Direction.BOTH)
        for port in range(at % 4 + 1)
    )
    text = f"monitor session {at + 1} type {kind}"
    return Mirror(
        str(at + 1), kind, enabled, sources=sources or ports, destinations=(end,),
        evidence=(Evidence("running-config" if shown else "show monitor", 200 + at, text),),
    )  # fmt: skip


def _state(device, mirrors):
    hidden = [each for each in mirrors if each.evidence[0].source == "show monitor"]
    declared = tuple(each for each in mirrors if each not in hidden)
    dormant = ()
    if device.name.endswith("core0"):
        line = "action 1.0 cli command monitor session 66 type erspan-source"
        dormant = (Dormant("event manager applet NIGHT", 311, line),)
    return DeviceState(
        device=device.name, platform=device.platform, taken_at=NOW, declared=declared,
        operating=tuple(mirrors), mirrors=reconcile(declared, tuple(mirrors)), dormant=dormant,
        config="",
    )  # fmt: skip


def write(folder, sessions):
    """Leave inventory, policy and store of a network in ``folder``."""
    import yaml

    from netwatch.model.snapshot import Snapshot
    from netwatch.store.store import Store
    from netwatch.store.values import Visit

    made = network(sessions)
    folder.mkdir(parents=True, exist_ok=True)
    listed = [
        {"name": e.name, "address": e.address, "platform": e.platform, "site": e.site}
        for e in made.devices
    ]
    told = {"credentials": {"default": {"username": "netwatch"}}, "devices": listed}
    (folder / "inventory.yaml").write_text(yaml.safe_dump(told, sort_keys=False))
    (folder / "policy.yaml").write_text(POLICY_YAML)
    with Store.open(f"sqlite:///{folder.absolute() / 'netwatch.db'}") as store:
        for state in made.states:
            snapshot = Snapshot(device=state.device, platform=state.platform, taken_at=NOW)
            store.keep(Visit(snapshot=snapshot, seen=state, known=state))
    return made


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))

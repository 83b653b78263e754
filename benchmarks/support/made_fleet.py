"""An invented fleet: devices, what they showed at each change, and what was found. No store."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from netwatch import registry
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Digest, FileEntry, Image, Signature
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    SeenIn,
    Source,
    SourceKind,
)
from netwatch.model.snapshot import Artifact, Failure, Reason
from netwatch.model.state import DeviceState, Identity

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
SITES = tuple(f"site{number:02}" for number in range(40))
_ROLES = ("access", "access", "access", "edge", "core")
_TAGS = ("pci", "campus", "lab", "voice", "dc")
_PLATFORMS = (
    ("cisco_xe", "17.{}.0{}", "flash:packages.conf", "C9300-48P"),
    ("cisco_xe", "17.{}.0{}a", "flash:cat9k_iosxe.SPA.bin", "C9500-40X"),
    ("cisco_nxos", "10.{}({})", "bootflash:///nxos64-cs.bin", "N9K-C93180YC"),
    ("arista_eos", "4.3{}.{}F", "flash:/EOS.swi", "DCS-7050SX3"),
    ("juniper_junos", "23.{}R{}", None, "EX4300-48T"),
)
_COLLECTORS = tuple(f"192.0.2.{number}" for number in range(10, 60))
_STRANGERS = tuple(f"203.0.113.{number}" for number in range(1, 40))
_NOTHING = "Session list is empty\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a device showed from one visit on, until the next."""

    artifacts: tuple[Artifact, ...]
    state: DeviceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One device: where it stands, and how it ends: seen, in part, or not at all."""

    name: str
    address: str
    platform: str
    site: str
    role: str
    tags: tuple[str, ...]
    is_cloud: bool
    failures: tuple[Failure, ...]
    blind_for: int


def fleet(count: int) -> Iterator[Made]:
    """Yield the devices: one in a hundred is a cloud account, one in twenty is not seen whole."""
    for number in range(count):
        chance = random.Random(f"device {number}")
        cloud = (number + 1) % 100 == 0
        site, role = chance.choice(SITES), chance.choice(_ROLES)
        failures: tuple[Failure, ...] = ()
        if (number + 13) % 20 == 0:
            failures = (Failure("show boot", Reason.COMMAND_REJECTED, "not authorised"),)
        if (number + 39) % 50 == 0:
            failures = (Failure(None, Reason.UNREACHABLE, "no answer on port 22"),)
        yield Made(
            name=f"aws-{number:05}" if cloud else f"{role}-{site}-{number:05}",
            address=f"{100_000_000_000 + number}" if cloud else _address(number),
            platform="aws" if cloud else chance.choice(_PLATFORMS)[0],
            site=site,
            role=role,
            tags=tuple(sorted(chance.sample(_TAGS, chance.randrange(3)))),
            is_cloud=cloud,
            failures=failures,
            blind_for=1 + number % 30 if failures else 0,
        )


def shown(made: Made, versions: int) -> Iterator[Shown]:
    """Yield what the device showed, each with one edit more than before."""
    chance = random.Random(f"shown {made.name}")
    image, mirrors = _image(made, chance), _mirrors(made, chance)
    lines = _configuration(made, chance)
    for number in range(versions):
        if number:
            lines[chance.randrange(1, len(lines))] = f" description change {chance.random()}"
        config = "\n".join(lines)
        declared = tuple(each for each in mirrors if each.seen_in is not SeenIn.OPERATIONAL)
        state = DeviceState(
            device=made.name,
            platform=made.platform,
            taken_at=NOW,
            identity=Identity(hostname=made.name, serial=f"FOC{made.name[-5:]}", model=image.model),
            config=None if made.is_cloud else config,
            declared=declared,
            operating=mirrors,
            mirrors=mirrors,
            tunnels=(),
            dormant=(),
            unread=(),
            image=None if made.is_cloud else image,
            files=(FileEntry(image.running_file, 812_000_000),) if image.running_file else None,
        )
        yield Shown(artifacts=_answers(made, config, image, mirrors), state=state)


def findings(made: Made, number: int) -> Iterator[Finding]:
    """Yield ``number`` findings of the device; some together tell a story."""
    chance = random.Random(f"findings {made.name}")
    rules = registry.rules()
    for index in range(number):
        rule = chance.choice(rules)
        stranger = chance.choice(_STRANGERS)
        subject = f"{rule.id.partition('-')[0]} {index} {stranger}"
        yield Finding(
            rule=rule.id,
            severity=chance.choice((rule.severity, rule.severity, Severity.MEDIUM)),
            confidence=Confidence.HIGH,
            device=made.name,
            title=f"{rule.title} on {made.name}: {stranger}",
            subject=subject,
            techniques=rule.techniques,
            evidence=tuple(
                Evidence("running-config", line, f"monitor session {index} destination {stranger}")
                for line in range(200, 203)
            ),
            remediation=(f"no monitor session {index}",),
        )


def _seldom(chance: random.Random, times: int) -> bool:
    return chance.randrange(times) == 0


def _address(number: int) -> str:
    return f"10.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"


def _image(made: Made, chance: random.Random) -> Image:
    fits = [each for each in _PLATFORMS if each[0] == made.platform] or [_PLATFORMS[0]]
    _, version, file, model = chance.choice(fits)
    major, minor = chance.choice((6, 9, 9, 12, 12, 12)), chance.choice((3, 4, 4, 5))
    told = version.format(major, minor)
    digests = None
    if file:
        value = random.Random(f"{told}{file}{_seldom(chance, 500)}").randbytes(64).hex()
        digests = (Digest(file, "sha512", value, fetched=_seldom(chance, 10)),)
    hashed = NOW - timedelta(days=chance.randrange(1, 7))
    return Image(
        version=told,
        model=model,
        running_file=file,
        digests=digests,
        signature=chance.choice((Signature.VALID, Signature.UNKNOWN, None)),
        config_register="0x102",
        uptime_s=chance.randrange(10**7),
        booted_at=NOW - timedelta(days=chance.randrange(1, 300)),
        hashed_at=hashed if digests and not digests[0].fetched else None,
        fetched_at=hashed if digests and digests[0].fetched else None,
    )


def _mirrors(made: Made, chance: random.Random) -> tuple[Mirror, ...]:
    if chance.random() > 1 / 3:
        return ()
    return tuple(_mirror(made, number, chance) for number in range(chance.randrange(4)))


def _mirror(made: Made, number: int, chance: random.Random) -> Mirror:
    kind = (
        MirrorKind.TAP
        if made.is_cloud
        else chance.choice((MirrorKind.LOCAL, MirrorKind.RSPAN_SOURCE, MirrorKind.ERSPAN_SOURCE))
    )
    where = {
        MirrorKind.LOCAL: (DestinationKind.INTERFACE, f"Gi1/0/{chance.randrange(40, 48)}"),
        MirrorKind.RSPAN_SOURCE: (DestinationKind.VLAN, str(chance.choice((900, 901, 902)))),
    }
    stranger = _seldom(chance, 33)
    address = chance.choice(_STRANGERS if stranger else _COLLECTORS)
    to, value = where.get(kind, (DestinationKind.IP, address))
    hidden = _seldom(chance, 100)
    line = 200 + number
    return Mirror(
        str(number + 1),
        kind,
        enabled=not _seldom(chance, 20),
        sources=tuple(
            Source(SourceKind.INTERFACE, f"Gi1/0/{port}", Direction.BOTH)
            for port in sorted(chance.sample(range(1, 40), chance.randrange(1, 5)))
        ),
        destinations=(Destination(to, value, resolved_from="tunnel-ip1" if stranger else None),),
        evidence=(Evidence("running-config", line, f"monitor session {number + 1}"),),
        seen_in=SeenIn.OPERATIONAL if hidden else SeenIn.BOTH,
    )


def _configuration(made: Made, chance: random.Random) -> list[str]:
    lines = [f"hostname {made.name}", "version 17.9"]
    for port in range(48):
        lines += [
            f"interface GigabitEthernet1/0/{port}",
            f" description {chance.choice(('uplink', 'server', 'phone'))} {chance.randrange(900)}",
            f" switchport access vlan {chance.randrange(2, 400)}",
            " switchport mode access",
        ]
    lines += [f"username u{n} secret <hmac:{chance.randbytes(16).hex()}>" for n in range(5)]
    return [*lines, "end"]


def _answers(
    made: Made, config: str, image: Image, mirrors: tuple[Mirror, ...]
) -> tuple[Artifact, ...]:
    sessions = "".join(f"Session {each.id}\nType : {each.kind}\n" for each in mirrors) or _NOTHING
    if made.is_cloud:
        return (Artifact("mirrors", "ec2:DescribeTrafficMirrorSessions", sessions),)
    return (
        Artifact("running-config", "show running-config", config),
        Artifact("version", "show version", f"Version {image.version}\n{image.model}\n" * 9),
        Artifact("mirrors", "show monitor session all", sessions),
    )

"""Juniper Junos: EX, QFX, ACX, MX, PTX and SRX."""

from dataclasses import replace

from netwatch.model.image import Image
from netwatch.model.mirror import Mirror
from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CONFIG,
    FILES,
    HASH,
    MIRRORS,
    VERSION,
    Command,
    Copies,
    CopyBy,
    Dialogue,
    Noise,
    Offer,
    Platform,
    SecretForm,
    SecretPattern,
)
from netwatch.model.posture import Posture
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.braces import balanced, by_statement
from netwatch.parsing.commits import (
    COMMITS,
    junos_commits,
    junos_last_change,
    without_junos_last_change,
)
from netwatch.parsing.interface_counts import COUNTS, asked, with_counts
from netwatch.parsing.interface_counts import VOLATILE as VOLATILE_COUNTS
from netwatch.parsing.interface_counts import junos as counts
from netwatch.parsing.junos import veriexec
from netwatch.parsing.junos.config import ConfigReading, read_config
from netwatch.parsing.junos.destinations import far_end
from netwatch.parsing.junos.image import (
    boot_path,
    bootloader,
    digests,
    files,
    identity,
    last_reload_reason,
    package_files,
    quotes,
    uptime_s,
    version,
)
from netwatch.parsing.junos.netconf import SPOKEN
from netwatch.parsing.junos.oper import (
    analyzers,
    mirror_filters,
    next_hop_groups,
    port_mirrorings,
)
from netwatch.parsing.junos.processes import processes
from netwatch.parsing.redact import COMMON_SECRETS

PORT_MIRRORING = "port-mirroring"
NEXT_HOP_GROUP = "next-hop-group"
MIRROR_FILTER = "mirror-filter"
HARDWARE = "hardware"
ROUTING_ENGINE = "routing-engine"
PROCESSES = "processes"

# The last top-level block closes at the margin; a dual routing engine prints its state below.
_WHOLE = (
    r"^(?:\}|(?!version )[a-z][^\n{}]{0,200};)\s*(?:\{[a-z]+(?::\w+)?\}\s*)?\Z"
    r"|^(?:set|deactivate|protect) [^\n]*\n?\Z"
)
_HOMES = {
    "port-mirroring": "forwarding-options port-mirroring",
    "packet-capture": "forwarding-options packet-capture",
    "datapath-debug": "security datapath-debug",
}
_SPACES = {
    "port-mirroring": "forwarding-options port-mirroring instance",
    "next-hop-group": "forwarding-options next-hop-group",
    "mirror-filter": "security forwarding-options mirror-filter",
}


def read(answers: Answers) -> Reading:
    """Return everything the answers say; a configuration alone is enough."""
    text = answers.get(CONFIG)
    config = None if text is None else read_config(text)
    return Reading(
        identity=_identity(answers, config),
        config=None if text is None else without_junos_last_change(text),
        declared=config.mirrors if config else None,
        operating=_operating(answers, config),
        tunnels=config.tunnels if config else None,
        dormant=config.dormant if config else None,
        unread=config.unread if config else None,
        image=_image(answers),
        files=files(answers.all(FILES)),
        posture=_posture(answers.get(PROCESSES), config),
        counters=with_counts(None if text is None else junos_last_change(text), counts(answers)),
        commits=None if text is None else junos_commits(answers.get(COMMITS)),
        warnings=config.warnings if config else (),
    )


def _identity(answers: Answers, config: ConfigReading | None) -> Identity | None:
    found = identity(answers.get(VERSION), answers.get(HARDWARE))
    name = config.host_name if config else None
    if found is None:
        return Identity(hostname=name) if name else None
    return found if found.hostname else replace(found, hostname=name)


def _posture(shown: str | None, config: ConfigReading | None) -> Posture | None:
    posture = config.posture if config else None
    if shown is None:
        return posture
    return replace(posture or Posture(), processes=processes(shown, PROCESSES))


def _operating(answers: Answers, config: ConfigReading | None) -> tuple[Mirror, ...] | None:
    """Return what runs; an answer about one namespace is an observation of that one only."""
    topics = (MIRRORS, PORT_MIRRORING, MIRROR_FILTER)
    if not any(each in answers for each in topics):
        return None
    groups = next_hop_groups(answers.get(NEXT_HOP_GROUP) or "")
    found = [
        *(each for _, text in answers.all(MIRRORS) for each in analyzers(text, MIRRORS)),
        *port_mirrorings(answers.get(PORT_MIRRORING) or "", PORT_MIRRORING, groups),
        *mirror_filters(answers.get(MIRROR_FILTER) or "", MIRROR_FILTER),
    ]
    unique = {each.id: each for each in reversed(found)}
    return tuple(_led(each, config) for each in reversed(unique.values()))


def _led(mirror: Mirror, config: ConfigReading | None) -> Mirror:
    """Put the far end of a tunnel where the device only names the tunnel interface."""
    ends = {each.name.lower(): each for each in config.tunnels} if config else {}
    led = []
    for each in mirror.destinations:
        tunnel = ends.get(each.value.lower())
        if tunnel is not None and tunnel.remote:
            led.append(far_end(tunnel, each.value))
        else:
            led.append(each)
    return replace(mirror, destinations=tuple(led))


def _image(answers: Answers) -> Image | None:
    engine = answers.get(ROUTING_ENGINE)
    found = Image(
        version=version(answers.get(VERSION)),
        model=(identity(answers.get(VERSION), None) or Identity()).model,
        digests=digests(answers),
        bootloader=bootloader(answers.get(BOOTLOADER)),
        boot_path=boot_path(answers.get(BOOT)),
        last_reload_reason=last_reload_reason(engine),
        signature=veriexec.signature(answers),
        uptime_s=uptime_s(engine),
    )
    if found == Image():
        return None
    lines = (*quotes(answers, ROUTING_ENGINE), *veriexec.quotes(answers))
    return replace(found, evidence=lines)


_COUNT_OF = Command("show interfaces {arg} extensive", COUNTS, optional=True)
_HASH = Command(
    "file checksum sha-256 {arg}",
    HASH,
    optional=True,
    slow=True,
    end=r"= [0-9A-Fa-f]{64}\s*\Z",
    timeout_s=600,
)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask what the mirrors' ends carried, and for the hash of each software package listed."""
    counted = asked(answers, answers.get(CONFIG), read, _COUNT_OF)
    return (*counted, *_HASH.about_each(package_files(answers.all(FILES))))


def interface_key(name: str) -> str:
    """Return the key of an interface: Junos has one spelling, and the unit belongs to it."""
    return "".join(name.split()).strip('"').lower()


def removal(session: str) -> tuple[str, ...]:
    """Return the statement that deletes a session, for a person to weigh before ``commit``."""
    above, rest = "", session
    while rest.partition("/")[0] in ("groups", "logical-systems", "tenants"):
        kind, _, tail = rest.partition("/")
        name, _, rest = tail.partition("/")
        above += f"{kind} {name} "
    space, slash, name = rest.partition("/")
    if slash and space in _SPACES:
        return (f"delete {above}{_SPACES[space]} {name}",)
    return (f"delete {above}{_HOMES.get(rest, f'forwarding-options analyzer {rest}')}",)


PLATFORM = Platform(
    name="juniper_junos",
    title="Juniper Junos",
    read=read,
    flatten=by_statement,
    interface_key=interface_key,
    commands=(
        # Not `display inheritance` or `display set`: the plain form shows groups, inactive
        # statements and line numbers, and `omit` what `apply-flags omit` would hide.
        Command(
            "show configuration | display omit",
            CONFIG,
            end=_WHOLE,
            whole=balanced,
            timeout_s=180,
        ),
        Command("show forwarding-options analyzer", MIRRORS, optional=True),
        Command("show analyzer", MIRRORS, optional=True),
        Command("show forwarding-options port-mirroring", PORT_MIRRORING, optional=True),
        Command("show forwarding-options next-hop-group", NEXT_HOP_GROUP, optional=True),
        Command("show security forward-options mirror-filter", MIRROR_FILTER, optional=True),
        Command("show version", VERSION, end=r"^ *(?:Junos: |JUNOS .*\])"),
        Command("show chassis hardware", HARDWARE, optional=True, end=r"^Chassis\b"),
        Command("show chassis firmware", BOOTLOADER, optional=True),
        Command("show chassis routing-engine", ROUTING_ENGINE, optional=True),
        Command("show system commit", COMMITS, optional=True),
        Command("show system processes", PROCESSES, optional=True),
        veriexec.COMMAND,
        Command("show system snapshot", BOOT, optional=True, slow=True, timeout_s=120),
        Command("file list detail /packages/", FILES, optional=True),
        Command("file list detail /var/tmp/", FILES, optional=True),
    ),
    templates=(_COUNT_OF, _HASH),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="juniper_junos",
        # Width 0 is "unlimited"; at 511 a long line would come back in pieces.
        prepare=(
            "set cli screen-length 0",
            "set cli screen-width 0",
            "set cli complete-on-space off",
        ),
        refused=(
            r"(?:^|\n) *unknown command\.",
            r"(?:^|\n) *syntax error[,.]",
            r"(?:^|\n) *invalid command",
            r"(?:^|\n)error: command is not valid on",
            r"(?:^|\n)error: the \S+ subsystem is not running",
            r"(?:^|\n)error: (?:stat: )?\S+: No such file or directory",
        ),
        # The groups re0 and re1 name other engines: only the top level names this one.
        hostname=(
            r"^(?: {4}host-name|set system host-name) \"?([A-Za-z0-9_.-]{1,255})\"?;?[ \t]*$"
        ),
        denied=(r"(?:^|\n)error: permission denied", r"(?:^|\n) *permission denied\b"),
    ),
    noise=(
        Noise(r"^\{(?:master|backup|primary|secondary|linecard|line-card)(?::\w+)?\}$"),
        Noise(
            r"^ *(?:(?:CPU )?[Tt]emperature|User|Background|Kernel|Interrupt|Idle|"
            r"Memory utilization|\d+ (?:sec|min) CPU utilization:).*$",
            topic=ROUTING_ENGINE,
        ),
        Noise(r"^ +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d$", topic=ROUTING_ENGINE),
    ),
    volatile=(
        *VOLATILE_COUNTS,
        Noise(r"^## Last (?:commit|changed): .*$"),
        # Process number, terminal, state and time used; a session's terminal in its own name.
        Noise(
            r"^ *\d{1,9} +(?:\?\?|-|[A-Za-z0-9/]{1,12}) +[A-Z][A-Za-z<+]{0,7} +[\d:.]{1,14} +",
            topic=PROCESSES,
        ),
        Noise(r"(?:/dev/)?(?:tty[a-z]|pts/)\d{1,4}", "tty", topic=PROCESSES),
    ),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(
            r"\b(?:simple-password|plain-text-password-value) +\"?(?P<secret>(?!<secret:)[^\s\";]+)"
        ),
        SecretPattern(
            r"(?P<secret>-----BEGIN [A-Z ]{0,24}PRIVATE KEY-----[^\"]*)", SecretForm.PLAIN
        ),
    ),
    signature=(
        (r"^## Last (?:commit|changed): \d{4}-", 9),
        (r"^(?:set )?version \"?\d\d?\.\d[^\s;]{0,12}[RXBISFD]\d[^\s;]{0,24};?$", 8),
        (r"; ## SECRET-DATA", 9),
        (r"^set (?:groups \S+ )?interfaces \S+ unit \d+ family ", 7),
        (r"^set (?:policy-options|routing-options|forwarding-options) ", 5),
        (r"^set (?:chassis|apply-groups) ", 4),
        (r"^(?:apply-groups|deactivate) ", 3),
        (r"^(?:policy-options|routing-options|forwarding-options|routing-instances|chassis) \{", 4),
        (r"^ +host-name \S+;$", 4),
        (r"^ +(?:inactive|replace|protect): ", 5),
        (r"^ +(?:unit \d+|family (?:inet6?|iso|mpls|ethernet-switching)) \{", 5),
        (r"^ {4}[^\n;{}]*;$", 1),
    ),
    copies=Copies((CopyBy.SFTP, CopyBy.SCP)),
    netconf=SPOKEN,
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.SEEN,
        "bootloader": Offer.SEEN,
        "signature": Offer.MEMORY,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)

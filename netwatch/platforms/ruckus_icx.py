"""Ruckus ICX (FastIron) and NetIron MLX, CER, CES."""

import re
from dataclasses import replace

from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.platform import (
    BOOT,
    CONFIG,
    HASH,
    MIRRORS,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.facts import fact, uptime
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.posture import switches
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.ruckus.mirrors import declared, operating, port_key
from netwatch.parsing.stanzas import split
from netwatch.parsing.switch.files import digest, hashed

# `show span` and `spanning-tree` are STP; a session never says "span" here.
_WATCH = Watch(
    word=re.compile(
        r"\bmirror\b|\bmirror-port\b|\bmon(?:itor)? (?:ethe?|profile)|\bmonitor-profile\b"
    ),
    lookalike=re.compile(
        r"(?:(?:seq(?:uence)? \d+ )?(?:permit|deny)|(?:\w+ )?access-list|port-name|vlan \d+ name"
        r"|hostname|snmp-server) "
    ),
)
_HASH = Command("verify sha256 {arg}", HASH, optional=True, slow=True, timeout_s=300)
_SUM = re.compile(r"SHA256 *[=:]? *([0-9A-Fa-f]{64})\b", re.IGNORECASE)
_NEXT = re.compile(r"^boot sys(?:tem)? fl(?:ash)? (pri|sec)", re.MULTILINE)
_FLASH = re.compile(
    r"^ *Compressed (Pri|Sec) (Boot )?Code size = (\d{1,12}), Version: ?\S{1,40} \((\S{1,80})\)",
    re.MULTILINE,
)
_PARTITIONS = {"pri": "primary", "sec": "secondary"}
_HOSTNAME = re.compile(r"^hostname (\S{1,64})", re.MULTILINE)
_FACTS = {
    "version": re.compile(r"SW: Version (\S{1,40})|^IronWare : Version (\S{1,40})", re.MULTILINE),
    "model": re.compile(
        r"^ *HW: (.{1,80}?) *$|^System (?:Mode|Type) ?: (.{1,60}?) *$", re.MULTILINE
    ),
    "serial": re.compile(r"Serial +#: ?(\S{4,30})"),
    "loader": re.compile(
        r"Boot(?:-Monitor Image| Code) size = \d+, Version:(.{1,40}?) *$", re.MULTILINE
    ),
    "file": re.compile(r"from (?:Primary|Secondary) (\S{1,120})"),
    "uptime": re.compile(r"system uptime is (.{1,100})"),
    "reason": re.compile(r"^The system *: started=(.{1,60}?) *$", re.MULTILINE),
}


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.all(MIRRORS)
    cut = split(config or "")
    running = operating(text for _, text in shown) if shown else None
    return replace(
        reading(answers, declared(cut.blocks), running, _WATCH, cut=cut),
        posture=switches.read(config, cut.blocks),
        identity=_identity(answers.get(VERSION), fact(config, _HOSTNAME)),
        image=_image(answers),
        files=_files(answers.get(BOOT)),
    )


def _image(answers: Answers) -> Image | None:
    version, config = answers.get(VERSION), answers.get(CONFIG)
    if version is None:
        return None
    following = fact(config, _NEXT)
    return Image(
        version=fact(version, _FACTS["version"]),
        model=fact(version, _FACTS["model"]),
        running_file=fact(version, _FACTS["file"]),
        digests=hashed(answers.all(HASH), _digest),
        bootloader=fact(version, _FACTS["loader"]),
        boot_path=(_PARTITIONS[following],) if following else None,
        last_reload_reason=fact(version, _FACTS["reason"]),
        uptime_s=uptime(fact(version, _FACTS["uptime"])),
    )


def _digest(command: str, text: str) -> Digest | None:
    said = _SUM.search(text[:4096])
    return digest(command.rsplit(maxsplit=1)[-1], "sha256", said[1]) if said else None


def _files(flash: str | None) -> tuple[FileEntry, ...] | None:
    """Return the master's image files by partition; a stack's other units follow it."""
    if flash is None:
        return None
    found: dict[str, FileEntry] = {}
    for part, boot, size, name in _FLASH.findall(flash):
        path = f"{_PARTITIONS[part.lower()]}{'-boot' if boot else ''}/{name}"
        found.setdefault(path, FileEntry(path, int(size)))
    return tuple(found.values())


def _identity(version: str | None, hostname: str | None) -> Identity | None:
    if version is None and hostname is None:
        return None
    return Identity(hostname, fact(version, _FACTS["serial"]), fact(version, _FACTS["model"]))


def follow_up(_answers: Answers) -> tuple[Command, ...]:
    """Ask for the hash of both partitions."""
    return _HASH.about_each(("primary", "secondary"))


PLATFORM = Platform(
    name="ruckus_icx",
    title="Ruckus ICX (FastIron), Brocade NetIron",
    read=read,
    flatten=by_indent,
    interface_key=port_key,
    commands=(
        Command("show version", VERSION, end=r"SW: Version |IronWare : Version"),
        Command("show running-config", CONFIG, end=r"^end\s*$", timeout_s=180),
        Command("show configuration", STARTUP, optional=True, end=r"^end\s*$", timeout_s=180),
        Command("show monitor", MIRRORS, optional=True),
        Command("show monitor actual", MIRRORS, optional=True),
        Command("show flash", BOOT, optional=True),
    ),
    templates=(_HASH,),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="ruckus_fastiron",
        pager=r"--More--[^\n]{0,70}$",
        prepare=("skip-page-display",),
        refused=(r"^Invalid input -> ", r"^Incomplete command", r"^Unrecognized command"),
        denied=(r"^Error - .*not authorized", r"^You are not authorized"),
        enable="enable",
    ),
    noise=(
        Noise(r"^!?Current configuration *: *\d* *(?:bytes)?", topic=CONFIG),
        Noise(r"^!Startup-config data location.*", topic=STARTUP),
    ),
    volatile=(
        Noise(r"^(.*uptime is) .*", r"\1", topic=VERSION),
        Noise(r"^( *Code Flash Free Space =).*", r"\1", topic=BOOT),
    ),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(
            r"\b(?:key|password|community) 2 (?P<secret>(?!<secret:)\$\S+)", SecretForm.HASH
        ),
    ),
    signature=(
        (r"^lag \S+ (?:dynamic|static) id \d", 5),
        # Lines of IOS: a text that mixes the two is neither's.
        (r"^(?: remote-span| media fddi|vlan access-map \S+)\s*$", -3),
        (r"^ver (?:V\d+\.\d+\.\d+\w*|0\d\.\d+\.\d+\w*)\s*$", 5),
        (r"^ *module \d+ (?:ni|br|icx|fi|fwsx)\S*-", 5),
        (r"^stack unit \d+\s*$", 3),
        (r"^aaa authentication web-server default ", 5),
        (r"^enable (?:super-user-password|telnet authentication|password-display|aaa console)", 3),
        (r"^ (?:tagged|untagged) ethe \d", 4),
        (r"^vlan \d+ name \S+(?: by port)?\s*$", 2),
        (r"^mirror(?:-port)? ethernet \d", 3),
    ),
    mirror_removal=lambda session: (f"no mirror-port {session}",),
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.MEMORY,
        "bootloader": Offer.SEEN,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

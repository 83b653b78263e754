"""Dell SmartFabric OS10: S, Z, N and MX series."""

import re
from dataclasses import replace

from netwatch.model.platform import (
    BOOT,
    CONFIG,
    FILES,
    HASH,
    MIRRORS,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
)
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.dell.image import os10_files, os10_image
from netwatch.parsing.dell.os10_mirrors import declared, operating
from netwatch.parsing.facts import fact, identified, labelled
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.posture import switches
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split

_LICENCE = "licence"
_HOSTNAME = re.compile(r"^hostname (\S{1,64})", re.MULTILINE)
_WATCH = Watch(
    word=re.compile(
        r"\bmonitor session\b|\bcapture session\b|\bmirror|\bflow-based\b|\btcpdump\b"
        r"|^source(?:-ip| interface)\b|^destination interface\b|\bremote-vlan\b",
        re.IGNORECASE,
    ),
    lookalike=re.compile(r"(?:no )?(?:remote-span|alias|hostname|snmp-server|vlan-name)\b"),
)
_HASH = Command('system "sha256sum {arg}"', HASH, optional=True, slow=True, timeout_s=300)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(MIRRORS)
    cut = split(config or "")
    running = operating(shown) if shown is not None else None
    seen = reading(answers, declared(cut.blocks), running, _WATCH, cut=cut)
    return replace(
        seen,
        posture=switches.read(config, cut.blocks),
        identity=_identity(answers, fact(config, _HOSTNAME)),
        image=os10_image(answers),
        files=os10_files(answers.get(FILES)),
    )


def _identity(answers: Answers, hostname: str | None) -> Identity | None:
    licence = labelled(answers.get(_LICENCE))
    model = labelled(answers.get(VERSION)).get("System Type") or licence.get("Product Name")
    return identified(hostname, licence.get("Service Tag"), model)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the hash of each installer kept on the box: the partitions themselves have none."""
    kept = os10_files(answers.get(FILES)) or ()
    return _HASH.about_each(each.path for each in kept[:4] if each.path.endswith(".bin"))


PLATFORM = Platform(
    name="dell_os10",
    title="Dell SmartFabric OS10",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show version", VERSION, end=r"^OS Version: "),
        Command("show running-configuration", CONFIG, timeout_s=180),
        Command("show startup-configuration", STARTUP, optional=True, timeout_s=180),
        Command("show monitor session all", MIRRORS, optional=True),
        Command("show boot detail", BOOT, optional=True),
        Command("show license status", _LICENCE, optional=True),
        Command("dir image", FILES, optional=True),
    ),
    templates=(_HASH,),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="dell_os10",
        prepare=("terminal width 511", "terminal length 0"),
        refused=(r"% Error: (?:Illegal|Unrecognized|Incomplete|Ambiguous|Invalid)",),
        denied=(r"% Error: .*(?:permission|not authorized|privilege)",),
    ),
    noise=(Noise(r"^! Last configuration change at .*$"),),
    volatile=(Noise(r"^(Up Time:).*", r"\1", topic=VERSION),),
    secrets=COMMON_SECRETS,
    signature=(
        (r"^! Version 10\.\d+\.\d+", 5),
        (r"^system-user linuxadmin ", 5),
        (r"^interface (?:breakout|mgmt)\s?1/1/\d", 5),
        (r"^interface ethernet\d+/\d+/\d+(?::\d)?\s*$", 5),
        (r"^policy-map type application policy-iscsi", 4),
        (r"^monitor session \d+ type (?:local|rpm-source|erpm-source)\s*$", 5),
    ),
    mirror_removal=lambda session: (f"no monitor session {session}",),
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_READ,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

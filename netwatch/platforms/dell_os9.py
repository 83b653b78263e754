"""Dell OS9, formerly Force10 FTOS."""

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
    Question,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.dell.image import os9_files, os9_image
from netwatch.parsing.dell.os9_mirrors import declared, operating
from netwatch.parsing.facts import fact, identified, labelled
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.posture import switches
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split

_INVENTORY = "inventory"
_HOSTNAME = re.compile(r"^hostname (\S{1,64})", re.MULTILINE)
_UNIT = re.compile(r"^\* +\d+ +\S{1,40} +(\S{6,40})", re.MULTILINE)
_WATCH = Watch(
    word=re.compile(
        r"\bmonitor(?: session| \d+)?$|\bmonitor session\b|\bmirror|\bflow-based\b|^erpm "
        r"|^source .{1,80} dest|\bremote-port-mirroring\b",
        re.IGNORECASE,
    ),
    lookalike=re.compile(
        r"(?:no )?(?:mode remote-port-mirroring$|hostname |snmp-server |ip host )"
    ),
)
_HASH = Command("verify sha256 {arg}", HASH, optional=True, slow=True, timeout_s=300)


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
        image=os9_image(answers),
        files=os9_files(answers),
    )


def _identity(answers: Answers, hostname: str | None) -> Identity | None:
    model = labelled(answers.get(VERSION)).get("System Type")
    return identified(hostname, fact(answers.get(_INVENTORY), _UNIT), model)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the hash of each image file on flash; the partitions A and B cannot be hashed."""
    kept = [each for each in os9_files(answers) or () if each.path.endswith(".bin")]
    return _HASH.about_each(each.path for each in kept[:4])


PLATFORM = Platform(
    name="dell_os9",
    title="Dell OS9 (Force10 FTOS)",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show version", VERSION, end=r"Application Software Version"),
        Command("show running-config", CONFIG, timeout_s=180),
        Command("show startup-config", STARTUP, optional=True, timeout_s=180),
        Command("show monitor session", MIRRORS, optional=True),
        Command("show bootvar", BOOT, optional=True),
        Command("show inventory", _INVENTORY, optional=True),
        Command("dir flash:", FILES, optional=True),
    ),
    templates=(_HASH,),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="dell_os9",
        prepare=("terminal length 0",),
        refused=(r"% Error: (?:Invalid|Incomplete|Ambiguous)", r"% Invalid input"),
        denied=(r"% Error: .*(?:[Pp]rivilege|authorization|Permission)",),
        enable="enable",
        # "banner login acknowledge enable" (netmiko's driver).
        asked=(Question(r"acknowledge the above statement\? ?\[y/n\] ?:?", "y\n"),),
    ),
    noise=(
        Noise(r"^Current Configuration \.\.\.[ \t]*$"),
        Noise(r"^! (?:Last|No|Startup-config last) .*(?:configuration|updated) .*$"),
    ),
    volatile=(
        Noise(r"^(.*uptime is) .*", r"\1", topic=VERSION),
        Noise(r"^(\d+ bytes total).*", r"\1", topic=FILES),
    ),
    secrets=(
        SecretPattern(
            r"\b(?:password|secret|key) 7 (?P<secret>(?!<secret:)[0-9a-f]{16,})", SecretForm.HASH
        ),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^! Version [789]\.\d+\(\d", 5),
        (r"^stack-unit \d+ (?:provision|quad-port-profile|port \d+ portmode) ", 5),
        (r"^interface (?:forty|hundred|fifty|twentyFive)GigE \d", 5),
        (r"^interface (?:ManagementEthernet|TenGigabitEthernet) \d+/\d", 2),
        (r"^redundancy auto-synchronize full", 4),
        (r"^logging coredump stack-unit ", 4),
        (r"^ source \S+ \S+ destination \S+ \S+ direction (?:rx|tx|both)\s*$", 3),
    ),
    mirror_removal=lambda session: (f"no monitor session {session}",),
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

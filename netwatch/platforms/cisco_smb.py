"""Cisco small business switches: 200 to 550 series, CBS, Catalyst 1200 and 1300."""

import re

from netwatch.model.mirror import Dormant
from netwatch.model.platform import (
    BOOT,
    CONFIG,
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
from netwatch.model.state import Answers, Reading
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.posture import switches
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.smb import shown
from netwatch.parsing.smb.mirrors import declared
from netwatch.parsing.stanzas import split
from netwatch.parsing.unread import mentions

_MENTION = re.compile(
    r"\b(?:monitor session|port monitor|mirror(?:ing|ed)?|reflector-port|r?span|remote-span)\b",
    re.IGNORECASE,
)
# `remote-span` marks a VLAN and `port monitor mode` sets how the analyser port behaves.
_LOOK_ALIKE = re.compile(
    r"(?:port monitor mode|remote-span|spanning-tree|(?:\d+ )?(?:permit|deny)|snmp-server|hostname"
    r"|no|username|ip access-list|mac access-list|banner|class-map|policy-map|class"
    r"|service-policy)\b",
    re.IGNORECASE,
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, status = answers.get(CONFIG), answers.get(MIRRORS)
    cut = split(config or "")
    found = declared(cut.blocks)
    hidden = tuple(
        Dormant(block.text, line.number, line.text)
        for block in cut.blocks
        for line in block.body
        if block.text.lower().startswith("macro ") and _MENTION.search(line.text[:4000])
    )
    macros = (each.line for each in hidden if each.line is not None)
    known = found.read.union(cut.prose, macros)
    left = mentions(config or "", CONFIG, word=_MENTION, read=known, lookalike=_LOOK_ALIKE)
    operating, odd = shown.operating(status) if status is not None else (None, ())
    return Reading(
        identity=shown.identity(answers, config),
        config=config,
        startup=answers.get(STARTUP),
        declared=found.mirrors if config is not None else None,
        operating=operating,
        tunnels=() if config is not None else None,
        dormant=hidden if config is not None else None,
        unread=(*found.unread, *left, *odd) if config is not None or odd else None,
        image=shown.image(answers),
        posture=switches.read(config, cut.blocks),
        warnings=(*cut.warnings, *found.warnings),
    )


PLATFORM = Platform(
    name="cisco_smb",
    title="Cisco Small Business (Sx200-550, CBS, Catalyst 1200/1300)",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    # The configuration has no last line of its own: the prompt behind it is the only proof.
    commands=(
        Command("show version", VERSION),
        Command("show running-config", CONFIG, timeout_s=180),
        Command("show startup-config", STARTUP, optional=True, timeout_s=180),
        Command("show monitor session", MIRRORS, optional=True),
        Command("show bootvar", BOOT, optional=True),
        Command("show system", shown.SYSTEM, optional=True),
        Command("show system id", shown.SYSTEM_ID, optional=True),
        Command("show inventory", shown.INVENTORY, optional=True),
    ),
    dialogue=Dialogue(
        driver="cisco_s300",
        prepare=("terminal width 511", "terminal datadump"),
        refused=(
            r"^% ?(?:Unrecognized|Incomplete|Ambiguous|bad parameter|Wrong number|missing)",
            r"^% ?Invalid ",
        ),
        denied=(r"^% ?(?:Not authorized|Access denied|Permission denied)",),
        pager=r"More: <space>|--+ ?\(?[Mm]ore\b[^\n]{0,40}$|Press any key",
        enable="enable",
    ),
    volatile=(Noise(r"^(System Up Time \(days,hour:min:sec\):).*", r"\1", topic=shown.SYSTEM),),
    secrets=(
        SecretPattern(
            r"^enable password (?:level \d{1,2} )?(?:encrypted )?(?P<secret>(?!<secret:)\S+)$",
            SecretForm.HASH,
        ),
        SecretPattern(r"^ssd file passphrase (?:encrypted )?(?P<secret>(?!<secret:|control)\S+)"),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^config-file-header\s*$", 5),
        (r"^file SSD indicator (?:encrypted|excluded|plaintext)", 4),
        (r"^ssd-control-start\s*$", 3),
        (r"^unit-type-control-start\s*$", 3),
        (r"^v\d+\.\d+\.\d+\.\d+ / R\S+", 5),
        (r"^CLI v1\.0\s*$", 2),
        (r"^monitor session [1-7] (?:source|destination) interface (?:fa|gi|te|xg|two)\d", 5),
        (r"^monitor session [1-7] destination .{0,60} network\s*$", 5),
        (r"^ port monitor (?:fa|gi|te|GigabitEthernet)\d", 3),
    ),
    mirror_removal=lambda session: (
        (f"no monitor session {session}",)
        if session.isdigit()
        else (f"interface {session}", "no port monitor")
    ),
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.MEMORY,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.DOCUMENTED,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

"""Arista EOS, 4.14 to 4.32.

Sources: real configurations and outputs, the configurations arista.avd renders, public
transcripts of `show monitor session`, pyntc's tests for `verify`, the fields ANTA reads.
"""

import re
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CONFIG,
    FILES,
    HASH,
    MIRRORS,
    STARTUP,
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
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.eos import posture
from netwatch.parsing.eos.image import RELOAD, files, header, image, image_files, version_row
from netwatch.parsing.eos.mirrors import QUEUE_ID, declared
from netwatch.parsing.eos.operation import operating
from netwatch.parsing.eos.postcard import POSTCARD_ID
from netwatch.parsing.facts import identified
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interface_counts import COUNTS, asked, listed
from netwatch.parsing.interface_counts import VOLATILE as VOLATILE_COUNTS
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.listings import GROWING_LOGS
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import Block, Stanzas, split
from netwatch.parsing.switch.mentions import Watch, dormant, unread
from netwatch.parsing.switch.scripts import indent_scripts
from netwatch.parsing.switch.tunnels import resolve, tunnels

_SHOW_MIRRORS = "show monitor session"
_SCRIPT = re.compile(r"\s+action bash\s*$", re.IGNORECASE)

_WATCH = Watch(
    automation=re.compile(
        r"(?P<via>event-handler +\S+|daemon +\S+|alias +\S+|schedule +\S+)", re.IGNORECASE
    ),
    lookalike=re.compile(
        r"(?:no +)?(?:(?:\d+ +)?remark|description|name|hostname|alias|username|role|logging"
        r"|\d+ +(?:permit|deny) +(?:mode|command)|snmp-server|spanning-tree|flow|ptp|transport|host"
        r"|(?:(?:ip|ipv6|mac) +)?(?:access-list|access-group|access-class|prefix-list)|vrf"
        r"|class-map|class|route-map|match|service-policy|monitor +(?:connectivity|layer1|link-flap"
        r"|hadoop|security)|hardware +(?:tcam|counter)|feature)\b",
        re.IGNORECASE,
    ),
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone is enough."""
    shown, shown_unread = _operating(answers)
    config = answers.get(CONFIG)
    reading = Reading(
        identity=_identity(answers, ()),
        startup=answers.get(STARTUP),
        operating=shown,
        image=image(answers),
        files=files(answers),
        counters=listed(answers),
    )
    if config is None:
        notes = tuple(f"not understood: {each.text.strip()}" for each in shown_unread)
        return replace(reading, warnings=notes)
    return _with_config(
        reading, answers, split(indent_scripts(config, _SCRIPT, "EOF")), shown_unread
    )


def _with_config(
    reading: Reading, answers: Answers, stanzas: Stanzas, shown_unread: tuple[Evidence, ...]
) -> Reading:
    config, blocks = answers[CONFIG], stanzas.blocks
    sessions = declared(blocks, CONFIG)
    ways = tunnels(blocks, CONFIG)
    return replace(
        reading,
        identity=_identity(answers, blocks),
        config=config,
        declared=resolve(sessions.mirrors, ways, blocks, interface_key),
        tunnels=ways,
        dormant=dormant(blocks, _WATCH),
        posture=posture.read(blocks),
        unread=(
            *sessions.unread,
            *unread(config, blocks, _WATCH, sessions.numbers),
            *shown_unread,
        ),
        warnings=(*stanzas.warnings, *sessions.warnings),
    )


def _operating(answers: Answers) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    text = answers.get(MIRRORS)
    return (None, ()) if text is None else operating(text, _SHOW_MIRRORS)


def _identity(answers: Answers, blocks: tuple[Block, ...]) -> Identity | None:
    row = version_row(answers.get(VERSION))
    named = header(answers.get(CONFIG))
    words = next((b.text.split() for b in blocks if b.text.startswith("hostname ")), [])
    return identified(
        hostname=words[1] if len(words) > 1 else named.get("HOSTNAME"),
        serial=row.get("SERIAL"),
        model=row.get("MODEL") or named.get("MODEL"),
    )


_COUNT_OF = Command("show interfaces {arg}", COUNTS, optional=True)
_HASH = Command("verify /sha512 {arg}", HASH, optional=True, slow=True, timeout_s=600)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask what the mirrors' ends carried, and for the hash of the image that Aboot will load."""
    counts = asked(answers, answers.get(CONFIG), read, _COUNT_OF)
    return (*counts, *_HASH.about_each(image_files(answers)))


def _removal(session: str) -> tuple[str, ...]:
    if session == QUEUE_ID:
        return ("no queue-monitor length mirror",)
    if session == POSTCARD_ID:
        return ("no monitor telemetry postcard policy",)
    return (f"no monitor session {session}",)


PLATFORM = Platform(
    name="arista_eos",
    title="Arista EOS",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show running-config", CONFIG, end=r"^end\s*\Z", timeout_s=180),
        Command("show startup-config", STARTUP, optional=True, end=r"^end\s*\Z", timeout_s=180),
        Command(_SHOW_MIRRORS, MIRRORS),
        Command("show version", VERSION, end=r"^Software image version: "),
        Command("show version detail | json", BOOTLOADER, optional=True, end=r"\}\s*\Z"),
        Command("show boot-config", BOOT, optional=True, end=r"^Software image: "),
        Command("show reload cause", RELOAD, optional=True),
        Command(
            "dir flash:", FILES, optional=True, end=r"bytes total|^No space information available"
        ),
    ),
    templates=(_COUNT_OF, _HASH),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="arista_eos",
        prepare=("terminal width 511", "terminal length 0"),
        refused=(r"% Invalid input", r"% Incomplete command", r"% Ambiguous command"),
        denied=(r"% Authorization denied", r"privileged mode required"),
        enable="enable",
    ),
    noise=(
        Noise(r"^! Time: .*$"),
        Noise(r"^! Command: .*$"),
        Noise(r"^! Startup-config last modified at .*$"),
        Noise(r"^(?:Uptime|Free memory): .*$", topic=VERSION),
    ),
    volatile=(
        GROWING_LOGS,
        *VOLATILE_COUNTS,
        Noise(r'("(?:uptime|memFree)": *)[\d.]+', r"\g<1>0", topic=BOOTLOADER),
        Noise(r"^(\d+ bytes total) \(\d+ bytes free\)", r"\1", topic=FILES),
    ),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(
            r"\b(?:message-digest|authentication)-key +\d+ +\S+ +(?:7|8a) +"
            r"(?P<secret>(?!<secret:)\S{2,})",
            SecretForm.HASH,
        ),
        SecretPattern(
            r"\b(?:password|shared-key|authentication-key|authentication key|key) +(?:7|8a) +"
            r"(?P<secret>(?!<secret:)\S*[^0-9A-Fa-f\s]\S*)",
            SecretForm.HASH,
        ),
        SecretPattern(r"\bkey +0 +(?P<secret>(?!<secret:)\S+)"),
        SecretPattern(
            r"-(?:cv|ingest)auth=(?:key|token-secure|token),(?P<secret>(?!<secret:|/)[^\s,]+)"
        ),
        SecretPattern(r"\bshared-key +(?:\S{1,2} +)?(?P<secret>(?!<secret:)\S{4,})"),
    ),
    signature=(
        (r"^   (?:description \S|no shutdown|channel-group \d|mtu \d)", 2),
        (
            (
                r"^   (?:ip ospf |address-family (?:ipv4|ipv6|evpn)\b|redistribute |vxlan "
                r"|neighbor \S+ (?:peer group|next-hop-unchanged|maximum-routes|update-source"
                r"|remote-as))"
            ),
            3,
        ),
        (r"^      (?:bgp |neighbor |network |redistribute |route-target |rd )", 3),
        (r"^   !\s*$", 2),
        (r"^interface (?:Ethernet|Port-Channel|Management)\d+(?:/\d+)?\n   \S", 4),
        (r"^   ospfv3 (?:ipv[46] )?\S", 4),
        (r"^ip name-server vrf \S+ \d|^ip domain lookup source-interface ", 2),
        (r"^dns domain \S", 4),
        (r"^interface Vxlan1\s*$", 5),
        (r"^ip virtual-router mac-address ", 4),
        (r"^username \S+ (?:privilege \d+ )?role \S+ (?:secret sha512|nopassword)", 4),
        (
            (
                r"^logging (?:vrf \S+ host|format (?:timestamp|hostname)|repeat-messages"
                r"|policy match) ?"
            ),
            3,
        ),
        (r"^! device: \S+ \(\S+, EOS-", 5),
        (r"^!RANCID-CONTENT-TYPE: arista", 5),
        (r"^! Command: show (?:running|startup)-config", 4),
        (r"^service routing protocols model ", 5),
        (r"^management (?:api|ssh|console|security|telnet)\b", 5),
        (r"^daemon TerminAttr$", 5),
        (r"^transceiver qsfp default-mode ", 5),
        (r"^no aaa root$", 4),
        (r"^mlag configuration$", 4),
        (r"^vrf instance \S", 3),
        (r"^monitor session \S+ (?:source|destination) (?!interface |vlan |remote )\S", 5),
        (r"^monitor (?:telemetry postcard policy|session default encapsulation)", 5),
        (r"^queue-monitor (?:length|streaming)", 4),
        (r"^interface Management\d+(?:/\d+)?$", 3),
        (r"^interface (?:Port-Channel|Ethernet)\d", 1),
        (r"^   (?:(?:no )?switchport\b|ip address \d|mtu \d|neighbor \S+ peer group )", 2),
        (r"^spanning-tree mode mstp$", 1),
    ),
    copies=Copies((CopyBy.SCP, CopyBy.SFTP), roots=(("flash:", "/mnt/flash/"),)),
    mirror_removal=_removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.NOT_READ,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.DOCUMENTED,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.DOCUMENTED,
    },
)

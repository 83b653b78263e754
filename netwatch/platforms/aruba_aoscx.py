"""HPE Aruba AOS-CX: 4100i to 10000."""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant, Mirror
from netwatch.model.platform import (
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
from netwatch.parsing.aruba import cx_image, cx_mirrors, cx_posture
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import Block, split
from netwatch.parsing.tunnels import tunnels
from netwatch.parsing.unread import mentions

_IMAGES, _SYSTEM, _LISTED = "images", "system", "mirror-list"
_SHOW_MIRROR = Command("show mirror {arg}", MIRRORS, optional=True)
_MENTION = re.compile(r"\bmirror(?:ing)?\b|\btshark\b|\bdiag utilities tcpdump\b", re.IGNORECASE)
# What only a session says, so that a text that starts inside of one is not silent.
_INSIDE = re.compile(r"(?:source|destination) (?:interface|vlan|cpu|tunnel)\b")
_LOOKALIKE = re.compile(
    r"(?:no )?(?:job|schedule|alias|hostname|banner|user|snmp-server|snmpv3|access-list|vsx|"
    r"policy|(?:\d{1,6} )?class (?:ip|ipv6|mac)(?!.{0,200} action mirror)|"
    r"apply (?:policy|access-list)|object-group|(?:\d{1,6} )?match)\b"
)
_AUTOMATION = re.compile(
    r"(?P<via>(?:job|schedule|alias|nae-script|nae-agent) {1,4}\S{1,64})(?: |$)"
)
_NO_SESSION = re.compile(r"\bno mirror|no .{0,20}sessions?\b", re.IGNORECASE)
_ROW = re.compile(r"^ *(\d{1,3}) +(?:enable|disable)", re.MULTILINE)
_HOSTNAME = re.compile(r"^hostname (\S{1,64})", re.MULTILINE)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, system = answers.get(CONFIG), answers.get(_SYSTEM)
    found = split(config or "")
    said = cx_mirrors.declared(found.blocks)
    shown = [text for _, text in answers.all(MIRRORS)]
    operating, more = cx_mirrors.operating(shown)
    name = _HOSTNAME.search(config or "")
    automated = _dormant(found.blocks)
    dormant = (each.line for each in automated if each.line is not None)
    lines = said.read.union(found.prose, dormant)
    left = mentions(config or "", CONFIG, word=_MENTION, read=lines, lookalike=_LOOKALIKE)
    return Reading(
        identity=cx_image.identity(system, name[1] if name else None),
        config=config,
        startup=answers.get(STARTUP),
        declared=said.mirrors if config is not None else None,
        operating=_complete(operating, answers.get(_LISTED)),
        tunnels=tunnels(found.blocks) if config is not None else None,
        dormant=automated if config is not None else None,
        unread=(*said.unread, *_orphans(found.blocks), *left, *more)
        if config is not None or more
        else None,
        image=cx_image.image(answers.get(VERSION), answers.get(_IMAGES), system),
        posture=cx_posture.read(config, found.blocks),
        warnings=(*found.warnings, *said.warnings),
    )


def _orphans(blocks: tuple[Block, ...]) -> tuple[Evidence, ...]:
    """Return the lines of a session whose head stands above the text."""
    lines = blocks[0].children if blocks and not blocks[0].text else ()
    return tuple(
        Evidence(CONFIG, each.number, each.text) for each in lines if _INSIDE.match(each.text)
    )


def _complete(shown: tuple[Mirror, ...], listed: str | None) -> tuple[Mirror, ...] | None:
    """Return the sessions unless one that ``show mirror`` lists was not shown in full."""
    if listed is None:
        return shown or None
    missing = set(_ROW.findall(listed)) - {each.id for each in shown}
    told = bool(shown) or not listed.strip() or _NO_SESSION.search(listed)
    return shown if told and not missing else None


def _dormant(blocks: tuple[Block, ...]) -> tuple[Dormant, ...]:
    return tuple(
        Dormant(head["via"], number, text)
        for block in blocks
        if (head := _AUTOMATION.match(block.text))
        for number, text in (
            (block.number, block.text),
            *((each.number, each.text) for each in block.children),
        )
        if _MENTION.search(text[:4000])
    )


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for each session that the list or the configuration names."""
    ids = _ROW.findall(answers.get(_LISTED, ""))
    config = answers.get(CONFIG, "")
    if "mirror" in config:
        ids += [each.id for each in cx_mirrors.declared(split(config).blocks).mirrors]
    return _SHOW_MIRROR.about_each(dict.fromkeys(ids))


PLATFORM = Platform(
    name="aruba_aoscx",
    title="HPE Aruba AOS-CX",
    read=read,
    flatten=by_indent,
    interface_key=lambda name: name.strip().lower(),
    commands=(
        Command("show version", VERSION, end=r"^(?:BIOS|Service OS) Version"),
        Command("show running-config", CONFIG, end=r"^!Version (?:AOS|ArubaOS)-CX", timeout_s=180),
        Command("show startup-config", STARTUP, optional=True, timeout_s=180),
        Command("show mirror", _LISTED, optional=True),
        Command("show images", _IMAGES, optional=True),
        Command("show system", _SYSTEM, optional=True),
    ),
    templates=(_SHOW_MIRROR,),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="aruba_aoscx",
        pager=r"-- MORE --[^\n]{0,60}$|--+ ?\(?[Mm]ore\b[^\n]{0,40}$|Press any key",
        prepare=("no page",),
        refused=(r"^Invalid input: ", r"^% ?Unknown command", r"^% ?Command incomplete"),
        denied=(r"^Cannot execute command\. Command not allowed", r"^Permission denied"),
    ),
    noise=(
        Noise(r"^Current configuration:.*", topic=CONFIG),
        Noise(r"^Startup configuration:.*", topic=STARTUP),
    ),
    volatile=(
        Noise(r"^((?:Up Time|CPU Util|Memory Usage)[^:]*:).*", r"\1", topic=_SYSTEM),
        Noise(r"^( *Output (?:Packets|Bytes) *:).*", r"\1", topic=MIRRORS),
    ),
    secrets=(
        SecretPattern(r"\bciphertext (?P<secret>(?!<secret:)\S+)", SecretForm.SALTED),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^!Version (?:AOS|ArubaOS)-CX ", 6),
        (r"^!export-password: ", 5),
        (r"^! (?:AOS|ArubaOS)-CX", 6),
        (r"^https-server vrf ", 4),
        (r"^interface lag \d", 3),
        (r"^interface \d/\d/\d+\s*$", 2),
        (r"^mirror session \d+\s*$", 5),
        (r"^access-list ip \S{1,64}\s*$", 4),
        (r"^    \d+ (?:permit|deny) any (?:\S{1,40}/255\.|any any)", 2),
        (r"^vsf member \d|^vsx\s*$", 4),
        (r"^    (?:no routing|vlan access \d|vlan trunk )", 3),
    ),
    mirror_removal=lambda session: (f"no mirror session {session}",),
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.MEMORY,
        "capture": Offer.NOT_READ,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.SEEN,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

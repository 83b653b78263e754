"""HPE Aruba AOS-S: ProCurve, ProVision, 2530 to 5400R.

netmiko's driver always sends ``enable``; here it is written only when there is a secret for it.
The session starts with "Press any key to continue", which counts as a pager.
"""

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
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.aruba import s_mirrors, s_shown
from netwatch.parsing.facts import fact
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import Block, split
from netwatch.parsing.tunnels import tunnels
from netwatch.parsing.unread import mentions

_LISTED, _SIGNATURE, _SYSTEM = "mirror-list", "signature", "system"
_SHOW_MONITOR = Command("show monitor {arg}", MIRRORS, optional=True)
_MENTION = re.compile(
    r"\bmirror(?:ing|-port)?\b|^(?:(?:interface|vlan) \S{1,200} )?monitor\b", re.IGNORECASE
)
_LOOKALIKE = re.compile(
    r"(?:;|hostname|banner|snmp-server|snmpv3|job|alias|ip access-list|exit\b|no mirror\b|class |"
    r"policy (?!mirror )|service-policy|trunk |(?:\d{1,6} )?match |aaa |"
    r"(?:interface|vlan) \S{1,200} name\b)"
)
_AUTOMATION = re.compile(r'(?P<via>(?:job|alias) (?:"[^"]{1,64}"|\S{1,64}))(?= )')
_HOSTNAME = re.compile(r'^hostname "?([^"\s]{1,64})', re.MULTILINE)
_MODEL = re.compile(r"^; (\S{2,20}) Configuration Editor;", re.MULTILINE)
_SERIAL = re.compile(r"Serial Number +: +(\S{4,30})")


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, flash = answers.get(CONFIG), answers.get(BOOT)
    cut = split(config or "")
    found = s_mirrors.declared(cut.blocks)
    details = [text for _, text in answers.all(MIRRORS)]
    known = found.read | cut.prose
    left = mentions(config or "", CONFIG, word=_MENTION, read=known, lookalike=_LOOKALIKE)
    verified = [text for _, text in answers.all(_SIGNATURE)]
    return Reading(
        identity=_identity(config, answers.get(_SYSTEM)),
        config=config,
        startup=answers.get(STARTUP),
        declared=found.mirrors if config is not None else None,
        operating=s_shown.operating(answers.get(_LISTED), details),
        tunnels=tunnels(cut.blocks) if config is not None else None,
        dormant=_dormant(cut.blocks) if config is not None else None,
        unread=left if config is not None else None,
        image=s_shown.image(answers.get(VERSION), flash, answers.get(_SYSTEM), verified),
        files=s_shown.files(flash),
        warnings=(*cut.warnings, *found.warnings),
    )


def _identity(config: str | None, system: str | None) -> Identity | None:
    if config is None and system is None:
        return None
    return Identity(fact(config, _HOSTNAME), fact(system, _SERIAL), fact(config, _MODEL))


def _dormant(blocks: tuple[Block, ...]) -> tuple[Dormant, ...]:
    return tuple(
        Dormant(head["via"], each.number, each.text)
        for each in blocks
        if (head := _AUTOMATION.match(each.text)) and _MENTION.search(each.text[head.end() :])
    )


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for each session that the overview calls defined."""
    return _SHOW_MONITOR.about_each(s_shown.listed(answers.get(_LISTED, "")))


def _removal(session: str) -> tuple[str, ...]:
    kind, _, rest = session.partition("/")
    if kind == "endpoint":
        return (f"no mirror endpoint ip {rest.replace('/', ' ')}",)
    return (f"no mirror {session}",)


PLATFORM = Platform(
    name="aruba_procurve",
    title="HPE Aruba AOS-S (ProCurve)",
    read=read,
    flatten=by_indent,
    interface_key=lambda name: name.strip().lower(),
    commands=(
        Command("show version", VERSION, end=r"Boot Image *:|Image stamp *:"),
        Command("show running-config", CONFIG, end=r"Configuration Editor;", timeout_s=180),
        Command(
            "show config",
            STARTUP,
            optional=True,
            end=r"Configuration Editor;",
            timeout_s=180,
        ),
        Command("show monitor", _LISTED, optional=True),
        Command("show flash", BOOT, optional=True),
        Command("show system", _SYSTEM, optional=True),
        Command(
            "verify signature flash primary", _SIGNATURE, optional=True, slow=True, timeout_s=300
        ),
        Command(
            "verify signature flash secondary", _SIGNATURE, optional=True, slow=True, timeout_s=300
        ),
    ),
    templates=(_SHOW_MONITOR,),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="hp_procurve",
        pager=r"-- MORE --[^\n]{0,60}$|--+ ?\(?[Mm]ore\b[^\n]{0,40}$|Press any key",
        prepare=("no page",),
        refused=(r"^Invalid input: ", r"^Ambiguous input: ", r"^Incomplete input: "),
        denied=(r"^Not authorized to run this command", r"^Access denied"),
        enable="enable",
    ),
    noise=(
        Noise(r"^(?:Running|Startup) configuration:[ \t]*$", topic=CONFIG),
        Noise(r"^Startup configuration:.*", topic=STARTUP),
    ),
    volatile=(
        Noise(r"^( *(?:Up Time|CPU Util|Memory)\b[^:]{0,20}:).*", r"\1", topic=_SYSTEM),
        Noise(r"(\b(?:Free|Lowest|Missed|Total|Pkts (?:Rx|Tx))\s*:) *[\d,]+", r"\1", topic=_SYSTEM),
    ),
    secrets=(
        SecretPattern(
            r"\b(?:sha1|sha-?256) [\"']?(?P<secret>(?!<secret:)[0-9A-Fa-f]{20,128})",
            SecretForm.HASH,
        ),
        SecretPattern(r"\bencrypted-(?:key|password) [\"']?(?P<secret>(?!<secret:)[^\s\"']+)"),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^; \S{2,20} Configuration Editor; Created on release #", 6),
        (r"^; Ver #[0-9a-f]{1,2}:", 4),
        (r"^mirror [1-4] (?:name \S+ )?(?:port|remote ip) ", 5),
        (r"^   (?:untagged|tagged|no untagged) [A-Z]?\d", 4),
        (r"^   exit\s*$", 2),
        (r'^hostname "', 1),
        (r'^snmp-server community "', 2),
    ),
    mirror_removal=_removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.MEMORY,
        "signature": Offer.MEMORY,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

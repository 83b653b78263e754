"""Extreme EXOS and Switch Engine; Netgear 8800 runs the same system."""

import re
from dataclasses import replace

from netwatch.model.platform import (
    BOOT,
    CONFIG,
    MIRRORS,
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
from netwatch.parsing.extreme import exos_shown
from netwatch.parsing.extreme.exos_mirrors import declared
from netwatch.parsing.extreme.exos_policy import POLICIES
from netwatch.parsing.facts import fact, identified, labelled
from netwatch.parsing.flatten import by_line
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.redact import COMMON_SECRETS

_HOSTNAME = re.compile(r"^configure snmp sysname \"?([^\s\"]{1,64})", re.MULTILINE | re.IGNORECASE)
_WATCH = Watch(
    word=re.compile(r"\bmirror(?:ing|-cpu)?\b", re.IGNORECASE),
    lookalike=re.compile(
        r"(?:configure (?:vlan|ports?|snmp|banner|account|tunnel|upm|meter) |create (?:vlan|account"
        r"|log) |configure access-list |enable ports? )",
        re.IGNORECASE,
    ),
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(MIRRORS)
    version, switch = answers.get(VERSION), answers.get(BOOT)
    said = declared(config or "", answers.get(POLICIES))
    running = exos_shown.operating(shown) if shown is not None else None
    seen = reading(answers, said.found, running, _WATCH, tunnels=said.tunnels, dormant=said.dormant)
    facts = labelled(switch)
    named = fact(config, _HOSTNAME) or facts.get("SysName")
    return replace(
        seen,
        identity=identified(named, exos_shown.serial(version), facts.get("System Type")),
        image=exos_shown.image(version, switch),
    )


def removal(session: str) -> tuple[str, ...]:
    """Return the commands that end a mirror; the default one can only be switched off."""
    if session == "DefaultMirror":
        return ("disable mirror DefaultMirror",)
    return (f"disable mirror {session}", f"delete mirror {session}")


PLATFORM = Platform(
    name="extreme_exos",
    title="Extreme EXOS / Switch Engine",
    read=read,
    flatten=by_line,
    interface_key=lambda name: name.strip().lower(),
    commands=(
        Command("show version", VERSION, end=r"\bversion \d"),
        Command("show configuration", CONFIG, timeout_s=180),
        Command("show policy detail", POLICIES, optional=True, timeout_s=120),
        Command("show mirror", MIRRORS, optional=True),
        Command("show switch", BOOT, optional=True),
    ),
    dialogue=Dialogue(
        driver="extreme_exos",
        prepare=("disable clipaging session",),
        prompt=r"[*!]? ?[A-Za-z0-9_.:@()/~\[\] -]{1,80}[>#] ?$",
        counted=r"^([*!]? ?[A-Za-z0-9_.:@()/~\[\] -]{1,80}\.)\d{1,6}(?= [>#])",
        refused=(r"%% (?:Invalid|Incomplete|Ambiguous|Unrecognized)", r"\^\s*$"),
        denied=(r"permission denied", r"not authorized"),
        pager=r"Press <SPACE> to continue or <Q> to quit",
        hostname=r"(?i)^configure snmp sysname \"?([A-Za-z0-9_.-]{1,255})\"?\s*$",
    ),
    noise=(Noise(r"^# \w[\w -]* [Cc]onfiguration generated .*$", topic=CONFIG),),
    volatile=(Noise(r"^((?:Current Time|System UpTime|SysHealth check) *:).*", r"\1", topic=BOOT),),
    secrets=(
        SecretPattern(
            r"\b(?:encrypted|shared-secret encrypted|password encrypted|hex) "
            r"\"?(?P<secret>(?!<secret:)[^\s\"]{4,})",
            SecretForm.HASH,
        ),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^# Module \w[\w-]* configuration", 5),
        (r"(?i)^configure snmp sysname ", 5),
        (r"^configure vlan \S+ (?:add|delete) ports ", 5),
        (r"^create vlan \"?[^\s\"]+\"?(?: tag \d+)?\s*$", 3),
        (r"^(?:create|enable|configure) mirror ", 5),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.MEMORY,
        "signature": Offer.DOCUMENTED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)

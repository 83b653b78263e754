"""Alcatel-Lucent OmniSwitch: AOS 6, 7 and 8."""

import re

from netwatch.model.mirror import Mirror
from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CAPTURES,
    CONFIG,
    FILES,
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
from netwatch.parsing.alcatel import image, mirrors
from netwatch.parsing.alcatel.posture import read_posture
from netwatch.parsing.flatten import by_line
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.unread import mentions

_MENTION = re.compile(r"\bport[ -]monitoring\b|\bmirror(?:ing)?\b")
_LOOKALIKE = re.compile(
    r"(?:system (?:name|location|contact)|vlan \d+ [^\"]{0,40}name|interfaces (?:port )?\S+ alias"
    r"|session (?:banner|prompt)|swlog|snmp-trap|command-log|aaa |user )"
)
_NAME = re.compile(
    r"^(?:system name|session prompt default) \"?([A-Za-z0-9_. -]{1,64})", re.MULTILINE
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone is enough."""
    config = answers.get(CONFIG)
    found = None if config is None else mirrors.declared(config, CONFIG)
    name = _NAME.search(config or "")
    return Reading(
        identity=image.identity(answers, name[1] if name else None),
        config=config,
        declared=found.mirrors if found else None,
        operating=_operating(answers),
        tunnels=() if found else None,
        dormant=() if found else None,
        unread=mentions(config, CONFIG, word=_MENTION, read=found.read, lookalike=_LOOKALIKE)
        if found and config is not None
        else None,
        image=image.read_image(answers),
        files=image.files(answers),
        posture=None if config is None else read_posture(config),
        warnings=found.warnings if found else (),
    )


def _operating(answers: Answers) -> tuple[Mirror, ...] | None:
    mirrored, captured = answers.get(MIRRORS), answers.get(CAPTURES)
    if mirrored is None:
        return None
    return (
        *mirrors.operating(mirrored, MIRRORS),
        *mirrors.operating(captured or "", CAPTURES, "port-monitoring/"),
    )


def removal(session: str) -> tuple[str, ...]:
    """Return what ends a session in AOS 8 and AOS 6, for a person to weigh."""
    space, slash, name = session.partition("/")
    if space == "policy":
        return (f"no policy action {name}", "qos apply")
    what = "monitoring" if slash else "mirroring"
    number = name if slash else session
    return (f"no port-{what} {number}", f"no port {what} {number}")


PLATFORM = Platform(
    name="alcatel_omniswitch",
    title="Alcatel-Lucent OmniSwitch",
    read=read,
    flatten=by_line,
    interface_key=lambda name: "".join(name.split()).lower(),
    commands=(
        Command("show microcode", VERSION, end=r"\.img "),
        Command("show configuration snapshot", CONFIG, end=r"^! [A-Z]", timeout_s=180),
        # AOS 7 and 8 write these with a hyphen, AOS 6 with a blank.
        Command("show port-mirroring status", MIRRORS, optional=True),
        Command("show port mirroring status", MIRRORS, optional=True),
        Command("show port-monitoring status", CAPTURES, optional=True),
        Command("show port monitoring status", CAPTURES, optional=True),
        Command("show microcode certified", FILES, optional=True),
        Command("show running-directory", BOOT, optional=True),
        Command("show hardware-info", BOOTLOADER, optional=True),
        Command("show system", image.SYSTEM, optional=True),
        Command("show chassis", image.CHASSIS, optional=True),
    ),
    dialogue=Dialogue(
        driver="alcatel_aos",
        prompt=r"[A-Za-z0-9_.:@()/ -]{1,60}(?:->|>|#) ?$",
        refused=(
            r"^ERROR: Invalid entry",
            r"^ERROR: Incomplete command",
            r"^ *\^\s*$",
        ),
        denied=(r"^ERROR: Authorization failed", r"^ERROR: .*(?:no privilege|not authorized)"),
        hostname=r"^system name \"?([A-Za-z0-9_.-]{1,255})\"?[ \t]*$",
    ),
    noise=(Noise(r"^! (?:Generated|Date):? .*", topic=CONFIG),),
    volatile=(
        Noise(
            r"^( *(?:Up Time|Date & Time|Flash Space|.*Available \(bytes\))[^:]*:).*",
            r"\1",
            topic=image.SYSTEM,
        ),
        Noise(r"^( *(?:Number Of Resets|Temperature)[^:]*:).*", r"\1", topic=image.CHASSIS),
    ),
    secrets=(
        SecretPattern(
            r"\b(?:hash-key|(?:encrypted|auth|encrypt)-key) \"?(?P<secret>(?!<secret:)[^\s\"]+)",
            SecretForm.HASH,
        ),
        SecretPattern(r"\bsnmp community[- ]map \"?(?P<secret>(?!<secret:)[^\s\"]+)"),
        SecretPattern(r"\bkey \"(?P<secret>(?!<secret:)[^\"]+)\""),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^! (?:Chassis|VFC|Bridging|Spanning tree|QOS|Session manager|SwitchLogging) ?:", 6),
        (r"^! (?:Virtual Flow Control|Port_mapping|Loopback Detection|Mac Security) ?:", 4),
        (r"^(?:system timezone|session prompt default|mac-learning|lanpower|linkagg lacp agg) ", 4),
        (r"^port[ -](?:mirroring|monitoring) \d+ ", 5),
        (r"^vlan \d+ (?:enable|admin-state enable) name ", 5),
        (r"^vlan \d+ (?:port default \d+/\d+|members port \d+/\d+)", 5),
        (r"^ip interface \"?\S+\"? address \d", 3),
        (r"^(?:aaa authentication|ip service|swlog|bridge mode|spantree) ", 1),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.MEMORY,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.NOT_READ,
        "bootloader": Offer.MEMORY,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_READ,
    },
)

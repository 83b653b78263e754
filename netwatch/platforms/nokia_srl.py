"""Nokia SR Linux: 7220 IXR, 7250 IXR, 7730 SXR."""

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
    SecretPattern,
)
from netwatch.model.state import Answers, ConfigLine, Reading
from netwatch.parsing import paths
from netwatch.parsing.nokia import srl_mirrors, srl_shown
from netwatch.parsing.redact import COMMON_SECRETS


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone, in any form, is enough."""
    text, state = answers.get(CONFIG), answers.get(MIRRORS)
    config = None if text is None else srl_mirrors.read(text, CONFIG)
    return Reading(
        identity=srl_shown.identity(answers.get(VERSION), config.host_name if config else None),
        config=text,
        declared=config.mirrors if config else None,
        operating=srl_mirrors.read(state, MIRRORS).mirrors if state is not None else None,
        tunnels=config.tunnels if config else None,
        dormant=() if config else None,
        unread=config.unread if config else None,
        image=srl_shown.read_image(answers),
    )


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return the statements as whole paths: braces, flat lines and JSON give the same ones."""
    return paths.flatten(srl_mirrors.statements(text), "set")


PLATFORM = Platform(
    name="nokia_srl",
    title="Nokia SR Linux",
    read=read,
    flatten=flatten,
    interface_key=lambda name: "".join(name.split()).lower(),
    commands=(
        Command("show version", VERSION, end=r"^Software Version"),
        Command("info from running", CONFIG, end=r"^ {0,4}\}", whole=paths.balanced, timeout_s=180),
        Command("info from state system mirroring", MIRRORS, optional=True, whole=paths.balanced),
        Command("info from state system boot", BOOT, optional=True, whole=paths.balanced),
    ),
    dialogue=Dialogue(
        driver="nokia_srl",
        prepare=("environment complete-on-space false", "environment cli-engine type basic"),
        # A line of context (--{ + running }--[  ]--) stands above `A:leaf1# `.
        prompt=r"(?:[A-Z]:)?[A-Za-z0-9_.:@-]{1,80}# ?$",
        refused=(
            r"^(?:Parsing )?[Ee]rror: ",
            r"^Unknown token ",
            r"^Error: Path ",
        ),
        denied=(r"^Error: .*(?:not authori[sz]ed|[Pp]ermission denied|access denied)",),
        bye="quit",
        hostname=r"^(?:set / system name | {12})host-name \"?([A-Za-z0-9_.-]{1,255})\"?[ \t]*$",
    ),
    noise=(Noise(r"^--\{.{0,200}\}--\[.{0,200}\]--.*$"),),
    volatile=(
        Noise(r"^((?:Free|Total) Memory +:).*", r"\1", topic=VERSION),
        Noise(r"^( *(?:mirrored|ingress|egress|in|out)-[a-z-]{1,40}) \d+.*", r"\1", topic=MIRRORS),
        Noise(r"^( *(?:last-change|last-clear)) .*", r"\1", topic=MIRRORS),
    ),
    secrets=(
        SecretPattern(r"(?P<secret>\$(?:argon2\w{0,4}|aes\d?)\$[^\s\"]{6,300})"),
        SecretPattern(
            r"[ \"](?:community-entry|authentication-key|secret-key|password|key)\"?:? +"
            r"\"(?P<secret>(?!<secret:)[^\"]+)\""
        ),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^(?:set / )?system (?:mirroring mirroring-instance|gnmi-server|json-rpc-server) ", 6),
        (r"^set / (?:interface|network-instance|system|acl|routing-policy) ", 7),
        (r"^ {4}interface ethernet-\d+/\d+ \{", 6),
        (r"^ {0,4}network-instance \S+ \{", 4),
        (r"\"srl_nokia-[a-z-]+:", 9),
        (r"\"name\": \"ethernet-\d+/\d+\"", 4),
        (r"^ {8}mirroring \{$", 3),
        (r"^ {8}(?:gnmi-server|json-rpc-server|aaa|tls) \{$", 2),
    ),
    mirror_removal=lambda session: (f"delete / system mirroring mirroring-instance {session}",),
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_READ,
        "image hash": Offer.NOT_READ,
        "bootloader": Offer.NOT_READ,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_READ,
    },
)

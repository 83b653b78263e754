"""Check Point Gaia (clish).

Mirror and Decrypt is an object of the management server's policy: no clish command shows it, so
the coverage table says that mirrors are not offered here. What the gateway does show is indirect:
a physical interface with an address that leads nowhere (Security Gateway guides R81, R81.10), which
comes up as a change of the configuration. ``monitor-mode on`` is the receiving side of a mirror.
"""

from netwatch.model.platform import (
    CONFIG,
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
from netwatch.parsing.checkpoint import status
from netwatch.parsing.checkpoint.config import read_config
from netwatch.parsing.checkpoint.posture import read_posture
from netwatch.parsing.flatten import by_line
from netwatch.parsing.redact import COMMON_SECRETS


def read(answers: Answers) -> Reading:
    """Return what the answers show; ``declared`` is never more than empty, see above."""
    text = answers.get(CONFIG)
    config = None if text is None else read_config(text)
    return Reading(
        identity=status.identity(answers, config.hostname if config else None),
        config=text,
        declared=() if config else None,
        tunnels=config.tunnels if config else None,
        dormant=config.dormant if config else None,
        unread=config.unread if config else None,
        image=status.image(answers),
        posture=None if text is None else read_posture(text),
    )


PLATFORM = Platform(
    name="checkpoint_gaia",
    title="Check Point Gaia",
    read=read,
    flatten=by_line,
    interface_key=lambda name: name.strip(),
    commands=(
        Command("show version all", VERSION, end=r"^OS edition "),
        Command("show configuration", CONFIG, end=r"^set \S", timeout_s=180),
        Command("show asset all", status.ASSET, optional=True),
        Command("show uptime", status.UPTIME, optional=True),
    ),
    dialogue=Dialogue(
        driver="checkpoint_gaia",
        prepare=("set clienv rows 0",),
        refused=(r"^CLINFR\d{4} +(?:Invalid|Incomplete|Ambiguous) ",),
        denied=(
            r"^CLINFR\d{4} +.{0,80}(?:[Pp]ermission|not allowed)",
            r"^NMS\w{0,8} .{0,80}denied",
        ),
        hostname=r"^set hostname (\S{1,255})[ \t]*$",
    ),
    noise=(Noise(r"^# Exported by \S+ on .*$", topic=CONFIG),),
    volatile=(Noise(r"^.*\bup\b.*load average.*$", topic=status.UPTIME),),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(
            r"\b(?:auth|privacy)-pass-phrase(?:-hashed)? (?P<secret>(?!<secret:)\S+)",
            SecretForm.HASH,
        ),
        SecretPattern(
            r"\b(?:password-hash|expert-password-hash|authtype simple) "
            r"(?P<secret>(?!<secret:|\*)\S+)"
        ),
    ),
    signature=(
        (r"^# Exported by \S+ on ", 5),
        (r"^# Configuration of \S+$", 3),
        (r"^# Language version: \d", 5),
        (r"^set installer policy ", 5),
        (r"^set (?:clienv|web|inactivity-timeout|expert-password-hash|management interface) ?", 3),
        (r"^set interface \S+ (?:state (?:on|off)|ipv4-address \S+ mask-length \d+)", 3),
        (r"^set (?:static-route \S+ nexthop gateway|ntp active (?:on|off))", 3),
    ),
    coverage={
        "mirrors in config": Offer.NOT_OFFERED,
        "mirrors in operation": Offer.NOT_OFFERED,
        "capture": Offer.NOT_READ,
        "image hash": Offer.NOT_READ,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_READ,
    },
)

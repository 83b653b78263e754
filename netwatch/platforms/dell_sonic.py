"""Dell Enterprise SONiC through its industry-style shell ``sonic-cli``.

Mirror sessions and ``show mirror-session`` follow the dellemc.enterprise_sonic examples; the
layout of the configuration text is from memory. The shell hashes no files and shows no signature.
"""

from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
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
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.sonic import shown
from netwatch.parsing.sonic.reading import read


def interface_key(name: str) -> str:
    """Return one key for ``Ethernet 4``, ``Eth1/1`` and ``Ethernet4`` written in any case."""
    return "".join(name.split()).lower()


PLATFORM = Platform(
    name="dell_sonic",
    title="Dell Enterprise SONiC (sonic-cli)",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show running-configuration", CONFIG, timeout_s=180),
        Command("show startup-configuration", STARTUP, optional=True, timeout_s=180),
        Command("show mirror-session", MIRRORS, end=r"^Name +Status |^No sessions configured"),
        Command("show version", VERSION),
        Command("show image list", BOOT, optional=True),
        Command("show platform firmware", BOOTLOADER, optional=True),
        Command("show reboot-cause", shown.CAUSE, optional=True),
    ),
    dialogue=Dialogue(
        driver="dell_sonic",
        inner_shell="sonic-cli",
        prepare=("terminal length 0",),
        prompt=r"[A-Za-z0-9_.-]{1,64}(?:\([^)\n]{1,60}\))?# ?$"
        r"|[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9_.-]{1,64}[: ][^\n]{0,80}\$ ?$",
        refused=(r"^%Error: (?:Invalid|Incomplete|Ambiguous)",),
        denied=(r"^%Error: (?:Access denied|Client is not authorized)", r"[Pp]ermission denied"),
    ),
    volatile=(Noise(r"^((?:Uptime|Date) *:) .*", r"\1", topic=VERSION),),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(
            r"\busername +\S+ +password +(?P<secret>(?!<secret:)\S+) +role", SecretForm.HASH
        ),
        SecretPattern(
            r"\b(?:key|password|auth-key) +(?P<secret>(?!<secret:)\S+) +encrypted", SecretForm.HASH
        ),
    ),
    signature=(
        (r"^mirror-session \S{1,64}$", 4),
        (r"^ destination erspan src-ip ", 3),
        (r"^ source interface \S{1,40} direction (?:rx|tx|both)$", 2),
        (r"^interface-naming (?:standard|native)", 5),
        (r"^policy-map \S{1,64} type monitoring$", 5),
        (r"^mclag domain \d", 3),
        (r"^ip vrf mgmt$", 2),
        (r"^ standalone-link-training$", 3),
    ),
    mirror_removal=lambda name: (f"no mirror-session {name}",),
    coverage={
        "mirrors in config": Offer.MEMORY,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_READ,
        "image hash": Offer.NOT_READ,
        "bootloader": Offer.MEMORY,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

"""What IOS and IOS XE have in common on the wire: questions, words of refusal, noise, secrets."""

import re

from netwatch.model.device import Probe
from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CAPTURES,
    CONFIG,
    FILES,
    HASH,
    JOURNAL,
    MIRRORS,
    NEIGHBOURS,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Noise,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers
from netwatch.parsing.interface_counts import COUNTS
from netwatch.parsing.interface_counts import VOLATILE as VOLATILE_COUNTS
from netwatch.parsing.ios.authenticity import FILE_SIGNATURE, KEYS, SIGNATURE
from netwatch.parsing.ios.export_state import EXPORTS
from netwatch.parsing.ios.image import version
from netwatch.parsing.ios.install import INVENTORY, PROVISIONING, package_names
from netwatch.parsing.ios.verify import MEMORY_TEXT
from netwatch.parsing.listings import GROWING_LOGS
from netwatch.parsing.neighbours import AGES, questions
from netwatch.parsing.posture.shown import VOLATILE_ROWS
from netwatch.parsing.posture.topics import ACCESS_LISTS, PROCESSES, REGISTERED
from netwatch.parsing.redact import COMMON_SECRETS

# FASTPATH and Dell print the same words with interfaces that are bare numbers.
ONE_LINE_SESSION = (
    r"^monitor session \d+ (?:source|destination) "
    r"(?:interface (?:Fa|Gi|Te|Tw|Fo|Hu|Po)[A-Za-z-]* ?\d|remote vlan \d|vlan \d)"
)
RSPAN_VLANS = "rspan-vlans"

_NETWORK = re.compile(r"(?:tftp|ftp|https?|scp|sftp|rcp|pram|nvram|system)\b", re.IGNORECASE)
_MAX_PACKAGES = 64


def first_commands() -> tuple[Command, ...]:
    """Return the questions both platforms answer, in the order they are asked."""
    return (
        Command("show version", VERSION),
        Command("show running-config", CONFIG, end=r"^end\s*$", timeout_s=180),
        Command("show startup-config", STARTUP, optional=True, end=r"^end\s*$", timeout_s=180),
        Command("show monitor session all", MIRRORS, optional=True),
        Command("show monitor capture", CAPTURES, optional=True),
        Command("show vlan remote-span", RSPAN_VLANS, optional=True),
        Command("show ip traffic-export", EXPORTS, optional=True),
        Command("show archive log config all", JOURNAL, optional=True),
    )


def company_commands() -> tuple[Command, ...]:
    """Return the questions about what runs beside, or other than, what is configured."""
    return (
        Command("show event manager policy registered", REGISTERED, optional=True),
        Command("show ip access-lists", ACCESS_LISTS, optional=True, timeout_s=120),
        Command("show processes", PROCESSES, optional=True),
    )


def boot_commands() -> tuple[Command, ...]:
    """Return the questions about the next boot, the files and the hardware."""
    return (
        Command("show boot", BOOT, optional=True),
        Command("show bootvar", BOOT, optional=True),
        Command("show rom-monitor", BOOTLOADER, optional=True),
        Command("dir all-filesystems", FILES, optional=True, timeout_s=180),
        Command("show inventory", INVENTORY, optional=True),
        Command("show software authenticity running", SIGNATURE, optional=True),
        Command("show software authenticity keys", KEYS, optional=True),
    )


def verify(option: str, *, optional: bool = False) -> Command:
    """Return the template that hashes or checks one file on the box, a matter of minutes."""
    words = f"verify {option} {{arg}}" if option else "verify {arg}"
    return Command(words, HASH, optional=optional, slow=True, timeout_s=900)


AUTHENTIC = Command(
    "show software authenticity file {arg}",
    FILE_SIGNATURE,
    optional=True,
    slow=True,
    timeout_s=180,
)

HASH_MEMORY = Command(
    "verify /md5 system:memory/text",
    MEMORY_TEXT,
    optional=True,
    slow=True,
    timeout_s=900,
    opt_in=Probe.MEMORY_TEXT,
)


def memory_text(answers: Answers, crashes: re.Pattern[str] | None = None) -> tuple[Command, ...]:
    """Return the question for the hash of the code in memory, () where it may crash the device.

    ``crashes`` finds in ``show version`` the models known to crash, None where none is; what does
    not say its model is not asked either. Sources: Cisco's IOS and IOS XE forensic guides.
    """
    text = answers.get(VERSION)
    if text is None or version(text).model is None:
        return ()
    return () if crashes and crashes.search(text) else (HASH_MEMORY,)


def running_file(answers: Answers) -> str | None:
    """Return the local path of the running image; None when it came from the network."""
    text = answers.get(VERSION)
    path = version(text).running_file if text is not None else None
    return None if path is None or _NETWORK.match(path) else path


def packages(answers: Answers, provisioning: str) -> tuple[str, ...]:
    """Return the packages that ``packages.conf`` names, each once, with its directory."""
    home = provisioning[: provisioning.rindex(PROVISIONING)]
    return tuple(f"{home}{each}" for each in package_names(answers)[:_MAX_PACKAGES])


def dialogue(driver: str) -> Dialogue:
    """Return how to speak with the device: session-only settings, its words for no."""
    return Dialogue(
        driver=driver,
        prepare=("terminal width 511", "terminal length 0"),
        prompt=r"[A-Za-z0-9_.:()/-]{1,80}[>#] ?$",
        refused=(
            r"^% ?Invalid (?:input|command)",
            r"^% ?Incomplete command",
            r"^% ?Ambiguous command",
            r"^% ?Unknown command",
            r"^% ?Unrecognized command",
            r"^Command (?:rejected|not supported)",
            r"^%Error opening \S+ \(",
        ),
        denied=(
            r"^% ?Authorization failed",
            r"^Command authorization failed",
            r"^% ?This command is not authorized",
            r"^% ?Access denied",
        ),
        enable="enable",
    )


# The traffic decides this bandwidth where the tunnel adjusts it by itself.
_AUTO_BANDWIDTH = (
    r"^( *tunnel mpls traffic-eng bandwidth) .*"
    r"(?=(?:\n [^\n]{0,300}){0,40}?\n *tunnel mpls traffic-eng auto-bw\b)"
)
NEIGHBOURS_AT = (
    Command("show cdp neighbors {arg} detail", NEIGHBOURS, optional=True),
    Command("show lldp neighbors {arg} detail", NEIGHBOURS, optional=True),
)
ARP_OF = Command("show ip arp {arg}", NEIGHBOURS, optional=True)
COUNT_OF = Command("show interfaces {arg}", COUNTS, optional=True)


def neighbours_asked(answers: Answers) -> tuple[Command, ...]:
    """Return what to ask about the ends that running sessions copy to."""
    return questions(answers, NEIGHBOURS_AT, (ARP_OF,))


NOISE = (
    *AGES,
    Noise(r"^Load for five secs: .*"),
    Noise(r"^Time source is .*"),
    Noise(r"^! NVRAM config last updated at .*", topic=CONFIG),
    Noise(r"^! No configuration change since last restart.*", topic=CONFIG),
    Noise(r"^Building configuration\.\.\.", topic=CONFIG),
    Noise(r"^Current configuration : \d+ bytes", topic=CONFIG),
    Noise(r"^ntp clock-period \d+.*", topic=CONFIG),
    Noise(r"^(\s+expression) \d+$", r"\1", topic=CONFIG),
    Noise(r"^! NVRAM config last updated at .*", topic=STARTUP),
    Noise(r"^Using \d+ out of \d+ bytes.*", topic=STARTUP),
    Noise(r"^ntp clock-period \d+.*", topic=STARTUP),
    Noise(_AUTO_BANDWIDTH, r"\1", topic=CONFIG),
    Noise(_AUTO_BANDWIDTH, r"\1", topic=STARTUP),
    Noise(r"^(\s+expression) \d+$", r"\1", topic=STARTUP),
)

VOLATILE = (
    GROWING_LOGS,
    *VOLATILE_COUNTS,
    Noise(r"^(\S+ uptime is|Uptime for this control processor is) .*", r"\1", topic=VERSION),
    Noise(r"^(\d+ bytes total) \(\d+ bytes free\)", r"\1", topic=FILES),
    Noise(r"^! Last configuration change at .*", topic=CONFIG),
    Noise(r"^! Last configuration change at .*", topic=STARTUP),
    Noise(r" *\((?:\d+ match(?:es)?|(?:in)?active)\)", topic=ACCESS_LISTS),
    *(Noise(pattern, kept, topic=PROCESSES) for pattern, kept in VOLATILE_ROWS),
    Noise(r"^( *Total (?:number of )?packets captured *:).*", r"\1", topic=CAPTURES),
)

SECRETS = (
    *COMMON_SECRETS,
    SecretPattern(
        r"^\s*enable (?:secret|password) (?:level \d+ )?5 (?P<secret>\S+)", SecretForm.HASH
    ),
    SecretPattern(r"^\s*key-hash \S+ (?P<secret>[0-9A-Fa-f]{8,})"),
    SecretPattern(
        r"^\s*crypto isakmp key (?:[06] )?(?P<secret>(?!<secret:)\S+) (?:address|hostname)"
    ),
)


def removal(session: str) -> tuple[str, ...]:
    """Return the commands, for a person, that would end the session ``session``."""
    kind, _, name = session.rpartition("/")
    if kind == "capture":
        return (f"monitor capture {name} stop", f"no monitor capture {name}")
    if kind == "traffic-export":
        return (f"no ip traffic-export profile {name}",)
    return (f"no monitor session {session}",)

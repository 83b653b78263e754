"""Ubiquiti EdgeOS (EdgeRouter), which mirrors as VyOS 1.2 does: received packets alone."""

from netwatch.model.platform import (
    CONFIG,
    HASH,
    STARTUP,
    VERSION,
    Command,
    Copies,
    CopyBy,
    Dialogue,
    Noise,
    Offer,
    Platform,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.vyatta import live, mirrors
from netwatch.parsing.vyatta import read as vyatta

_RUNNING = "/root.dev/squashfs.img"
_OLD = "/root.dev/squashfs.o"


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone, in either form, is enough."""
    return vyatta.read(answers, lambda each: _RUNNING if each.is_running else _OLD)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the filters of each queueing discipline."""
    return live.questions(answers.get(live.QDISC))


PLATFORM = Platform(
    name="ubiquiti_edgeos",
    title="Ubiquiti EdgeOS",
    read=read,
    flatten=vyatta.flatten,
    interface_key=vyatta.interface_key,
    commands=(
        Command("show version | no-more", VERSION, end=r"^Version: "),
        Command(
            "show configuration commands | no-more",
            CONFIG,
            end=r"^set system (?:host-name|login|name-server|ntp) ",
            timeout_s=180,
        ),
        Command(
            "cat /config/config.boot",
            STARTUP,
            optional=True,
            end=r"^/\* Release version: ",
            timeout_s=120,
        ),
        Command(
            "show system image | no-more",
            vyatta.IMAGES,
            optional=True,
            end=r"image\(s\) installed:|^Name +Default boot",
        ),
        Command(
            f"md5sum {_RUNNING}",
            HASH,
            optional=True,
            slow=True,
            end=r"^[0-9a-f]{32}  ",
            timeout_s=600,
        ),
        live.SHOW_QDISCS,
        live.SHOW_SOCKETS,
    ),
    templates=(live.INGRESS, live.ROOT),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="ubiquiti_edgerouter",
        prepare=("terminal length 0", "terminal width 512"),
        refused=(
            r"^\s*Invalid command(?:: |\b)",
            r"^\s*Ambiguous command",
            r"^\s*Incomplete command",
            r"^-?v?bash: .{1,80}: (?:command not found|No such file or directory)",
            r"^(?:cat|md5sum): .{1,300}: (?:No such file or directory|Permission denied)",
            r"^Cannot open netlink socket",
        ),
        denied=(r"^\s*Permission denied", r"not authorized"),
        hostname=(r"^(?:set system |\s+)host-name [\"']?([A-Za-z0-9_.-]{1,255})[\"']?[ \t]*$"),
    ),
    volatile=(Noise(r"^(Uptime: ).*", r"\1", topic=VERSION),),
    secrets=COMMON_SECRETS,
    signature=(
        (r"^/\* Release version: v\d+\.\d+\.\d+[^\n]{0,80} \*/", 9),
        (r"^/\* === vyatta-config-version: \"[^\n]{0,1000}ubnt-", 7),
        (r"^set service (?:unms|ubnt-discover|gui http-port|gui https-port)", 7),
        (r"^set interfaces ethernet eth\d+ (?:poe output|mirror eth\d)", 4),
        (r"^set interfaces switch switch0 ", 5),
        (r"^ {4}switch switch0 \{$", 5),
        (r"^ {4}(?:unms|gui|ubnt-discover) \{$", 5),
        (r"^set system (?:offload|traffic-analysis|analytics-handler) ", 4),
        (r"^ {4}(?:offload|traffic-analysis|analytics-handler) \{$", 4),
        (r"^set interfaces (?:ethernet eth|loopback lo)\S*", 2),
        (r"^ {4}(?:ethernet eth\d+|loopback lo) \{$", 2),
    ),
    copies=Copies((CopyBy.SFTP, CopyBy.SCP)),
    mirror_removal=mirrors.removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.MEMORY,
        "bootloader": Offer.NOT_READ,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

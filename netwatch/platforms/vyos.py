"""VyOS 1.2 to 1.5."""

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
    SecretPattern,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.vyatta import image, live, mirrors
from netwatch.parsing.vyatta import read as vyatta

_HASH = Command(
    "sha256sum {arg}", HASH, optional=True, slow=True, end=r"^[0-9a-f]{64}  ", timeout_s=600
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone, in either form, is enough."""
    return vyatta.read(answers, lambda each: image.squashfs(each.name))


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the filters of each queueing discipline and the hash of each installed image."""
    images = image.installed(answers.get(vyatta.IMAGES)) or ()
    hashes = _HASH.about_each(image.squashfs(each.name) for each in images)
    return (*live.questions(answers.get(live.QDISC)), *hashes)


PLATFORM = Platform(
    name="vyos",
    title="VyOS",
    read=read,
    flatten=vyatta.flatten,
    interface_key=vyatta.interface_key,
    commands=(
        Command("show version", VERSION, end=r"^Version: "),
        Command(
            "show configuration commands | no-more",
            CONFIG,
            end=r"^set system (?:host-name|login|config-management|name-server) ",
            timeout_s=180,
        ),
        Command(
            "cat /config/config.boot",
            STARTUP,
            optional=True,
            end=r"^// (?:Release version|vyos-config-version): |^/\* Release version: ",
            timeout_s=120,
        ),
        Command(
            "show system image | no-more",
            vyatta.IMAGES,
            optional=True,
            end=r"image\(s\) installed:|^Name +Default boot",
        ),
        live.SHOW_QDISCS,
        live.SHOW_SOCKETS,
    ),
    templates=(live.INGRESS, live.ROOT, _HASH),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="vyos",
        prepare=("set terminal length 0", "set terminal width 512"),
        refused=(
            r"^\s*Invalid command: ",
            r"^\s*Ambiguous command: ",
            r"^\s*Incomplete command: ",
            r"^-?v?bash: .{1,80}: (?:command not found|No such file or directory)",
            r"^(?:cat|sha256sum): .{1,300}: (?:No such file or directory|Permission denied)",
            r"^Cannot open netlink socket",
        ),
        denied=(r"^\s*Permission denied", r"not authorized"),
        hostname=(r"^(?:set system |\s+)host-name [\"']?([A-Za-z0-9_.-]{1,255})[\"']?[ \t]*$"),
    ),
    volatile=(Noise(r"^(Uptime: ).*", r"\1", topic=VERSION),),
    secrets=(
        SecretPattern(
            r"\b(?:private-key|preshared-key|pre-shared-secret|plaintext-password|private key"
            r"|shared-secret-key|api-key|bearer-token|token)"
            r" +[\"']?(?P<secret>(?!<secret:)[^\s\"'{}]+)"
        ),
        SecretPattern(r"\bkeys id \S+ key +[\"']?(?P<secret>(?!<secret:)[^\s\"'{}]+)"),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^// vyos-config-version: ", 9),
        (r"^/\* === vyatta-config-version: \"[^\n]{0,2000}vyos", 5),
        (r"^// Release version: |^/\* Release version: VyOS", 5),
        (r"^set (?:system config-management commit-revisions|system conntrack modules) ", 3),
        (r"^set interfaces (?:ethernet eth|loopback lo|bonding bond|wireguard wg)\S*", 3),
        (r"^set interfaces ethernet eth\d+ (?:hw-id|offload|mirror (?:in|e)gress) ", 4),
        (r"^set system (?:host-name|time-zone|syslog global facility) '", 3),
        (r"^set (?:service|protocols|firewall|vpn|nat|vrf|pki|high-availability) [^\n;]*'$", 3),
        (r"^ {4}(?:ethernet eth\d+|loopback lo|bonding bond\d+|dummy dum\d+) \{$", 4),
        (r"^ {4}(?:host-name|config-management \{|conntrack \{)", 2),
        (r"^ {8}(?:hw-id [0-9a-f:]{17}|commit-revisions \d+)$", 3),
    ),
    copies=Copies((CopyBy.SFTP, CopyBy.SCP)),
    mirror_removal=mirrors.removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.NOT_READ,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.SEEN,
    },
)

"""Cumulus Linux: port-mirror sessions of NVUE and NCLU, the switch daemon's file, ACL rules.

Everything follows NVIDIA's guides; no output of a switch with a session was seen. The daemon's
file and the hardware may differ from the configuration: each is read for itself.
"""

import re

from netwatch.model.platform import (
    CAPTURES,
    CONFIG,
    MIRRORS,
    STARTUP,
    Command,
    Copies,
    CopyBy,
    Dialogue,
    Noise,
    Offer,
    Platform,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import ConfigLine
from netwatch.parsing.cumulus.reading import INSTALLED, RULES, SWITCHD, read
from netwatch.parsing.flatten import by_indent, by_line
from netwatch.parsing.linux import host, verified

_COMMANDS = re.compile(r"^(?:nv set|net add) ", re.MULTILINE)


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return one statement a command, or YAML and files by their indentation."""
    return by_line(text) if _COMMANDS.search(text) else by_indent(text)


def removal(mirror_id: str) -> tuple[str, ...]:
    """Return commands that would end the mirror, for a person to weigh; nothing is sent."""
    if mirror_id.isdigit():
        return (f"nv unset system port-mirror session {mirror_id}", "nv config apply")
    kind, _, rest = mirror_id.partition("/")
    name, _, rule = rest.partition("/")
    if kind == "acl" and name and rule:
        return (f"nv unset acl {name} rule {rule} action", "nv config apply")
    return ()


PLATFORM = Platform(
    name="cumulus_nvue",
    title="NVIDIA Cumulus Linux (NVUE, NCLU)",
    read=read,
    flatten=flatten,
    interface_key=host.interface_key,
    commands=(
        Command("nv config show -o commands", CONFIG, optional=True, timeout_s=180),
        Command("net show configuration commands", CONFIG, optional=True, timeout_s=180),
        Command("cat /etc/nvue.d/startup.yaml", STARTUP, optional=True),
        Command("cat /etc/cumulus/switchd.d/port-mirror.conf", SWITCHD, optional=True),
        Command("cat /etc/cumulus/acl/policy.d/*.rules", RULES, optional=True),
        Command("nv show system port-mirror -o json", MIRRORS, optional=True, end=r"\}\s*\Z"),
        Command("sudo -n cl-acltool -L all", INSTALLED, optional=True, timeout_s=120),
        Command("sudo -n ss -0 -p -n", CAPTURES, optional=True),
        *host.SYSTEM_COMMANDS,
    ),
    templates=(host.KERNEL_HASH, *verified.TEMPLATES),
    follow_up=host.follow_up,
    dialogue=Dialogue(
        driver="linux",
        prompt=host.DIALOGUE.prompt,
        refused=(
            *host.DIALOGUE.refused,
            r"^Error: (?:Invalid|Unknown) ",
            r"^ERROR: (?:Command not found|Invalid)",
            r"\A\s*sudo: [a-z-]{1,40}: command not found",
        ),
        denied=(
            *host.DIALOGUE.denied,
            r"^sudo: (?:a|no) (?:password|tty)",
            r"^ERROR: You do not have permission",
        ),
        pager=host.DIALOGUE.pager,
        hostname=r"^(?:nv set system|net add) hostname +([A-Za-z0-9_.-]{1,255})[ \t]*$",
    ),
    noise=host.NOISE,
    volatile=(Noise(r"^( *)\d+[KMG]? +\d+[KMG]?( +E?R?SPAN )", r"\1 0 0\2", topic=INSTALLED),),
    secrets=(
        *host.SECRETS,
        SecretPattern(
            r"\b(?:hashed-password|password-hash)[: ]+'?(?P<secret>(?!<secret:)[^\s']+)",
            SecretForm.HASH,
        ),
        SecretPattern(
            r"\b(?:secret|auth-key|bgp neighbor \S{1,64} password|readonly-community)[: ]+'?"
            r"(?P<secret>(?!<secret:)[^\s']+)"
        ),
    ),
    signature=(
        (r"^nv set (?:system|interface|bridge|vrf|router|service|evpn|mlag|acl|nve|qos) ", 5),
        (
            r"^net add (?:hostname|interface|bgp|loopback|vxlan|bridge|bond|vrf|port-mirror|time) ",
            5,
        ),
        (r"^ {4,8}nvue-api-version: nvue_v1", 5),
        (r"^mirror\.session\.\w{1,8}\.\w{1,16} *= ", 5),
        (r"-j E?R?SPAN --(?:dport|src-ip) ", 5),
        (r"^iface swp\d", 4),
        (r"^auto (?:swp\d|bridge\b|peerlink)", 2),
        (r"^username cumulus nopassword$", 4),
        (r"^# ports\.conf --", 4),
        (r"\"port-mirror\": ?\{", 4),
        (r"\"e?r?span\": ?\{\s{0,80}\"(?:direction|destination|source-port|enable|state)\"", 5),
    ),
    copies=Copies((CopyBy.SFTP, CopyBy.SCP)),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.SEEN,
        "image hash": Offer.SEEN,
        "bootloader": Offer.NOT_READ,
        "signature": Offer.SEEN,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.DOCUMENTED,
    },
)

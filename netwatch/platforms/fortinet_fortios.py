"""Fortinet FortiOS (FortiGate) and FortiSwitchOS.

Pages are turned with the pager's key: switching the pager off would need ``config system
console``, which is configuration (netmiko's driver writes it and takes it back at the end). The
device prints no hash of its image; ``get system status`` tells whether Fortinet signed it.
"""

from netwatch.model.platform import (
    BOOT,
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
from netwatch.parsing.fortinet import status
from netwatch.parsing.fortinet.config import flatten
from netwatch.parsing.fortinet.reading import read_config
from netwatch.parsing.redact import COMMON_SECRETS

_TABLE_OF = {
    "virtual-switch": "system virtual-switch",
    "switch-interface": "system switch-interface",
    "mirror": "switch mirror",
    "decrypted-traffic-mirror": "firewall decrypted-traffic-mirror",
    "sniffer": "firewall sniffer",
    "on-demand-sniffer": "firewall on-demand-sniffer",
}


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone is enough."""
    text = answers.get(CONFIG)
    config = None if text is None else read_config(text)
    return Reading(
        identity=status.identity(answers, config.hostname if config else None),
        config=text,
        declared=config.mirrors if config else None,
        tunnels=config.tunnels if config else None,
        dormant=config.dormant if config else None,
        unread=config.unread if config else None,
        image=status.image(answers),
        files=status.files(answers),
        posture=config.posture if config else None,
        warnings=config.warnings if config else (),
    )


def removal(session: str) -> tuple[str, ...]:
    """Return commands that end the mirror, for a person to weigh; nothing is sent."""
    parts = session.split("/")
    vdom: tuple[str, ...] = ()
    if len(parts) > 1 and parts[0] not in _TABLE_OF and parts[1] in {*_TABLE_OF, "traffic-sniffer"}:
        vdom, parts = ("config vdom", f"edit {parts[0]}"), parts[1:]
    if parts == ["traffic-sniffer"]:
        return (*vdom, "config switch-controller traffic-sniffer", "set mode none", "end")
    if parts[0] in {"virtual-switch", "switch-interface"} and len(parts) > 1:
        undo = "unset type" if parts[-1] == "hub" else "set span disable"
        return (*vdom, f"config {_TABLE_OF[parts[0]]}", f'edit "{parts[1]}"', undo, "end")
    if parts[0] in _TABLE_OF and len(parts) > 1:
        return (*vdom, f"config {_TABLE_OF[parts[0]]}", f'delete "{parts[1]}"', "end")
    if parts[0] == "managed-switch" and len(parts) == 3:  # noqa: PLR2004  # serial and name
        edit = ("config switch-controller managed-switch", f'edit "{parts[1]}"')
        return (*edit, "config mirror", f'delete "{parts[2]}"', "end", "end")
    return ()


PLATFORM = Platform(
    name="fortinet_fortios",
    title="Fortinet FortiOS, FortiSwitchOS",
    read=read,
    flatten=flatten,
    interface_key=lambda name: name.strip().strip('"'),
    commands=(
        Command(
            "get system status", VERSION, end=r"^(?:System time|Release Version Information) *:"
        ),
        # Printed outside of any VDOM, `show` holds all of them.
        Command("show", CONFIG, end=r"^end\s*\Z", timeout_s=300),
        Command("get system performance status", status.PERFORMANCE, optional=True),
        Command("diagnose sys flash list", BOOT, optional=True),
    ),
    dialogue=Dialogue(
        driver="fortinet",
        prompt=r"[A-Za-z0-9_.@()~-]{1,64}(?: \([^()\n]{1,40}\))? ?[#$] ?$",
        refused=(
            r"^\s*command parse error before ",
            r"^Command fail\. Return code -(?:61|1)\b",
            r"^Unknown action 0",
            r"^\s*incomplete command in the end",
        ),
        denied=(r"^\s*(?:Permission denied|You do not have permission)",),
        hostname=r"^ {4}set hostname \"?([A-Za-z0-9_.-]{1,64})\"?[ \t]*$",
    ),
    noise=(
        Noise(
            r"^#(?:config-version|conf_file_ver|buildno|global_vdom|branch_pt)=.*$", topic=CONFIG
        ),
        Noise(
            r"^(?:System time|Current Time|Cluster uptime|Cluster state change time|Disk Usage"
            r"|[A-Za-z/ -]{0,40}-?DB|Extended DB|Extreme DB|Botnet DB|AV AI/ML Model"
            r"|IPS Malicious URL Database|IoT-Detect|[A-Za-z-]{1,20}-DB|IPS-Engine) *:.*$",
            topic=VERSION,
        ),
    ),
    volatile=(
        Noise(r"^(?:CPU|Memory|Average|Virus|IPS attacks).*$", topic=status.PERFORMANCE),
        Noise(r"^(Uptime:).*$", r"\1", topic=status.PERFORMANCE),
    ),
    secrets=(
        # An encrypted key is encrypted anew at every display, so its fingerprint says nothing.
        SecretPattern(
            r"(?P<secret>-----BEGIN ENCRYPTED PRIVATE KEY-----<secret:[0-9a-f]{12}>)",
            SecretForm.SALTED,
        ),
        SecretPattern(r"\bENC \"?(?P<secret>(?!<secret:)[^\s\"]+)", SecretForm.SALTED),
        *COMMON_SECRETS,
        SecretPattern(
            r"^ *set (?:passwd|key|secondary-key) \"?(?P<secret>(?!<secret:|ENC )[^\s\"]+)"
        ),
    ),
    signature=(
        (r"^#config-version=[A-Z0-9-]+", 9),
        (r"^config (?:system|firewall|switch-controller|vpn|user|log|router|switch|antivirus) ", 3),
        (r"^config (?:vdom|global)$", 3),
        (r"^ *edit \S+\n *set ", 2),
        (r"^ {4}next$", 3),
        (r"^ +set \S+ ENC ", 4),
        (r"^ +set uuid [0-9a-f]{8}-", 3),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.NOT_READ,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.SEEN,
        "signature": Offer.SEEN,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)

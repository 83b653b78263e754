"""How a Linux host is asked: commands, dialogue, secrets, noise, and what to ask next."""

from netwatch.model.platform import (
    BOOT,
    CAPTURES,
    FILES,
    HASH,
    VERSION,
    Command,
    Dialogue,
    Noise,
    SecretPattern,
)
from netwatch.model.state import Answers
from netwatch.parsing.linux import counts as linux_counts
from netwatch.parsing.linux import posture as linux_posture
from netwatch.parsing.linux import system as linux_system
from netwatch.parsing.linux import tc as linux_tc
from netwatch.parsing.linux import verified as linux_verified
from netwatch.parsing.linux.kernel import ACTION, FDB, FILTER, FIREWALLS, NFT, QDISC, TOOLS, USER
from netwatch.parsing.redact import COMMON_SECRETS

LINK = "link"
ADDRESS = "address"

_ARRAY = r"\A\s*\Z|\]\s*\Z"
# stderr shares the terminal: a warning may follow the dump.
_DUMP = r"\A\s*\Z|^# Completed on [^\n]*\s*(?:^# Warning[^\n]*\s*)*\Z"


def _balanced(text: str) -> bool:
    return text.count("{") == text.count("}")


LINK_COMMANDS = (
    Command("ip -j -d link show", LINK, end=_ARRAY),
    Command("bridge -j fdb show", FDB, optional=True, end=_ARRAY),
    Command("ip -j addr show", ADDRESS, end=_ARRAY),
)
SYSTEM_COMMANDS = (
    Command("hostname", linux_system.HOSTNAME),
    Command("uname -a", VERSION),
    Command("id -u", USER),
    Command(
        "which tc bridge nft iptables-save ip6tables-save iptables-legacy-save"
        " ip6tables-legacy-save dpkg-query rpm",
        TOOLS,
        optional=True,
    ),
    Command("cat /etc/os-release", "os-release", optional=True),
    Command("cat /etc/machine-id", linux_system.MACHINE, optional=True),
    Command("cat /sys/class/dmi/id/product_name", linux_system.MODEL, optional=True),
    Command("cat /proc/cmdline", BOOT),
    Command("cat /proc/uptime", linux_system.UPTIME),
    Command("cat /proc/sys/kernel/tainted", "tainted"),
    Command("ls -l --time-style=full-iso /boot", FILES, optional=True),
    Command("dpkg-query -W", "packages", optional=True),
    Command("rpm -qa", "packages", optional=True),
    Command("dpkg --verify openssh-server iproute2", linux_verified.VERIFY, optional=True),
    *linux_verified.COMMANDS,
)
KERNEL_COMMANDS = (
    Command("tc -j qdisc show", QDISC, optional=True, end=_ARRAY),
    Command("tc -j actions ls action mirred", ACTION, optional=True),
    Command("nft -s list ruleset", NFT, optional=True, whole=_balanced),
    *(Command(f"{name}-save", name, optional=True, end=_DUMP) for name in FIREWALLS),
    Command("ss -0 -p -n", CAPTURES, optional=True),
)
FILTERS_IN = Command("tc -j filter show dev {arg} ingress", FILTER, end=_ARRAY)
FILTERS_OUT = Command("tc -j filter show dev {arg} egress", FILTER, end=_ARRAY)
FILTERS_ROOT = Command("tc -j filter show dev {arg}", FILTER, end=_ARRAY)
KERNEL_HASH = Command("sha256sum {arg}", HASH, optional=True, timeout_s=120.0)
TEMPLATES = (FILTERS_IN, FILTERS_OUT, FILTERS_ROOT, KERNEL_HASH, *linux_verified.TEMPLATES)

_MISSING = r"(?:-?[a-z]*sh|[^\s:]+): (?:(?:line )?\d+: )?[^\n:]{1,80}: (?:command )?not found"
_NETFILTER = r"(?:netlink: |[a-z0-9-]{1,32} v[\d.]{1,16} \(\w{1,16}\): )"
DIALOGUE = Dialogue(
    driver="linux",
    prompt=(
        r"(?:\([^)\n]{1,32}\) ?)?[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9_.-]{1,64}[: ][^\n]{0,80}[#$%>] ?$"
        r"|\[[^\]\n]{1,120}\][#$] ?$|(?:[A-Za-z0-9_.-]{1,64}[#$%>]|[#$]) ?$"
    ),
    refused=(
        rf"\A\s*{_MISSING}\s*\Z",
        r"\A\s*zsh: command not found: [^\n]{1,80}\s*\Z",
        r"\A\s*(?:cat|ls|sha256sum): [^\n]{1,300}: No such file or directory\s*\Z",
        r"\A\s*(?:cat|ls|sha256sum): cannot (?:access|open) [^\n]{1,300}: No such file",
    ),
    denied=(
        r"\A\s*Operation not permitted \(you must be root\)",
        rf"\A\s*{_NETFILTER}[^\n]{{0,200}}(?:Permission denied|not permitted|must be root)",
        r"\A\s*(?:cat|ls|sha256sum|ss|dpkg-query|ovs-vsctl): [^\n]{0,300}Permission denied",
        r"\A\s*-?[a-z]*sh: (?:(?:line )?\d+: )?[^\s:]{1,80}: Permission denied",
    ),
    pager=r"--More--|\(END\)$",
)
SECRETS = (
    *COMMON_SECRETS,
    SecretPattern(r"\b(?:PrivateKey|PresharedKey|private-key|preshared-key) ?= ?(?P<secret>\S+)"),
    SecretPattern(r": PSK [\"']?(?P<secret>[^\s\"']+)"),
)
NOISE = (Noise(r"pid=\d+,fd=\d+", "pid=0,fd=0", topic=CAPTURES), *linux_posture.NOISE)
VOLATILE = linux_counts.VOLATILE
COMMANDS = (
    *SYSTEM_COMMANDS,
    *LINK_COMMANDS,
    *KERNEL_COMMANDS,
    *linux_posture.COMMANDS,
    linux_counts.COMMAND,
)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Return the filter listings that the qdiscs call for, and the hash of the running kernel."""
    templates = {"ingress": FILTERS_IN, "egress": FILTERS_OUT, "root": FILTERS_ROOT}
    places = linux_tc.hooks(linux_tc.read_qdiscs(answers.get(QDISC)) or ())
    asked = [
        templates[hook].about(device)
        for device, hook in places[: linux_tc.MAX_LISTED]
        if linux_tc.is_safe(device)
    ]
    path = linux_system.kernel_path(answers)
    listed = {each.path for each in linux_system.files(answers) or ()}
    asked += [KERNEL_HASH.about(path)] if path in listed and path else []
    named = linux_verified.asked(answers, linux_system.release(answers))
    return (*(each for each in asked if each is not None), *named)


def interface_key(name: str) -> str:
    """Return the device's exact name; ``ip`` prints ``eth0.10@eth0`` for a device with a parent."""
    return name.strip().partition("@")[0]

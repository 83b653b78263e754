"""SONiC as the community ships it: CONFIG_DB mirror sessions and Everflow rules.

``config_db.json`` is what the next boot loads; the running configuration is the database itself.
``sonic-installer verify-next-image`` is no integrity check on GRUB, U-Boot and ONIE (it tests
that a path exists), so it is not asked; whether the firmware verifies what it loads is, as SONiC's
installer does itself. Dell's industry-style shell is ``dell_sonic``; either
reader reads the text of both.
"""

from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CAPTURES,
    CONFIG,
    FILES,
    HASH,
    MIRRORS,
    STARTUP,
    VERSION,
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
from netwatch.model.state import Answers
from netwatch.parsing.linux import verified
from netwatch.parsing.linux.host import DIALOGUE as LINUX
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.sonic import database, shown
from netwatch.parsing.sonic.reading import read

_HASH = Command("sha256sum {arg}", HASH, optional=True, slow=True, timeout_s=600)


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the hashes of the running image's root file system and kernel."""
    return _HASH.about_each(shown.hashable(answers))


PLATFORM = Platform(
    name="sonic",
    title="SONiC (community)",
    read=read,
    flatten=database.flatten,
    interface_key=str.strip,
    commands=(
        Command("show version", VERSION, end=r"^SONiC Software Version: "),
        Command("show runningconfiguration all", CONFIG, whole=database.is_json, timeout_s=180),
        Command("cat /etc/sonic/config_db.json", STARTUP, optional=True, whole=database.is_json),
        Command("show mirror_session", MIRRORS, end=r"^-{2,} "),
        Command("sudo -n ss -0 -p -n", CAPTURES, optional=True),
        Command("show platform inventory", shown.INVENTORY, optional=True),
        Command("show platform firmware status", BOOTLOADER, optional=True),
        Command("sudo -n sonic-installer list", BOOT, optional=True, end=r"^Next: "),
        Command("show reboot-cause", shown.CAUSE, optional=True),
        Command(
            "ls -l -d --time-style=full-iso /host/image-*/* /host/image-*/boot/*",
            FILES,
            optional=True,
        ),
        *verified.COMMANDS,
    ),
    templates=(_HASH,),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="linux",
        prompt=LINUX.prompt,
        refused=(
            *LINUX.refused,
            r"^Error: No such command",
            r"^Usage: (?:show|sonic-installer)\b",
            r"\A\s*sudo: [a-z-]{1,40}: command not found",
        ),
        denied=(
            *LINUX.denied,
            r"^sudo: (?:a|no) (?:password|tty)",
            r"\bRoot privileges (?:are )?required",
            r"^Sorry, user \S{1,64} (?:is not allowed|may not run)",
        ),
        pager=LINUX.pager,
        hostname=r'^[ \t]*"hostname": *"([A-Za-z0-9_.-]{1,255})"',
    ),
    noise=(Noise(r"pid=\d+,fd=\d+", "pid=0,fd=0", topic=CAPTURES),),
    volatile=(Noise(r"^(Uptime|Date): .*", r"\1:", topic=VERSION),),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(
            r'"(?:passkey|auth_key|snmp_ro_community|snmp_rw_community|community|secret|md5|'
            r'SNMP_COMMUNITY\w*|bgp_password|password)": *"(?P<secret>(?!<secret:)[^"]+)"'
        ),
        SecretPattern(r'"SNMP_COMMUNITY\|(?P<secret>(?!<secret:)[^"]+)"'),
        SecretPattern(
            r'"(?:password_hash|SNMP_USER_AUTH_PASSWORD|SNMP_USER_ENCRYPTION_PASSWORD)":'
            r' *"(?P<secret>(?!<secret:)[^"]+)"',
            SecretForm.HASH,
        ),
    ),
    signature=(
        (r'"DEVICE_METADATA(?:\|localhost)?"\s{0,20}:', 5),
        (r'"MIRROR_SESSION(?:_TABLE)?(?:[|:][^"\n]{1,64})?"\s{0,20}:', 5),
        (r'"(?:ACL_TABLE|ACL_RULE|ACL_TABLE_TYPE)(?:\|[^"\n]{1,80})?"\s{0,20}:', 4),
        (r'"(?:VLAN_MEMBER|PORTCHANNEL_MEMBER|LOOPBACK_INTERFACE|FLEX_COUNTER_TABLE)"\s{0,20}:', 4),
        (r'"(?:PORT|VLAN|PORTCHANNEL|FEATURE|TACPLUS|CRM|SFLOW)"\s{0,20}:\s{0,20}\{', 3),
        (r'"(?:Ethernet|PortChannel|Vlan)\d{1,4}(?:\|[^"\n]{1,60})?"\s{0,20}:', 2),
        (r"^SONiC Software Version: ", 5),
    ),
    copies=Copies((CopyBy.SFTP, CopyBy.SCP)),
    mirror_removal=lambda name: (f"sudo config mirror_session remove {name.rpartition('/')[2]}",),
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.MEMORY,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.MEMORY,
        "signature": Offer.DOCUMENTED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.SEEN,
    },
)

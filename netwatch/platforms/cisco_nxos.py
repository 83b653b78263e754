"""Cisco NX-OS: Nexus 3000, 5000, 6000, 7000 and 9000.

Sources: real configurations and outputs from 5.2 to 10.4, the vendor's YANG model of 9.3(2) for
defaults (sessions are created shut, direction is both), the N9K guides for `show file .. sum`.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import (
    BOOT,
    CONFIG,
    FILES,
    HASH,
    JOURNAL,
    MIRRORS,
    NEIGHBOURS,
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
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.command_log import accounted
from netwatch.parsing.facts import identified
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interface_counts import COUNTS, asked, listed, with_counts
from netwatch.parsing.interface_counts import VOLATILE as VOLATILE_COUNTS
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.ios.authenticity import FILE_SIGNATURE, KEYS, SIGNATURE
from netwatch.parsing.listings import GROWING_LOGS
from netwatch.parsing.neighbours import AGES, neighbours, questions
from netwatch.parsing.nxos import posture
from netwatch.parsing.nxos.image import (
    INVENTORY,
    boot_warnings,
    chassis,
    files,
    image,
    image_files,
    version_row,
)
from netwatch.parsing.nxos.mirrors import Declared, declared
from netwatch.parsing.nxos.operation import operating
from netwatch.parsing.nxos.posture import PROCESS_ROW, with_shown
from netwatch.parsing.posture.changed import last_change, without_last_change
from netwatch.parsing.posture.topics import GUESTS, PROCESSES
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import Block, split
from netwatch.parsing.switch.mentions import Watch, dormant, unread
from netwatch.parsing.switch.scripts import indent_scripts
from netwatch.parsing.switch.tunnels import resolve, tunnels

MONITOR_CONFIG = "monitor-config"
_SHOW_MIRRORS = "show monitor session all"
_JOB = re.compile(r"scheduler +job +name +\S", re.IGNORECASE)

# No `end` line exists. A whole configuration shows its own header and the release below it, and
# nowhere the words of a refused command or a pager that was not answered.
_WHOLE = (
    r"\A(?![\s\S]{{0,500}}?^% (?:Invalid|Permission|Ambiguous))(?![\s\S]*?^ *--More--)"
    r"[\s\S]{{0,2000}}?^!Command: show {0}\b[^\n]*\n(?:[^\n]{{0,200}}\n){{0,8}}?version \S"
)

_WATCH = Watch(
    automation=re.compile(
        r"(?P<via>event +manager +applet +\S+|scheduler +(?:job|schedule) +name +\S+"
        r"|cli +alias +name +\S+)",
        re.IGNORECASE,
    ),
    lookalike=re.compile(
        r"(?:no +)?(?:(?:\d+ +)?remark|description|name|hostname|switchname|alias|username|role"
        r"|rule +\d+ +(?:permit|deny)|limit-resource|logging|snmp-server|snmp|spanning-tree|flow"
        r"|switchport|hardware +(?:rate-limiter|access-list|profile)|(?:system +)?qos|icam|ntp"
        r"|(?:(?:ip|ipv6|mac) +)?(?:port +)?(?:access-list|access-group|access-class|prefix-list)"
        r"|class-map|class|policy-map|route-map|object-group|vlan +access-map|match|vrf"
        r"|monitor +erspan +granularity"
        r"|service-policy|feature|track|copp)\b",
        re.IGNORECASE,
    ),
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone is enough."""
    config = answers.get(CONFIG)
    blocks = split(indent_scripts(config, _JOB, "end-job")) if config is not None else None
    found = blocks.blocks if blocks else ()
    sessions = _declared(answers, found)
    shown, shown_unread = _operating(answers)
    ways = tunnels(found, CONFIG)
    return Reading(
        identity=_identity(answers, found),
        config=without_last_change(config),
        startup=answers.get(STARTUP),
        declared=resolve(sessions.mirrors, ways, found, interface_key) if sessions else None,
        operating=shown,
        tunnels=ways if blocks else None,
        dormant=dormant(found, _WATCH) if blocks else None,
        unread=(
            *sessions.unread,
            *unread(config, found, _WATCH, sessions.numbers),
            *shown_unread,
        )
        if config is not None and sessions
        else None,
        image=image(answers, found),
        files=files(answers),
        journal=accounted(answers.get(JOURNAL)),
        posture=with_shown(posture.read(found) if blocks else None, answers),
        counters=with_counts(last_change(config), listed(answers)),
        neighbours=neighbours(answers),
        warnings=(
            *(blocks.warnings if blocks else ()),
            *(sessions.warnings if sessions else ()),
            *boot_warnings(answers),
            *(() if blocks else (f"not understood: {each.text.strip()}" for each in shown_unread)),
        ),
    )


def _declared(answers: Answers, blocks: tuple[Block, ...]) -> Declared | None:
    """Return the sessions of the configuration; `show running-config monitor` fills its gaps.

    The short command is a second look: it stands in when the whole configuration did not come,
    and a session that only it shows is kept, with a warning.
    """
    whole = declared(blocks, CONFIG) if answers.get(CONFIG) is not None else None
    text = answers.get(MONITOR_CONFIG)
    if text is None:
        return whole
    short = declared(split(text).blocks, MONITOR_CONFIG)
    if whole is None:
        return short
    known = {each.id for each in whole.mirrors}
    more = tuple(each for each in short.mirrors if each.id not in known)
    return Declared(
        (*whole.mirrors, *more),
        whole.unread,
        whole.numbers,
        (*whole.warnings, *(_hidden(each) for each in more)),
    )


def _hidden(mirror: Mirror) -> str:
    return f"session {mirror.id} is in `show running-config monitor` and not in the whole"


def _operating(answers: Answers) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    text = answers.get(MIRRORS)
    return (None, ()) if text is None else operating(text, _SHOW_MIRRORS)


def _identity(answers: Answers, blocks: tuple[Block, ...]) -> Identity | None:
    row = version_row(answers.get(VERSION))
    product, serial = chassis(answers.get(INVENTORY))
    return identified(
        hostname=_hostname(blocks) or row.get("HOSTNAME"),
        serial=row.get("SERIAL") or serial,
        model=row.get("MODEL") or product,
    )


def _hostname(blocks: tuple[Block, ...]) -> str | None:
    for block in blocks:
        words = block.text.split()
        if words[:1] in (["hostname"], ["switchname"]) and len(words) > 1:
            return words[1]
    return None


_HASH = Command("show file {arg} sha256sum", HASH, optional=True, slow=True, timeout_s=600)
_AUTHENTIC = Command(
    "show software authenticity file {arg}",
    FILE_SIGNATURE,
    optional=True,
    slow=True,
    timeout_s=180,
)


_NEIGHBOURS_AT = (
    Command("show cdp neighbors interface {arg} detail", NEIGHBOURS, optional=True),
    Command("show lldp neighbors interface {arg} detail", NEIGHBOURS, optional=True),
)
_ARP_OF = Command("show ip arp {arg}", NEIGHBOURS, optional=True)
_COUNT_OF = Command("show interface {arg}", COUNTS, optional=True)


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask who is at the mirrors' ends, and for hash and signer of each image.

    `show file` without a sum would print the file.
    """
    files = image_files(answers)
    ends = questions(answers, _NEIGHBOURS_AT, (_ARP_OF,))
    counts = asked(answers, answers.get(CONFIG), read, _COUNT_OF)
    return (*ends, *counts, *_HASH.about_each(files), *_AUTHENTIC.about_each(files))


def _removal(session: str) -> tuple[str, ...]:
    return (f"no monitor session {session}",)


PLATFORM = Platform(
    name="cisco_nxos",
    title="Cisco NX-OS",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show running-config", CONFIG, end=_WHOLE.format("running-config"), timeout_s=180),
        Command(
            "show startup-config",
            STARTUP,
            optional=True,
            end=_WHOLE.format("startup-config"),
            timeout_s=180,
        ),
        Command(
            "show running-config monitor",
            MONITOR_CONFIG,
            optional=True,
            end=_WHOLE.format("running-config monitor"),
        ),
        Command(_SHOW_MIRRORS, MIRRORS),
        Command("show accounting log | include monitor", JOURNAL, optional=True),
        Command("show version", VERSION, end=r"^ *(?:NXOS|system): +version "),
        Command("show boot", BOOT, optional=True, end=r"^Boot Variables on next reload"),
        Command("show inventory", INVENTORY, optional=True),
        Command("show software authenticity running", SIGNATURE, optional=True),
        Command("show software authenticity keys", KEYS, optional=True),
        Command("dir bootflash:", FILES, optional=True, end=r"^ *\d+ bytes total"),
        Command("show processes | exclude kworker", PROCESSES, optional=True),
        Command("show virtual-service list", GUESTS, optional=True),
    ),
    templates=(*_NEIGHBOURS_AT, _ARP_OF, _COUNT_OF, _HASH, _AUTHENTIC),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="cisco_nxos",
        prepare=("terminal width 511", "terminal length 0"),
        refused=(
            r"% Invalid (?:command|parameter|number|interface)",
            r"% Incomplete command",
            r"% Ambiguous command",
            r"Syntax error while parsing",
        ),
        denied=(
            r"% Permission denied",
            r"Permission denied for the role",
            r"%? ?Authorization fail",
        ),
    ),
    noise=(
        *AGES,
        Noise(r"^!Command: .*$"),
        Noise(r"^!Time: .*$"),
        Noise(r"^!Running configuration last done at: .*$", topic=STARTUP),
        Noise(r"^!Startup config saved at: .*$"),
        Noise(r"^!No configuration change since last restart.*$"),
        # A host that logs in to the fabric gets an address of its own; only static ones are set.
        Noise(r"^ *vsan \d+ wwn [0-9a-f:]{23} fcid 0x[0-9a-f]{6}(?: area)? dynamic *$"),
        Noise(r"^Kernel uptime is .*$", topic=VERSION),
        Noise(r"^ *packet (?:sent|failed) *:.*$", topic=MIRRORS),
    ),
    volatile=(
        GROWING_LOGS,
        *VOLATILE_COUNTS,
        Noise(r"^!Running configuration last done at: .*$", topic=CONFIG),
        Noise(r"^( *)\d+( bytes (?:used|free|total))", r"\1N\2", topic=FILES),
        # A process is its name: number, state and address change while it works.
        Noise(PROCESS_ROW, r"\g<name>", topic=PROCESSES),
    ),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(
            r"\bpriv +(?:aes-128 +)?(?P<secret>0x[0-9a-f]+|[0-9A-F]{32,})", SecretForm.HASH
        ),
        SecretPattern(
            r"\bmessage-digest-key +\d+ +md5 +(?:\d +)?(?P<secret>(?!<secret:)\S{2,})",
            SecretForm.HASH,
        ),
    ),
    signature=(
        (r"^  vrf member \S", 4),
        (r"^interface (?:port-channel\d+|nve1|mgmt0|loopback\d+)\s*$", 2),
        (
            (
                r"^  (?:ip address \d+\.\d+\.\d+\.\d+/\d+|(?:no )?switchport|vpc \d|no shutdown"
                r"|spanning-tree port type )"
            ),
            2,
        ),
        (r"^  (?:member vni \d|host-reachability protocol bgp|fabric forwarding mode)", 3),
        (r"^  (?:neighbor \S+(?: remote-as \d+)?|address-family ipv4 unicast|vrf \S+)\s*$", 2),
        (r"^  vni \d+ l2\s*$", 5),
        (r"^!Command: show (?:running|startup)-config", 5),
        (r"^!RANCID-CONTENT-TYPE: cisco-nx", 5),
        (r"^version \d+\.\d+\([^)\s]+\)", 5),
        (r"^boot (?:nxos|kickstart) \S+:", 5),
        (r"^vdc \S+ id \d+$", 5),
        (r"^vrf context \S", 4),
        (r"^(?:no )?feature \S+$", 3),
        (r"^(?:install feature-set|switchname|cli alias name|fex \d+$|rmon event 1)", 3),
        (r"^username \S+ password 5 .* role \S+$", 3),
        (r"^ +limit-resource \S", 3),
        (r"^interface Ethernet\d+/\d+", 1),
    ),
    copies=Copies((CopyBy.SCP, CopyBy.SFTP)),
    mirror_removal=_removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.NOT_READ,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.SEEN,
        "signature": Offer.DOCUMENTED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.DOCUMENTED,
    },
)

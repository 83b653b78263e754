"""Huawei VRP: S, AR, CE and NE series.

netmiko's own driver answers "yes" to a question about risks in the saved configuration and so
saves it; ours writes nothing but what stands here.
"""

import re

from netwatch.model.platform import (
    BOOT,
    CONFIG,
    FILES,
    HASH,
    MIRRORS,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
    Question,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.facts import fact
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.huawei import vrp_mirrors, vrp_shown
from netwatch.parsing.huawei.automation import dormant
from netwatch.parsing.huawei.files import listing
from netwatch.parsing.huawei.interfaces import port_key
from netwatch.parsing.huawei.posture import read_posture
from netwatch.parsing.listings import GROWING_LOGS
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split
from netwatch.parsing.switch.tunnels import resolve
from netwatch.parsing.tunnels import tunnels
from netwatch.parsing.unread import mentions

_OBSERVE_PORT, _INVENTORY = "observe-port", "inventory"
_MD5 = Command("display system file-md5 {arg}", HASH, optional=True, slow=True, timeout_s=300)
_MENTION = re.compile(r"mirror|\bobserv(?:e|ing)-|\bcapture-packet\b")
_LOOKALIKE = re.compile(
    r"(?:rule|undo|sysname|header|acl|if-match|traffic (?:policy|classifier|behavior)|classifier|"
    r"traffic-policy|snmp-agent|ip vpn-instance|assistant|execute|ssh user|local-user|info-center|"
    r"return|hwtacacs|domain|vlan-policy|disk-?mirror)\b"
)
_AUTOMATION = re.compile(r"(?P<via>assistant task \S{1,64}|command assistant\b.{0,40})")
_HOSTNAME = re.compile(r"^ ?sysname (\S{1,64})", re.MULTILINE)
_MODEL = re.compile(r"^(?:HUAWEI|Huawei|Quidway) (.{1,60}?) uptime is .{1,80}$", re.MULTILINE)
_SERIAL = re.compile(r"^ *ESN of \w[\w /]{0,20}: *(\S{4,40})", re.MULTILINE)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, version = answers.get(CONFIG), answers.get(VERSION)
    cut = split(config or "")
    found = vrp_mirrors.declared(cut.blocks)
    automated = dormant(cut.blocks, _AUTOMATION, _MENTION)
    told = (each.line for each in automated if each.line is not None)
    known = found.read.union(cut.prose, told)
    left = mentions(config or "", CONFIG, word=_MENTION, read=known, lookalike=_LOOKALIKE)
    ways, model = tunnels(cut.blocks), fact(version, _MODEL)
    running, odd = vrp_shown.operating(answers.get(_OBSERVE_PORT), answers.get(MIRRORS))
    boot, hashed = answers.get(BOOT), answers.all(HASH)
    return Reading(
        identity=_identity(config, answers.get(_INVENTORY), model),
        config=config,
        startup=answers.get(STARTUP),
        declared=resolve(found.mirrors, ways, cut.blocks, port_key) if config is not None else None,
        operating=running,
        tunnels=ways if config is not None else None,
        dormant=automated if config is not None else None,
        unread=(*left, *odd) if config is not None or odd else None,
        image=vrp_shown.image(version, model, boot, hashed),
        files=listing(answers.get(FILES)),
        posture=read_posture(cut.blocks) if config is not None else None,
        warnings=(*cut.warnings, *found.warnings),
    )


def _identity(config: str | None, made: str | None, model: str | None) -> Identity | None:
    if config is None and made is None and model is None:
        return None
    return Identity(fact(config, _HOSTNAME), fact(made, _SERIAL), model)


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the hash of the software that runs now or will run next."""
    return _MD5.about_each(vrp_shown.running_files(answers.get(BOOT)))


def _removal(session: str) -> tuple[str, ...]:
    return () if session.startswith("observe-index") else (f"undo {session}",)


PLATFORM = Platform(
    name="huawei_vrp",
    title="Huawei VRP",
    read=read,
    flatten=by_indent,
    interface_key=port_key,
    commands=(
        Command("display version", VERSION, end=r"VRP \(R\) software"),
        Command("display current-configuration", CONFIG, end=r"^return\s*$", timeout_s=240),
        Command(
            "display saved-configuration",
            STARTUP,
            optional=True,
            end=r"^return\s*$",
            timeout_s=240,
        ),
        Command("display observe-port", _OBSERVE_PORT, optional=True),
        Command("display port-mirroring", MIRRORS, optional=True),
        Command("display startup", BOOT, optional=True),
        Command("display esn", _INVENTORY, optional=True),
        Command("dir /all", FILES, optional=True),
    ),
    templates=(_MD5,),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="huawei",
        prepare=("screen-length 0 temporary",),
        prompt=r"[<\[][~*]?[A-Za-z0-9_.-]{1,64}[>\]] ?$",
        refused=(
            r"^Error: ?Unrecognized command",
            r"^Error: ?Incomplete command",
            r"^Error:Too many",
        ),
        denied=(r"^Error: ?(?:Permission denied|No permission)", r"not authorized"),
        bye="quit",
        hostname=r"^ ?sysname (\S{1,64})",
        # To the second, "yes" would save the configuration (issues of netmiko's repository).
        asked=(
            Question(r"Change now\? ?\[Y/N\] ?:?", "N\n"),
            Question(
                r"security risks in the configuration file[^\[]{0,400}\[[Yy]/[Nn]\] ?:?", "N\n"
            ),
            Question(r"choose 'YES' or 'NO' first[^\[]{0,80}\[Y/N\] ?:?", "N\n"),
        ),
    ),
    noise=(
        Noise(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})? ?(?:[+-]\d\d:\d\d)?[ \t]*$"),
        Noise(r"^!(?:Software Version|Last configuration was (?:updated|saved)).*"),
        Noise(r"^Info: The configuration takes effect on the current user terminal.*"),
    ),
    volatile=(
        GROWING_LOGS,
        Noise(r"^(.* uptime is) .*", r"\1", topic=VERSION),
        Noise(r"^([\d,]+ KB total) \([\d,]+ KB free\)", r"\1", topic=FILES),
    ),
    secrets=(
        SecretPattern(r"(?P<secret>%\^%#.{1,200}?%\^%#)", SecretForm.SALTED),
        SecretPattern(r"(?P<secret>\$1a\$\S{10,200})", SecretForm.SALTED),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^!Software Version V\d+R\d+", 6),
        (r"^ ?sysname \S", 2),
        (r"^observe-(?:port|server) ", 5),
        (r"^ (?:port-)?mirroring (?:to )?observe-port |^ port-observing observe-index ", 5),
        (r"^ traffic-policy \S{1,64} (?:inbound|outbound)", 3),
        (r"^ undo portswitch|^undo (?:info-center|telnet server)", 3),
        (r"^interface (?:XGigabitEthernet|40GE|100GE|10GE|Eth-Trunk|Vlanif)\d", 4),
        (r"%\^%#", 5),
        (r"^ (?:port link-type|port trunk allow-pass vlan) ", 3),
        (r"^ vlan batch |^vlan batch ", 3),
    ),
    mirror_removal=_removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_READ,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.SEEN,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

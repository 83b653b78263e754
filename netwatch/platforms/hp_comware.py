"""H3C and HPE Comware 5 and 7.

netmiko's ``enable`` is ``system-view`` here, the configuration view: it is never written.
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
from netwatch.parsing.huawei import comware_mirrors, comware_shown
from netwatch.parsing.huawei.automation import dormant
from netwatch.parsing.huawei.comware_shown import images
from netwatch.parsing.huawei.files import listing
from netwatch.parsing.huawei.interfaces import port_key
from netwatch.parsing.huawei.posture import read_posture
from netwatch.parsing.listings import GROWING_LOGS
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split
from netwatch.parsing.switch.tunnels import resolve
from netwatch.parsing.tunnels import tunnels
from netwatch.parsing.unread import mentions

_INVENTORY = "inventory"
_SHA256 = Command("sha256sum {arg}", HASH, optional=True, slow=True, timeout_s=300)
_MENTION = re.compile(r"\bmirror(?:ing|-to)?\b|\bmirroring-|\bmonitoring-group\b")
_LOOKALIKE = re.compile(
    r"(?:rule|undo|sysname|header|acl|if-match|traffic (?:classifier|behavior)|classifier|"
    r"qos (?:policy|apply policy|vlan-policy)|snmp-agent|ip vpn-instance|scheduler|user-role|"
    r"command \d|action \d|stp region|role name)\b"
)
_AUTOMATION = re.compile(r"(?P<via>(?:scheduler job|job|rtm cli-policy) \S{1,64})")
_HOSTNAME = re.compile(r"^ ?sysname (\S{1,64})", re.MULTILINE)
_MODEL = re.compile(r"^(?:HPE?|H3C) (.{1,60}?) uptime is .{1,80}$", re.MULTILINE)
_SERIAL = re.compile(r"^ *DEVICE_SERIAL_NUMBER *: *(\S{4,40})", re.MULTILINE)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(MIRRORS)
    cut = split(config or "")
    found = comware_mirrors.declared(cut.blocks)
    automated = dormant(cut.blocks, _AUTOMATION, _MENTION)
    told = (each.line for each in automated if each.line is not None)
    known = found.read.union(cut.prose, told)
    left = mentions(config or "", CONFIG, word=_MENTION, read=known, lookalike=_LOOKALIKE)
    running, odd = comware_shown.operating(shown or "")
    ways = tunnels(cut.blocks)
    mirrors = resolve(found.mirrors, ways, cut.blocks, port_key)
    hashed = answers.all(HASH)
    return Reading(
        identity=_identity(config, answers.get(VERSION), answers.get(_INVENTORY)),
        config=config,
        startup=answers.get(STARTUP),
        declared=mirrors if config is not None else None,
        operating=running if shown is not None else None,
        tunnels=ways if config is not None else None,
        dormant=automated if config is not None else None,
        unread=(*found.unread, *left, *odd) if config is not None or odd else None,
        image=comware_shown.image(answers.get(VERSION), answers.get(BOOT), hashed),
        files=listing(answers.get(FILES)),
        posture=read_posture(cut.blocks) if config is not None else None,
        warnings=(*cut.warnings, *found.warnings),
    )


def _identity(config: str | None, version: str | None, made: str | None) -> Identity | None:
    if config is None and version is None and made is None:
        return None
    return Identity(fact(config, _HOSTNAME), fact(made, _SERIAL), fact(version, _MODEL))


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the hash of each image that runs now or will run next."""
    loader = answers.get(BOOT)
    paths = (each for name in ("Current", "Main startup") for each in images(loader, name))
    return _SHA256.about_each(dict.fromkeys(paths))


def _removal(session: str) -> tuple[str, ...]:
    kind, _, name = session.partition("/")
    if kind == "behavior":
        return (f"traffic behavior {name}", " undo mirror-to")
    return (f"undo mirroring-group {session}",)


PLATFORM = Platform(
    name="hp_comware",
    title="H3C / HPE Comware",
    read=read,
    flatten=by_indent,
    interface_key=port_key,
    commands=(
        Command("display version", VERSION, end=r"Comware"),
        Command("display current-configuration", CONFIG, end=r"^return\s*$", timeout_s=240),
        Command(
            "display saved-configuration",
            STARTUP,
            optional=True,
            end=r"^return\s*$",
            timeout_s=240,
        ),
        Command("display mirroring-group all", MIRRORS, optional=True),
        Command("display boot-loader", BOOT, optional=True),
        Command("display device manuinfo", _INVENTORY, optional=True),
        Command("dir /all", FILES, optional=True),
    ),
    templates=(_SHA256,),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="hp_comware",
        prepare=("screen-length disable",),
        prompt=r" {0,4}[<\[][A-Za-z0-9_.-]{1,64}[>\]] ?$",
        refused=(r"% Unrecognized command", r"% Incomplete command", r"% Wrong parameter"),
        denied=(r"Permission denied", r"% ?No permission"),
        bye="quit",
        hostname=r"^ ?sysname (\S{1,64})",
        # The banner's question: netmiko's driver. The password's: 3Com 8800 configuration guide,
        # and the wording of VRP, from which Comware branched.
        asked=(
            Question(r"Press Y or ENTER to continue, N to exit\.?", "\n"),
            Question(r"(?:Change now|enter a new one) ?\? ?\[Y/N\] ?:?", "N\n"),
        ),
    ),
    volatile=(
        GROWING_LOGS,
        Noise(r"^(.* uptime is) .*", r"\1", topic=VERSION),
        Noise(r"^(\d+ KB total) \(\d+ KB free\)", r"\1", topic=FILES),
    ),
    secrets=(
        SecretPattern(r"(?P<secret>\$c\$\d\$\S{4,200})", SecretForm.SALTED),
        SecretPattern(r"(?P<secret>\$h\$\d\$\S{4,200})", SecretForm.HASH),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^ version [57]\.\d+(?:\.\d+)?, (?:Release|Feature|ESS|Alpha)", 6),
        (r"^mirroring-group \d+ (?:local|remote-)", 5),
        (r"^ mirroring-group \d+ ", 3),
        (r"^ mirror-to (?:interface|cpu|vlan|slot) ?", 4),
        (r"^ qos apply policy \S", 3),
        (r"\$[ch]\$\d\$", 5),
        (r"^interface (?:Ten-GigabitEthernet|FortyGigE|Bridge-Aggregation|Vlan-interface)\d", 5),
        (r"^ ?sysname \S", 2),
        (r"^acl (?:advanced|basic) (?:name \S|\d)", 4),
        (r"^ port (?:link-mode|link-type|trunk permit vlan)", 3),
    ),
    mirror_removal=_removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_READ,
        "image hash": Offer.MEMORY,
        "bootloader": Offer.MEMORY,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

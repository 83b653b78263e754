"""OpenWrt: mirroring switch chips in UCI and as they run, copying rules of the kernel.

Switch chips under the newer driver model (DSA) mirror with ``tc``, which lives in scripts: such
a line is told as dormant. Busybox offers no list of packet sockets, so captures are processes.
"""

import re

from netwatch.model.mirror import Mirror
from netwatch.model.platform import (
    CAPTURES,
    CONFIG,
    FILES,
    HASH,
    MIRRORS,
    VERSION,
    Command,
    Copies,
    CopyBy,
    Dialogue,
    Offer,
    Platform,
    SecretPattern,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.linux import host, saved
from netwatch.parsing.linux.kernel import NFT
from netwatch.parsing.openwrt import box, mirrors, uci
from netwatch.parsing.openwrt.posture import read_posture

IPTABLES = "iptables"
SWITCHES = "switches"

_LISTED = re.compile(r"^Found: (?P<name>[\w.-]{1,32}) - ", re.MULTILINE)
_SHOW = Command("swconfig dev {arg} show", MIRRORS, end=r"^Global attributes:")
_HASH = Command("sha256sum {arg}", HASH, optional=True, slow=True, timeout_s=300)
_MAX_CHIPS = 8


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config = answers.get(CONFIG)
    reading = Reading() if config is None else _configured(config)
    named = reading.identity.hostname if reading.identity else None
    return Reading(
        identity=box.identity(answers, named),
        config=config,
        declared=reading.declared,
        operating=_operating(answers),
        tunnels=reading.tunnels,
        dormant=reading.dormant,
        unread=reading.unread,
        image=box.image(answers),
        files=box.files(answers),
        posture=reading.posture,
    )


def _configured(config: str) -> Reading:
    found = uci.sections(config)
    declared, lines = mirrors.declared(found)
    copying = saved.read_mirrors(config, CONFIG)
    dormant = saved.read_dormant(config)
    quoted = {each.line for mirror in copying for each in mirror.evidence if each.line}
    quoted |= {each.line for each in dormant if each.line}
    names = (each.get("hostname") for each in found if each.type == "system")
    return Reading(
        identity=box.identity(Answers(()), next(names, None) or None),
        declared=(*declared, *copying),
        tunnels=(),
        dormant=dormant,
        unread=mirrors.unread(config, lines | quoted),
        posture=read_posture(found, config),
    )


def _operating(answers: Answers) -> tuple[Mirror, ...] | None:
    """Return what chips, kernel and programs copy; None when none of them was asked."""
    asked = (SWITCHES, MIRRORS, NFT, IPTABLES)
    if not any(topic in answers for topic in asked):
        return None
    chips = (mirrors.running(command, text, MIRRORS) for command, text in answers.all(MIRRORS))
    walls = (saved.read_mirrors(answers.get(topic) or "", topic) for topic in (NFT, IPTABLES))
    return (
        *(each for found in chips for each in found),
        *(each for found in walls for each in found),
        *mirrors.captures(answers.get(CAPTURES) or "", CAPTURES),
    )


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask each switch chip for its state, and for the hashes of the code in flash."""
    chips = [each["name"] for each in _LISTED.finditer(answers.get(SWITCHES) or "")]
    return (*_SHOW.about_each(chips[:_MAX_CHIPS]), *_HASH.about_each(box.hashable(answers)))


def removal(mirror_id: str) -> tuple[str, ...]:
    """Return commands that would end the mirror, for a person to weigh; nothing is sent."""
    if "/" in mirror_id:
        return ()
    return (
        f"swconfig dev {mirror_id} set enable_mirror_rx 0",
        f"swconfig dev {mirror_id} set enable_mirror_tx 0",
    )


PLATFORM = Platform(
    name="openwrt",
    title="OpenWrt (UCI)",
    read=read,
    flatten=uci.flatten,
    interface_key=host.interface_key,
    commands=(
        Command("uci show", CONFIG, end=r"^[\w-]+\.[^\n]*=[^\n]*\s*\Z", timeout_s=120),
        Command("ubus call system board", VERSION, end=r"\}\s*\Z"),
        Command("swconfig list", SWITCHES, optional=True),
        Command("nft list ruleset", NFT, optional=True),
        Command("iptables-save", IPTABLES, optional=True),
        Command("ps w", CAPTURES, optional=True),
        Command("cat /proc/uptime", box.UPTIME),
        Command("cat /proc/mtd", FILES, optional=True),
    ),
    templates=(_SHOW, _HASH),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="linux",
        prompt=host.DIALOGUE.prompt,
        refused=(*host.DIALOGUE.refused, r"\A\s*(?:uci|Command failed): "),
        denied=host.DIALOGUE.denied,
        pager=host.DIALOGUE.pager,
        hostname=r"^system\.@system\[0\]\.hostname='([A-Za-z0-9_.-]{1,255})'",
    ),
    noise=host.NOISE,
    secrets=(
        *host.SECRETS,
        SecretPattern(
            r"\b(?:key\d?|password|private_key|preshared_key|auth_secret|secret|sae_password|pskkey"
            r"|community)['\"]?(?: +|=)'(?P<secret>(?!<secret:)[^'\n]+)'"
        ),
    ),
    signature=(
        (r"^[ \t]*option +['\"]?(?:enable_mirror_[rt]x|mirror_(?:source|monitor)_port)\b", 5),
        (r"^network\.@?\w{1,32}(?:\[\d+\])?(?:\.\w{1,32})?=", 5),
        (r"^config +['\"]?(?:interface|switch|switch_vlan|device|globals|bridge-vlan)\b", 3),
        (r"^config +['\"]?port[-_]mirroring\b", 5),
        (r"^[ \t]+option +['\"]?(?:ifname|proto|device|ula_prefix|ipaddr|netmask)['\"]? +['\"]", 3),
        (r"^package +['\"]?(?:network|wireless|firewall|dhcp|system)['\"]?$", 5),
    ),
    copies=Copies((CopyBy.SFTP, CopyBy.SCP)),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.MEMORY,
        "image hash": Offer.MEMORY,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)

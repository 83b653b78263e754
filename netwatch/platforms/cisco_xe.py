"""Cisco IOS XE: Catalyst 3650 to 9600, ASR 1000, ISR 4000, Catalyst 8000, C9800."""

from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CONFIG,
    Command,
    Copies,
    CopyBy,
    Offer,
    Platform,
)
from netwatch.model.state import Answers
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interface_counts import asked
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.ios import dialogue as ios_dialogue
from netwatch.parsing.ios.attestation import COMMANDS as ATTEST
from netwatch.parsing.ios.install import INSTALLED, PACKAGES, PROVISIONING
from netwatch.parsing.ios.native import SPOKEN
from netwatch.parsing.ios.read import read
from netwatch.parsing.ios.signature import FAMILY, FOREIGN
from netwatch.parsing.posture.topics import GUESTS

_MD5 = ios_dialogue.verify("/md5")
_SHA512 = ios_dialogue.verify("/sha512", optional=True)
_CHECK = ios_dialogue.verify("", optional=True)
_MORE = Command("more {arg}", PACKAGES, optional=True)


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for hashes and signers of the running image, in install mode of every package named."""
    memory = ios_dialogue.memory_text(answers)
    path = ios_dialogue.running_file(answers)
    ends = (
        *ios_dialogue.neighbours_asked(answers),
        *asked(answers, answers.get(CONFIG), read, ios_dialogue.COUNT_OF),
    )
    if path is None:
        return (*ends, *memory)
    wanted = [_MD5.about(path), _SHA512.about(path)]
    if path.endswith(PROVISIONING):
        if PACKAGES not in answers:
            wanted.append(_MORE.about(path))
        named = ios_dialogue.packages(answers, path)
        for package in named:
            wanted.extend((_MD5.about(package), _SHA512.about(package)))
        wanted.extend(ios_dialogue.AUTHENTIC.about(each) for each in named)
    else:
        wanted.extend((_CHECK.about(path), ios_dialogue.AUTHENTIC.about(path)))
    return (*ends, *(each for each in wanted if each is not None), *memory)


PLATFORM = Platform(
    name="cisco_xe",
    title="Cisco IOS XE",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        *ios_dialogue.first_commands(),
        *ios_dialogue.boot_commands(),
        *ios_dialogue.company_commands(),
        Command("show app-hosting list", GUESTS, optional=True),
        Command("show boot system", BOOT, optional=True),
        Command("show rom-monitor R0", BOOTLOADER, optional=True),
        Command("show rom-mon switch 1 R0", BOOTLOADER, optional=True),
        Command("show install summary", INSTALLED, optional=True),
        Command("more flash:packages.conf", PACKAGES, optional=True),
        Command("more bootflash:packages.conf", PACKAGES, optional=True),
        *ATTEST,
    ),
    templates=(
        *ios_dialogue.NEIGHBOURS_AT,
        ios_dialogue.ARP_OF,
        ios_dialogue.COUNT_OF,
        _MD5,
        _SHA512,
        _CHECK,
        _MORE,
        ios_dialogue.AUTHENTIC,
        ios_dialogue.HASH_MEMORY,
    ),
    follow_up=_follow_up,
    dialogue=ios_dialogue.dialogue("cisco_xe"),
    noise=ios_dialogue.NOISE,
    volatile=ios_dialogue.VOLATILE,
    secrets=ios_dialogue.SECRETS,
    signature=(
        *FAMILY,
        *FOREIGN,
        (r"^version 1[67]\.\d+\s*$", 6),
        (r"^vrf definition Mgmt-(?:vrf|intf)\s*$", 3),
        (r"^platform (?:punt-keepalive|console|qfp|hardware) ", 3),
        (r"^(?:diagnostic bootup level |license (?:boot level|smart|udi) |call-home\s*$)", 2),
        (r"^crypto pki (?:trustpoint|certificate chain) SLA-TrustPoint", 3),
        (r"^interface (?:TwentyFiveGigE|HundredGigE|AppGigabitEthernet|vasi(?:left|right))\d", 3),
        (r"^interface GigabitEthernet\d+\s*$", 2),
        (r"^ (?:device-tracking attach-policy|access-session |source template |ip nbar )", 2),
        (r"^class-map match-any system-cpp-", 3),
        (r"^ member vni \d|^l2vpn evpn(?: instance \d+ vlan-based)?\s*$", 3),
        (ios_dialogue.ONE_LINE_SESSION, 4),
        (r"^monitor session \d+ type erspan-(?:source|destination)\s*$", 2),
    ),
    copies=Copies((CopyBy.SCP,)),
    netconf=SPOKEN,
    mirror_removal=ios_dialogue.removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.SEEN,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.SEEN,
        "signature": Offer.DOCUMENTED,
        "attestation": Offer.SEEN,
        "startup config": Offer.SEEN,
    },
)

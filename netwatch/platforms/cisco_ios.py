"""Cisco IOS: Catalyst 2000 to 6500, ISR and older routers."""

import re

from netwatch.model.platform import CONFIG, Command, Copies, CopyBy, Fragile, Offer, Platform
from netwatch.model.state import Answers
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interface_counts import asked
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.ios import dialogue as ios_dialogue
from netwatch.parsing.ios.read import read
from netwatch.parsing.ios.signature import FAMILY, FOREIGN

_MD5 = ios_dialogue.verify("/md5")
_CHECK = ios_dialogue.verify("", optional=True)

# Hashing the code in memory is reported to crash the 3900E (a public configuration's remark); its
# image and its engines carry the name, and its chassis is shared with the plain 3900.
CRASHES = re.compile(r"\bc39\d\d|\bCISCO39\d\d", re.IGNORECASE)


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    memory = ios_dialogue.memory_text(answers, CRASHES)
    path = ios_dialogue.running_file(answers)
    ends = (
        *ios_dialogue.neighbours_asked(answers),
        *asked(answers, answers.get(CONFIG), read, ios_dialogue.COUNT_OF),
    )
    if path is None:
        return (*ends, *memory)
    wanted = (_MD5.about(path), _CHECK.about(path), ios_dialogue.AUTHENTIC.about(path))
    return (*ends, *(each for each in wanted if each is not None), *memory)


PLATFORM = Platform(
    name="cisco_ios",
    title="Cisco IOS",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        *ios_dialogue.first_commands(),
        *ios_dialogue.boot_commands(),
        *ios_dialogue.company_commands(),
    ),
    templates=(
        *ios_dialogue.NEIGHBOURS_AT,
        ios_dialogue.ARP_OF,
        ios_dialogue.COUNT_OF,
        _MD5,
        _CHECK,
        ios_dialogue.AUTHENTIC,
        ios_dialogue.HASH_MEMORY,
    ),
    follow_up=_follow_up,
    dialogue=ios_dialogue.dialogue("cisco_ios"),
    noise=ios_dialogue.NOISE,
    volatile=ios_dialogue.VOLATILE,
    secrets=ios_dialogue.SECRETS,
    signature=(
        *FAMILY,
        *FOREIGN,
        (r"^version 1[0-5]\.\d+\s*$", 5),
        (r"^interface (?:FastEthernet|Ethernet)\d+(?:/\d+){1,2}\s*$", 1),
        # Where nothing tells the two apart, it is read as IOS: the reader is the same.
        (r"^(?:interface|ip|router|line|vlan|crypto|aaa|hostname|flow|policy-map|monitor) ?\S", 1),
        (ios_dialogue.ONE_LINE_SESSION, 5),
    ),
    fragile=(
        Fragile(
            "*39[024][05]E*",
            "verify /md5 system:memory/*",
            "a public incident-response guide says that hashing its memory crashes a C3900e",
        ),
    ),
    copies=Copies((CopyBy.SCP,)),
    mirror_removal=ios_dialogue.removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.SEEN,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.SEEN,
        "signature": Offer.DOCUMENTED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.SEEN,
    },
)

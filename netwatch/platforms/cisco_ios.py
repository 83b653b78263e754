"""Cisco IOS: Catalyst 2000 to 6500, ISR and older routers."""

from netwatch.model.platform import Command, Offer, Platform
from netwatch.model.state import Answers
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.ios import dialogue as ios_dialogue
from netwatch.parsing.ios.read import read

_MD5 = ios_dialogue.verify("/md5")
_CHECK = ios_dialogue.verify("", optional=True)


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    path = ios_dialogue.running_file(answers)
    if path is None:
        return ()
    asked = (_MD5.about(path), _CHECK.about(path))
    return tuple(each for each in asked if each is not None)


PLATFORM = Platform(
    name="cisco_ios",
    title="Cisco IOS",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(*ios_dialogue.first_commands(), *ios_dialogue.boot_commands()),
    templates=(_MD5, _CHECK),
    follow_up=_follow_up,
    dialogue=ios_dialogue.dialogue("cisco_ios"),
    noise=ios_dialogue.NOISE,
    volatile=ios_dialogue.VOLATILE,
    secrets=ios_dialogue.SECRETS,
    signature=(
        (r"^version 1[0-5]\.\d+\s*$", 5),
        (r"^(?:boot-start-marker|no service pad|no aaa new-model)\s*$", 2),
        (r"^service timestamps (?:debug|log) ", 2),
        (r"^interface (?:Fast|Gigabit|TenGigabit)Ethernet\d+(?:/\d+){0,2}\s*$", 2),
        (r"^Current configuration : \d+ bytes", 2),
        (r"^(?:mls |spanning-tree extend system-id)", 3),
        (r"^ +ip address \d+\.\d+\.\d+\.\d+ 255\.", 1),
        (r"^ip (?:classless|forward-protocol nd|subnet-zero)\s*$", 2),
        (r"^(?:no )?ip http server\s*$", 1),
        (r"^line (?:con 0|vty 0 (?:4|15))\s*$", 2),
        (ios_dialogue.ONE_LINE_SESSION, 5),
        (r"^end\s*$", 1),
    ),
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

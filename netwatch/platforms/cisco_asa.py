"""Cisco ASA: 5500, 5500-X, ASAv, and ASA software on Firepower hardware."""

from netwatch.model.device import Probe
from netwatch.model.platform import (
    BOOT,
    CAPTURES,
    CONFIG,
    FILES,
    HASH,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Offer,
    Platform,
)
from netwatch.model.state import Answers
from netwatch.parsing.asa import dialogue as asa_dialogue
from netwatch.parsing.asa.image import INVENTORY, running_file
from netwatch.parsing.asa.read import read
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.ios.authenticity import FILE_SIGNATURE, KEYS, SIGNATURE
from netwatch.parsing.ios.verify import MEMORY_TEXT

_VERIFY = Command("verify /sha-512 {arg}", HASH, optional=True, slow=True, timeout_s=900)
_MD5 = Command("verify /md5 {arg}", HASH, slow=True, timeout_s=900)
_AUTHENTIC = Command("show software authenticity file {arg}", FILE_SIGNATURE, optional=True)
# From 9.6(2) on, says Cisco's ASA integrity assurance guide; no model is known to crash from it.
_HASH_MEMORY = Command(
    "verify /sha-512 system:/text",
    MEMORY_TEXT,
    optional=True,
    slow=True,
    timeout_s=900,
    opt_in=Probe.MEMORY_TEXT,
)


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the hashes and the signature of the file that runs."""
    path = running_file(answers)
    if path is None:
        return ()
    asked = (_VERIFY.about(path), _MD5.about(path), _AUTHENTIC.about(path))
    return tuple(each for each in asked if each is not None)


PLATFORM = Platform(
    name="cisco_asa",
    title="Cisco ASA",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show version", VERSION, end=r"Adaptive Security Appliance Software Version"),
        Command("show running-config", CONFIG, end=r"^: end\s*$", timeout_s=240),
        Command(
            "show startup-config", STARTUP, optional=True, end=r"^Cryptochecksum:\S", timeout_s=240
        ),
        Command("show capture", CAPTURES, optional=True),
        Command("show bootvar", BOOT, optional=True),
        Command("show software authenticity running", SIGNATURE, optional=True),
        Command("show software authenticity keys", KEYS, optional=True),
        Command("show inventory", INVENTORY, optional=True),
        Command("dir /all", FILES, optional=True),
        *asa_dialogue.MEMORY,
        _HASH_MEMORY,
    ),
    templates=(_VERIFY, _MD5, _AUTHENTIC),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="cisco_asa",
        # No width: `terminal width` is a configuration command here.
        prepare=("terminal pager 0",),
        prompt=r"[A-Za-z0-9_.:()/-]{1,80}[>#] ?$",
        refused=asa_dialogue.REFUSED,
        denied=asa_dialogue.DENIED,
        enable="enable",
    ),
    noise=asa_dialogue.NOISE,
    volatile=asa_dialogue.VOLATILE,
    secrets=asa_dialogue.SECRETS,
    signature=(
        (r"^ASA Version \d", 6),
        (r"^PIX Version \d", 6),
        (r"^(?:! )?Cisco Adaptive Security Appliance Software Version", 3),
        (r"^ nameif \S", 3),
        (r"^ security-level \d", 3),
        (r"^Cryptochecksum:", 2),
        (r"^(?:object network|access-group) \S", 2),
        (r"^(?:passwd|enable password) \S+ (?:encrypted|pbkdf2)", 2),
        (r"^xlate per-session |^ nat \(\S+,\S+\) |^nat \(\S+,\S+\) ", 3),
        (r"^ switchport monitor Ethernet", 5),
    ),
    mirror_removal=asa_dialogue.removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.DOCUMENTED,
        "signature": Offer.DOCUMENTED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

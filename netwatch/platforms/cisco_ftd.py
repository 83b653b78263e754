"""Cisco Firepower / Secure Firewall Threat Defense, over its own management shell."""

from netwatch.model.platform import CAPTURES, CONFIG, VERSION, Command, Dialogue, Offer, Platform
from netwatch.parsing.asa import dialogue as asa_dialogue
from netwatch.parsing.asa.read import read
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.ios.authenticity import SIGNATURE

PLATFORM = Platform(
    name="cisco_ftd",
    title="Cisco Firepower Threat Defense",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    # The shell keeps the line it refuses as typed text, which spoils the next one: the commands
    # that a release may not know stand last, and none of them may hold up the visit.
    commands=(
        Command("show version system", VERSION, end=r"Software Version|^Model +:"),
        Command("show running-config all", CONFIG, end=r"^: end\s*$", timeout_s=240),
        Command("show capture", CAPTURES, optional=True, timeout_s=30),
        Command("show software authenticity running", SIGNATURE, optional=True, timeout_s=20),
        *asa_dialogue.MEMORY,
    ),
    dialogue=Dialogue(
        driver="cisco_ftd",
        # A bare `>` names nobody: the prompt cannot be held against the hostname.
        prompt=r"^[A-Za-z0-9_.-]{0,80}> ?$",
        hostname=r"(?!)(.)",
        refused=asa_dialogue.REFUSED,
        denied=asa_dialogue.DENIED,
        # A refused command stays typed at the prompt; ^U empties the line (seen on 7.4.2).
        wipe="\x15\n",
    ),
    noise=asa_dialogue.NOISE,
    volatile=asa_dialogue.VOLATILE,
    secrets=asa_dialogue.SECRETS,
    signature=(
        (r"^NGFW Version \d", 14),
        (r"^ nameif \S", 2),
        (r"^ security-level \d", 2),
        (r"^Cryptochecksum:", 2),
        (r"^snort preserve-connection|^no dp-tcp-proxy", 4),
    ),
    mirror_removal=asa_dialogue.removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.NOT_READ,
        "bootloader": Offer.DOCUMENTED,
        "signature": Offer.DOCUMENTED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_READ,
    },
)

"""Palo Alto Networks PAN-OS: PA series, VM series.

A mirror needs an interface of type decrypt-mirror, a decryption profile that names it, a
decryption rule with that profile, and the gate ``allow-forward-decrypted-content``. A tap
interface only receives. Packet captures are operational state and never in the configuration.
There is no separate startup configuration, and no user command prints the hash of an image.
"""

from netwatch.model.platform import (
    BOOT,
    CAPTURES,
    CONFIG,
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
from netwatch.model.state import Answers, Reading
from netwatch.parsing.braces import balanced
from netwatch.parsing.paloalto import posture, status
from netwatch.parsing.paloalto.config import flatten, paths
from netwatch.parsing.paloalto.mirrors import HINTS, Gathered
from netwatch.parsing.redact import COMMON_SECRETS

_HIDDEN = "key|password|secret|phash|bind-password|authpwd|privpwd|private-key|pre-shared-key"


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration in any of its forms alone is enough."""
    text = answers.get(CONFIG)
    found, watch = Gathered(), posture.Watch()
    if text is not None:
        found.take(watch.all(paths(text, HINTS + posture.HINTS)))
    given = text is not None
    return Reading(
        identity=status.identity(answers, found.hostname),
        config=text,
        declared=found.mirrors() if given else None,
        operating=status.captures(answers),
        dormant=() if given else None,
        unread=tuple(found.unread) if given else None,
        image=status.image(answers),
        posture=watch.posture() if given else None,
    )


def removal(session: str) -> tuple[str, ...]:
    """Return commands that end the mirror, for a person to weigh; nothing is sent."""
    space, _, name = session.rpartition("/")
    if space == "packet-diag":
        return ("debug dataplane packet-diag set capture off",)
    if session.startswith("interface/"):
        port = session.removeprefix("interface/")
        return (f"delete network interface ethernet {port} decrypt-mirror",)
    if space in {"", "packet-broker"}:
        kind = "decryption" if not space else "packet-broker"
        return (f"delete shared profiles {kind} {name}",)
    vsys, _, broker = space.partition("/")
    kind = "packet-broker" if broker else "decryption"
    return (f"delete vsys {vsys} profiles {kind} {name}",)


PLATFORM = Platform(
    name="paloalto_panos",
    title="Palo Alto Networks PAN-OS",
    read=read,
    flatten=flatten,
    interface_key=lambda name: name.strip().lower(),
    commands=(
        Command("show system info", VERSION, end=r"^sw-version: "),
        Command("show config running", CONFIG, end=r"^\}\s*\Z", whole=balanced, timeout_s=300),
        Command("debug swm status", BOOT, optional=True),
        Command("debug dataplane packet-diag show setting", CAPTURES, optional=True),
    ),
    dialogue=Dialogue(
        driver="paloalto_panos",
        prepare=("set cli scripting-mode on", "set cli terminal width 500", "set cli pager off"),
        pager=r"lines \d+-\d+[^\n]{0,40}$|--+ ?\(?[Mm]ore\b[^\n]{0,40}$",
        refused=(r"^\s*Unknown command: ", r"^\s*Invalid syntax\.", r"^Server error : "),
        denied=(r"^.{0,80}(?:Permission denied|not authorized)", r"^You are not allowed"),
        # The login banner is acknowledged before the password (netmiko's driver).
        asked=(
            Question(r"Do you accept and acknowledge the statement above ?\?[^?]{0,20}", "yes\n"),
        ),
    ),
    noise=(
        Noise(r"^time: .*$", topic=VERSION),
        Noise(
            r"^(?:app|av|threat|wildfire|wf-private|url-filtering|url-db|global|device-dictionary"
            r"|device-certificate|logdb|plugin)\S*: .*$",
            topic=VERSION,
        ),
    ),
    volatile=(Noise(r"^(uptime:).*$", r"\1", topic=VERSION),),
    secrets=(
        SecretPattern(r"(?P<secret>-AQ==[A-Za-z0-9+/=]{8,})", SecretForm.SALTED),
        SecretPattern(r"\bphash[ >]+\"?(?P<secret>(?!<secret:)[^\s<;\"]+)", SecretForm.SALTED),
        SecretPattern(rf"<(?:{_HIDDEN})>(?P<secret>(?!<secret:)[^<\n]+)<"),
        *COMMON_SECRETS,
        SecretPattern(r"\bsnmp-community-string \"?(?P<secret>(?!<secret:)[^\s;\"]+)"),
    ),
    signature=(
        (r"^set (?:deviceconfig|mgt-config) ", 6),
        (r"^set (?:shared|vsys vsys\d+|rulebase|device-group|template|readonly) ", 3),
        (r"^set network (?:interface|profiles|ike|virtual-router|virtual-wire|qos) ", 4),
        (r"^ *(?:mgt-config|deviceconfig) \{", 6),
        (r"^ *localhost\.localdomain \{", 5),
        (r"<config [^>\n]{0,200}urldb=", 6),
        (r"<entry name=\"localhost\.localdomain\">|<mgt-config>", 6),
        (r"\blog-settings syslog \S+ server ", 2),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.NOT_READ,
        "capture": Offer.MEMORY,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)

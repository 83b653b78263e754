"""Extreme VOSS and Fabric Engine, formerly Avaya VSP."""

import re
from dataclasses import replace

from netwatch.model.platform import (
    CONFIG,
    MIRRORS,
    VERSION,
    Command,
    Dialogue,
    Layout,
    Noise,
    Offer,
    Platform,
    Question,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.extreme import voss_image
from netwatch.parsing.extreme.voss_mirrors import RECEIVED, declared, operating
from netwatch.parsing.facts import fact, identified
from netwatch.parsing.flatten import by_exit
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.redact import COMMON_SECRETS

_SYSTEM = "system"
_HOSTNAME = re.compile(r"^(?:sys name|prompt) \"?([^\s\"]{1,64})", re.MULTILINE)
_WATCH = Watch(
    word=re.compile(
        r"\bmirror\b|\bmirror-by-port\b|\bmonitor-(?:by-isid|dst|mlt|vlan|ip|isid)\b|\bmirror-"
    ),
    lookalike=re.compile(r"(?:name|vlan name|vlan create|sys name|snmp-server|banner|logging) "),
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(MIRRORS)
    software, system = answers.get(VERSION), answers.get(_SYSTEM)
    running = operating(shown, answers.get(RECEIVED, "")) if shown is not None else None
    model = voss_image.model(config)
    return replace(
        reading(answers, declared(config or ""), running, _WATCH),
        identity=identified(fact(config, _HOSTNAME), voss_image.serial(system), model),
        image=voss_image.image(software, system, model),
    )


def removal(session: str) -> tuple[str, ...]:
    """Return the commands that take a session away, by the namespace of its id."""
    if session.startswith("monitor-by-isid/"):
        return (f"no monitor-by-isid {session.partition('/')[2]}",)
    if session.startswith("acl/"):
        return (f"no filter acl {' ace '.join(session.split('/')[1:3])}",)
    return (f"no mirror-by-port {session}",)


PLATFORM = Platform(
    name="extreme_voss",
    title="Extreme VOSS / Fabric Engine",
    read=read,
    flatten=by_exit,
    layout=Layout.EXITS,
    interface_key=lambda name: name.strip().lower(),
    commands=(
        Command("show running-config", CONFIG, timeout_s=240),
        Command("show mirror-by-port", MIRRORS, optional=True),
        Command("show monitor-by-isid", RECEIVED, optional=True),
        Command("show software", VERSION, optional=True),
        Command("show sys-info", _SYSTEM, optional=True),
    ),
    dialogue=Dialogue(
        driver="extreme_vsp",
        prepare=("terminal more disable",),
        refused=(r"% ?(?:Invalid|Incomplete|Ambiguous)",),
        denied=(r"% ?(?:Permission denied|Not allowed)",),
        enable="enable",
        # Both from netmiko's driver: the opening screen of the ERS line.
        asked=(
            Question(r"Ctrl-Y to begin\.?", "\x19"),
            Question(r"Press ENTER to continue\.?", "\n"),
        ),
        hostname=r"^(?:sys name|prompt) \"?([A-Za-z0-9_.-]{1,255})\"?\s*$",
    ),
    noise=(
        Noise(r"^# (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ .*$", topic=CONFIG),
        Noise(r"^Preparing to Display Configuration.*$", topic=CONFIG),
    ),
    volatile=(
        Noise(r"^([ \t]*SysUpTime *:).*", r"\1", topic=_SYSTEM),
        Noise(r"^.*(?:temperature|Temp|RPM|Watts|Usage|Utiliz).*$", "", topic=_SYSTEM),
    ),
    secrets=COMMON_SECRETS,
    signature=(
        (r"^# box type +: ", 5),
        (r"^# cli mode +: E?CLI", 5),
        (r"^# LINK-FLAP-DETECT CONFIGURATION", 4),
        (r"^boot config flags ", 4),
        (r"^mirror-by-port \d+ (?:in-port|enable)", 5),
        (r"^vlan create \d+ ", 2),
        (r"^vlan i-sid \d+ \d+", 4),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.NOT_READ,
        "bootloader": Offer.NOT_READ,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)

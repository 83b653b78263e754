"""Extreme SLX-OS: SLX 9030 to 9850."""

import re
from dataclasses import replace

from netwatch.model.image import Image
from netwatch.model.platform import (
    CONFIG,
    MIRRORS,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.extreme.slx_mirrors import declared, operating
from netwatch.parsing.facts import fact, identified, labelled, uptime
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split

_CHASSIS = "chassis"
_HOSTNAME = re.compile(
    r"^(?: *switch-attributes host-name|switch-attributes \S+ host-name|hostname| +host-name) "
    r"(\S{1,64})",
    re.MULTILINE,
)
_VERSION = re.compile(
    r"Operating System Version *: *(\S{1,40})|^Firmware name *: *(\S{1,60})", re.MULTILINE
)
_SERIAL = re.compile(r"^(?:Chassis )?Serial Num(?:ber)? *: *(\S{4,30})", re.MULTILINE)
_WATCH = Watch(
    word=re.compile(
        r"\bmonitor session\b|\bmirror|\bspan session\b|\brspan\b|^source .{1,80} destination ",
        re.IGNORECASE,
    ),
    lookalike=re.compile(r"(?:seq \d+ )?(?:permit|deny|remark) (?!.* mirror\b)|rule \d+ "),
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(MIRRORS)
    cut = split(config or "")
    running = operating(shown) if shown is not None else None
    chassis = answers.get(_CHASSIS)
    model = labelled(chassis).get("Chassis Name")
    return replace(
        reading(answers, declared(cut.blocks), running, _WATCH, cut=cut),
        identity=identified(fact(config, _HOSTNAME), fact(chassis, _SERIAL), model),
        image=_image(answers.get(VERSION), model),
    )


def _image(version: str | None, model: str | None) -> Image | None:
    if version is None:
        return None
    said = labelled(version)
    return Image(
        version=fact(version, _VERSION),
        model=model,
        running_file=said.get("Firmware name"),
        bootloader=said.get("BootProm"),
        uptime_s=uptime(said.get("System Uptime")),
    )


PLATFORM = Platform(
    name="extreme_slx",
    title="Extreme SLX-OS",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show version", VERSION, end=r"Operating System Version|^Firmware name"),
        Command("show running-config", CONFIG, timeout_s=240),
        Command("show startup-config", STARTUP, optional=True, timeout_s=240),
        Command("show monitor session", MIRRORS, optional=True),
        Command("show chassis", _CHASSIS, optional=True),
    ),
    dialogue=Dialogue(
        driver="extreme_slx",
        prepare=("terminal length 0",),
        refused=(r"syntax error: ", r"%+ ?Error", r"% Invalid input"),
        denied=(r"permission denied", r"access denied"),
    ),
    volatile=(
        Noise(r"^(System Uptime *:).*", r"\1", topic=VERSION),
        Noise(r"^(.*Time (?:Alive|Awake).*:).*", r"\1", topic=_CHASSIS),
    ),
    secrets=COMMON_SECRETS,
    signature=(
        (r"^switch-attributes(?: \S+)?\s*$", 5),
        (r"^interface Ethernet \d+/\d+(?::\d)?\s*$", 3),
        (r"^ system-description An Extreme SLX Device", 5),
        (r"^ source (?:E|e)thernet \d+/\d+ destination \S+ \S+ direction ", 4),
        (r"^role name \S+ desc ", 3),
        (r"^overlay-gateway |^bridge-domain \d+ p2(?:mp|p)", 4),
        (r"^protocol lldp\s*$", 1),
    ),
    mirror_removal=lambda session: (f"no monitor session {session}",),
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.MEMORY,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.MEMORY,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

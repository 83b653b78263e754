"""Allied Telesis AlliedWare Plus: x220 to SBx8100."""

import re
from dataclasses import replace

from netwatch.model.image import FileEntry, Image
from netwatch.model.platform import (
    BOOT,
    CONFIG,
    FILES,
    MIRRORS,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.allied import posture
from netwatch.parsing.allied.mirrors import declared, operating
from netwatch.parsing.facts import fact, identified, labelled, uptime
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split

_SYSTEM = "system"
_HOSTNAME = re.compile(r"^hostname (\S{1,64})", re.MULTILINE)
_BOARD = re.compile(
    r"^Base +\d+ +(?:\S+ +)?(\S{2,40}) +[A-Z]\S{0,3}-\S{1,3} +\S{4,30}\s*$", re.MULTILINE
)
_SERIAL = re.compile(r"^Base .{1,80} (\S{4,30})\s*$", re.MULTILINE)
_VERSION = re.compile(r"AlliedWare Plus \(TM\) (\S{1,30})")
_FILE = re.compile(
    r"^ *(\d{1,15}) ([d-]\S{3,9}) (\w{3} [ \d]\d \d{4} [\d:]{8}) +(\S{1,200})\s*$", re.MULTILINE
)
_WATCH = Watch(
    word=re.compile(r"\bmirror\b|\bcopy-to-mirror\b|\bremote-mirror\b", re.IGNORECASE),
    lookalike=re.compile(
        r"(?:no )?(?:vlan \d+ (?:mode remote-mirror-vlan|name )|switchport remote-mirror-egress"
        r"|mirror interface none|platform )"
    ),
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(MIRRORS)
    cut = split(config or "")
    running = operating(shown) if shown is not None else None
    system = answers.get(_SYSTEM)
    return replace(
        reading(answers, declared(cut.blocks), running, _WATCH, cut=cut),
        posture=posture.read(config, cut.blocks),
        identity=identified(fact(config, _HOSTNAME), fact(system, _SERIAL), fact(system, _BOARD)),
        image=_image(answers, fact(system, _BOARD)),
        files=_files(answers.get(FILES)),
    )


def _image(answers: Answers, model: str | None) -> Image | None:
    version, system, boot = (answers.get(each) for each in (VERSION, _SYSTEM, BOOT))
    if version is None and system is None and boot is None:
        return None
    said, order = labelled(system), labelled(boot)
    images = [order.get("Current boot image"), order.get("Backup  boot image")]
    path = [each.split(" ")[0] for each in images if each and each != "Not set"]
    return Image(
        version=fact(version, _VERSION),
        model=model,
        running_file=order.get("Current software") or said.get("Current software"),
        bootloader=said.get("Bootloader version"),
        boot_path=tuple(path) or None,
        uptime_s=uptime(said.get("Uptime")),
    )


def _files(text: str | None) -> tuple[FileEntry, ...] | None:
    if text is None:
        return None
    return tuple(
        FileEntry(f"flash:/{name}", int(size), when)
        for size, form, when, name in _FILE.findall(text)
        if form[0] == "-"
    )


PLATFORM = Platform(
    name="allied_telesis",
    title="Allied Telesis AlliedWare Plus",
    read=read,
    flatten=by_indent,
    interface_key=lambda name: name.strip().lower(),
    commands=(
        Command("show version", VERSION, end=r"AlliedWare Plus|Build name"),
        Command("show running-config", CONFIG, end=r"^end\s*$", timeout_s=180),
        Command("show startup-config", STARTUP, optional=True, end=r"^end\s*$", timeout_s=180),
        Command("show mirror", MIRRORS, optional=True),
        Command("show system", _SYSTEM, optional=True),
        Command("show boot", BOOT, optional=True),
        Command("dir", FILES, optional=True),
    ),
    dialogue=Dialogue(
        driver="allied_telesis_awplus",
        prepare=("terminal length 0",),
        refused=(r"% (?:Invalid|Incomplete|Ambiguous|Unrecognized)",),
        denied=(r"% (?:Permission|Authorization|Not authorized)",),
        enable="enable",
    ),
    volatile=(
        Noise(r"^(Uptime *:).*", r"\1", topic=_SYSTEM),
        Noise(r"^(RAM *:).*", r"\1", topic=_SYSTEM),
    ),
    secrets=(
        SecretPattern(r"\bpassword 8 (?P<secret>(?!<secret:)\S{8,})", SecretForm.HASH),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^interface port\d+\.\d+\.\d+", 5),
        (r"^ mirror interface port\d", 3),
        (r"^no service telnet\s*$", 2),
        (r"^(?:no )?stack virtual-mac\s*$", 4),
        (r"^log buffered level ", 1),
    ),
    mirror_removal=lambda session: (f"interface {session}", "no mirror interface"),
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.MEMORY,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.MEMORY,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

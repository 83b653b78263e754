"""The FASTPATH family: Ubiquiti EdgeSwitch, Netgear M-series, Dell N-series, HPE rebadges, ICOS."""

import re
from dataclasses import replace

from netwatch.model.image import Image
from netwatch.model.platform import (
    BOOT,
    CONFIG,
    MIRRORS,
    STARTUP,
    VERSION,
    Command,
    Dialogue,
    Layout,
    Noise,
    Offer,
    Platform,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.facts import fact, identified, labelled, uptime
from netwatch.parsing.fastpath.mirrors import declared, operating
from netwatch.parsing.flatten import by_exit
from netwatch.parsing.found import Watch, reading
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split

_SYSTEM = "system"
_HOSTNAME = re.compile(r"^hostname \"?([^\s\"]{1,64})", re.MULTILINE)
_LOADER = re.compile(r"\b(U-Boot [^\n,]{4,100}|CFE [^\n,]{2,60}|BCM CFE[^\n,]{0,60})")
_NEXT = re.compile(r"^ *\d+ +\S{1,40} +\S{1,40} +(\S{1,40}) +(\S{1,40})\s*$", re.MULTILINE)
_WATCH = Watch(
    word=re.compile(r"\bmonitor session\b|\bmirror\b|\bport-monitor\b|\brspan\b|\bremote-span\b"),
    lookalike=re.compile(
        r"(?:no )?(?:remote-span|vlan name|hostname|snmp-server|class-map|match)\b"
    ),
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, shown = answers.get(CONFIG), answers.get(MIRRORS)
    cut = split(config or "")
    running = operating(shown) if shown is not None else None
    said = labelled(answers.get(VERSION))
    named = fact(config, _HOSTNAME) or labelled(answers.get(_SYSTEM)).get("System Name")
    return replace(
        reading(answers, declared(config or "", cut.prose), running, _WATCH, cut=cut),
        identity=identified(named, said.get("Serial Number"), _model(said)),
        image=_image(answers, said),
    )


def _model(said: dict[str, str]) -> str | None:
    return said.get("Machine Model") or said.get("System Model ID") or said.get("Machine Type")


def _image(answers: Answers, said: dict[str, str]) -> Image | None:
    if not said and BOOT not in answers:
        return None
    following = list(_NEXT.finditer(answers.get(BOOT, "")))
    return Image(
        version=said.get("Software Version") or said.get("Firmware Version"),
        model=_model(said),
        running_file=following[0][1] if following else None,
        bootloader=fact(said.get("System Description"), _LOADER) or said.get("Loader Version"),
        boot_path=(following[0][2],) if following else None,
        uptime_s=uptime(labelled(answers.get(_SYSTEM)).get("System Up Time")),
    )


def removal(session: str) -> tuple[str, ...]:
    """Return the commands that end a session; a copying ACL rule has to be edited by hand."""
    if session.startswith("acl/"):
        return ()
    return (f"no monitor session {session} mode", f"no monitor session {session}")


PLATFORM = Platform(
    name="ubiquiti_edgeswitch",
    title="FASTPATH family: Ubiquiti EdgeSwitch, Netgear M-series, Dell N-series, HPE, ICOS",
    read=read,
    flatten=by_exit,
    layout=Layout.EXITS,
    interface_key=lambda name: "".join(name.split()).lower(),
    commands=(
        Command("show version", VERSION, end=r"Software Version|Version"),
        Command("show running-config", CONFIG, timeout_s=180),
        Command("show startup-config", STARTUP, optional=True, timeout_s=180),
        Command("show monitor session all", MIRRORS, optional=True),
        Command("show bootvar", BOOT, optional=True),
        Command("show sysinfo", _SYSTEM, optional=True),
    ),
    dialogue=Dialogue(
        driver="ubiquiti_edgeswitch",
        prepare=("terminal length 0",),
        refused=(
            r"% Invalid input",
            r"Command not found / Incomplete command",
            r"An invalid (?:interface|input)",
            r"^ *(?:Incorrect|Invalid) input",
        ),
        denied=(r"(?:not authorized|Insufficient privilege|[Pp]ermission denied)",),
        pager=r"--More-- or \(q\)uit|--+ ?\(?[Mm]ore\b[^\n]{0,40}$",
        enable="enable",
        bye="quit",
        hostname=r"^hostname \"?([A-Za-z0-9_.-]{1,255})\"?\s*$",
    ),
    noise=(
        Noise(r"^!(?:Current SNTP Synchronized Time|Current System Time|System Up Time).*$"),
        Noise(r"^!Current Configuration:[ \t]*$"),
    ),
    volatile=(
        Noise(r"^(System Up Time[. :]*).*", r"\1", topic=_SYSTEM),
        Noise(r"^(Current SNTP Synchronized Time[. :]*).*", r"\1", topic=_SYSTEM),
    ),
    secrets=(
        SecretPattern(
            r"\bpassword (?P<secret>(?!<secret:)[0-9a-f]{64,256}) encrypted", SecretForm.HASH
        ),
        SecretPattern(
            r"\b(?:encrypted|key encrypted|passphrase) \"?(?P<secret>(?!<secret:)[^\s\"]{8,})",
            SecretForm.HASH,
        ),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^!System Software Version \"", 5),
        (r"^!System Description \"", 5),
        (r"^!Additional Packages ", 4),
        (r"^(?:network parms|network protocol|serviceport (?:ip|protocol)) ", 5),
        (r"^monitor session \d+ mode\s*$", 5),
        (r"^line(?:config)?(?: console| telnet| ssh)?\s*$", 1),
        (r"^interface \d+/\d+(?:/\d+)?\s*$", 2),
        (r"^vlan database\s*$", 1),
        (r"^set (?:igmp|slot|prompt) ", 2),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.SEEN,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

"""Acme OS, an invented platform: the worked example of docs/adding-a-platform.md.

Sources: none, it does not exist. In a real file this paragraph names the vendor's documents, the
releases and the outputs you looked at.
"""

import re
from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Dormant,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.model.platform import (
    CONFIG,
    HASH,
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
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import Block, Line, split
from netwatch.parsing.unread import mentions
from netwatch.parsing.uptime import spoken

_SESSION = re.compile(r"copy-port (\d{1,4})$")
_FROM = re.compile(r"from port (\S{1,64})(?: (rx|tx|both))?$")
_TO = re.compile(r"to (port|tunnel) (\S{1,64})$")
_STATE = re.compile(r"state (on|off)$")
_TUNNEL = re.compile(r"tunnel (\S{1,64})$")
_SHOWN = re.compile(r"(\d{1,4}) +(on|off) +(\S{1,64}) +(rx|tx|both) +(\S{1,64})$")
_SPEAKS_OF_MIRRORS = re.compile(r"\bcopy-port\b")
_LOOKALIKE = re.compile(r"label ")


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    shown = answers.get(MIRRORS)
    reading = Reading(
        identity=_identity(answers),
        startup=answers.get(STARTUP),
        operating=None if shown is None else _operating(shown),
        image=_image(answers),
    )
    config = answers.get(CONFIG)
    return reading if config is None else _with_config(reading, config)


def _with_config(reading: Reading, config: str) -> Reading:
    blocks = split(config).blocks
    tunnels = _tunnels(blocks)
    drafts, odd = _sessions(blocks, {each.name: each for each in tunnels})
    known = drafts.read | {each.line for each in odd if each.line is not None}
    dormant = _dormant(blocks)
    known |= {each.line for each in dormant if each.line is not None}
    left = mentions(config, CONFIG, word=_SPEAKS_OF_MIRRORS, read=known, lookalike=_LOOKALIKE)
    return replace(
        reading,
        config=config,
        declared=drafts.mirrors(),
        tunnels=tunnels,
        dormant=dormant,
        unread=(*odd, *left),
    )


def _sessions(
    blocks: tuple[Block, ...], tunnels: dict[str, Tunnel]
) -> tuple[Drafts, list[Evidence]]:
    drafts, odd = Drafts(), []
    for block in blocks:
        if head := _SESSION.match(block.text):
            draft = drafts.get(head[1], _quote(block))
            for line in block.children:
                if _session_line(draft, line.text, tunnels):
                    drafts.quote(draft, _quote(line))
                else:
                    odd.append(_quote(line))
    return drafts, odd


def _session_line(draft: Draft, text: str, tunnels: dict[str, Tunnel]) -> bool:
    if found := _FROM.match(text):
        way = Direction(found[2] or "both")  # Acme copies both directions unless told otherwise
        draft.sources.append(Source(SourceKind.INTERFACE, found[1], way))
    elif found := _TO.match(text):
        draft.destinations.append(_destination(found[1], found[2], tunnels))
        if found[1] == "tunnel":
            draft.kind = MirrorKind.ERSPAN_SOURCE
    elif found := _STATE.match(text):
        draft.enabled = found[1] == "on"
    else:
        return False
    return True


def _destination(kind: str, name: str, tunnels: dict[str, Tunnel]) -> Destination:
    if kind == "port":
        return Destination(DestinationKind.INTERFACE, name)
    tunnel = tunnels.get(name)
    if tunnel is None or tunnel.remote is None:
        return Destination(DestinationKind.UNKNOWN, name)
    return Destination(
        DestinationKind.IP, tunnel.remote, origin=tunnel.local, resolved_from=f"tunnel {name}"
    )


def _tunnels(blocks: tuple[Block, ...]) -> tuple[Tunnel, ...]:
    found = []
    for block in blocks:
        if head := _TUNNEL.match(block.text):
            ends = dict(line.text.split(" ", 1) for line in block.children if " " in line.text)
            far, near = ends.get("remote"), ends.get("local")
            found.append(Tunnel(head[1], "gre", near, far, evidence=(_quote(block),)))
    return tuple(found)


def _dormant(blocks: tuple[Block, ...]) -> tuple[Dormant, ...]:
    return tuple(
        Dormant(block.text, line.number, line.text)
        for block in blocks
        if block.text.startswith("schedule ")
        for line in block.children
        if _SPEAKS_OF_MIRRORS.search(line.text)
    )


def _operating(text: str) -> tuple[Mirror, ...]:
    drafts = Drafts()
    for number, line in enumerate(text.split("\n"), 1):
        if found := _SHOWN.match(line.strip()):
            session, state, port, way, target = found.groups()
            draft = drafts.get(session, Evidence(MIRRORS, number, line.strip()))
            draft.enabled = state == "on"
            draft.sources.append(Source(SourceKind.INTERFACE, port, Direction(way)))
            draft.destinations.append(Destination(DestinationKind.INTERFACE, target))
    return drafts.mirrors()


def _identity(answers: Answers) -> Identity | None:
    name = re.search(r"^system name (\S{1,64})$", answers.get(CONFIG) or "", re.MULTILINE)
    serial = re.search(r"^Serial: (\S{1,32})$", answers.get(VERSION) or "", re.MULTILINE)
    if name is None and serial is None:
        return None
    return Identity(hostname=name[1] if name else None, serial=serial[1] if serial else None)


def _image(answers: Answers) -> Image | None:
    text = answers.get(VERSION)
    if text is None:
        return None
    version = re.search(r"^Acme OS version (\S{1,32})$", text, re.MULTILINE)
    file = _running_file(answers)
    uptime = re.search(r"^Uptime: (.{1,80})$", text, re.MULTILINE)
    return Image(
        version=version[1] if version else None,
        running_file=file,
        digests=_digests(answers),
        uptime_s=spoken(uptime[1]) if uptime else None,
    )


def _running_file(answers: Answers) -> str | None:
    found = re.search(r"^Running: (\S{1,255})$", answers.get(VERSION) or "", re.MULTILINE)
    return found[1] if found else None


def _digests(answers: Answers) -> tuple[Digest, ...] | None:
    found = []
    for command, text in answers.all(HASH):
        if value := re.search(r"^([0-9a-f]{64})$", text, re.MULTILINE):
            found.append(Digest(command.split()[-1], "sha256", value[1]))
    return tuple(found) if found else None


def _quote(line: Block | Line) -> Evidence:
    return Evidence(CONFIG, line.number, line.text)


_CHECKSUM = Command("show checksum sha256 {arg}", HASH, optional=True, slow=True, timeout_s=600)


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    file = _running_file(answers)
    asked = _CHECKSUM.about(file) if file else None
    return (asked,) if asked else ()


PLATFORM = Platform(
    name="acme_os",
    title="Acme OS",
    read=read,
    flatten=by_indent,
    interface_key=str.lower,
    commands=(
        Command("show config running", CONFIG, end=r"^end\s*\Z", timeout_s=180),
        Command("show config saved", STARTUP, optional=True, end=r"^end\s*\Z", timeout_s=180),
        Command("show copy-port", MIRRORS, end=r"^\d+ sessions?\s*\Z"),
        Command("show version", VERSION, end=r"^Running: "),
    ),
    templates=(_CHECKSUM,),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="generic",
        prepare=("terminal rows 0",),
        prompt=r"[A-Za-z0-9_.-]{1,64}[>#] ?$",
        refused=(r"^what\?", r"^unknown word"),
        denied=(r"^you may not",),
        enable="enable",
        bye="logout",
        hostname=r"^system name (\S{1,64})$",
    ),
    noise=(Noise(r"^! printed at .*$"),),
    volatile=(Noise(r"^(Uptime: ).*$", r"\1", topic=VERSION),),
    secrets=(
        *COMMON_SECRETS,
        SecretPattern(r"^user \S{1,64} token (?P<secret>(?!<secret:)\S+)"),
        SecretPattern(r"^radius \S{1,64} sealed (?P<secret>(?!<secret:)\S+)", SecretForm.SALTED),
    ),
    signature=(
        (r"^! Acme OS \d", 5),
        (r"^copy-port \d{1,4}$", 5),
        (r"^system name \S", 3),
        (r"^port e\d", 2),
    ),
    mirror_removal=lambda session: (f"no copy-port {session}",),
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.NOT_OFFERED,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.NOT_OFFERED,
        "signature": Offer.NOT_OFFERED,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.MEMORY,
    },
)

"""Who a router with OpenWrt is, and the code it runs (``ubus call system board``)."""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.platform import FILES, HASH, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.facts import identified
from netwatch.parsing.linux.json import Node, load

UPTIME = "uptime"

_PARTITION = re.compile(
    r'^(?P<name>mtd\d{1,3}): (?P<size>[0-9a-f]{1,16}) [0-9a-f]{1,16} "(?P<label>[^"\n]{1,64})"',
    re.MULTILINE,
)
# The others hold settings and what was written since, so they differ at every visit.
_CODE = frozenset(("u-boot", "kernel", "rootfs", "uboot", "bootloader", "recovery"))
_SUM = re.compile(r"^(?P<hex>[0-9a-f]{64}) [ *](?P<path>/\S{1,250})$", re.MULTILINE)
_SECONDS = re.compile(r"\s*(\d{1,12})(?:\.\d+)? ")


def board(answers: Answers) -> Node:
    """Return what the board says of itself, an empty node when it was not answered."""
    return load(answers.get(VERSION) or "") or Node()


def identity(answers: Answers, hostname: str | None) -> Identity | None:
    """Return name and model; OpenWrt knows no serial number."""
    said = board(answers)
    return identified(
        hostname=said.get("hostname").text or hostname, model=said.get("model").text or None
    )


def image(answers: Answers) -> Image | None:
    """Return release, revision and the hashes of the flash partitions that hold code."""
    said = board(answers)
    release = said.get("release")
    version, revision = release.get("version").text, release.get("revision").text
    if not version:
        return None
    up = _SECONDS.match(answers.get(UPTIME) or "")
    description = release.get("description").text or f"OpenWrt {version}"
    return Image(
        version=f"{version} {revision}".strip(),
        model=said.get("model").text or None,
        digests=_digests(answers),
        uptime_s=int(up[1]) if up else None,
        evidence=(Evidence(VERSION, None, description[:400]),),
    )


def _digests(answers: Answers) -> tuple[Digest, ...] | None:
    found = tuple(
        Digest(each["path"], "sha256", each["hex"])
        for _, text in answers.all(HASH)
        for each in _SUM.finditer(text)
    )
    return found or None


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the flash partitions of ``/proc/mtd`` by name, with their sizes in bytes."""
    text = answers.get(FILES)
    if text is None:
        return None
    return tuple(
        FileEntry(f"{each['name']}:{each['label']}", int(each["size"], 16))
        for each in _PARTITION.finditer(text)
    )


def hashable(answers: Answers) -> tuple[str, ...]:
    """Return the read-only devices of the partitions that hold code."""
    return tuple(
        f"/dev/{each['name']}ro"
        for each in _PARTITION.finditer(answers.get(FILES) or "")
        if each["label"].lower() in _CODE
    )

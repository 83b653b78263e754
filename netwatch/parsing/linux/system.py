"""Who a Linux host is, which kernel it runs, and what lies in /boot."""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.platform import BOOT, FILES, HASH, VERSION
from netwatch.model.state import Answers, Identity
from netwatch.parsing.linux import verified

HOSTNAME = "hostname"
MACHINE = "machine-id"
MODEL = "model"
UPTIME = "uptime"

_SUM = re.compile(r"^\\?(?P<hex>[0-9a-f]{64}) [ *](?P<path>\S.*)$", re.MULTILINE)
_LISTED = re.compile(
    r"^[-l][rwxsStT-]{9}\S? +\d+ +\S+ +\S+ +(?P<size>\d+)"
    r" (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* [+-]\d{4}) (?P<name>\S[^\n]*)$",
    re.MULTILINE,
)
_RELEASE = re.compile(r"^Linux \S+ (?P<release>[A-Za-z0-9_.+~-]{1,128}) ", re.MULTILINE)
_IMAGE = re.compile(r"(?:^|\s)BOOT_IMAGE=(?P<path>\S+)")


def release(answers: Answers) -> str | None:
    """Return the running kernel's release from ``uname -a`` (``6.1.0-18-amd64``)."""
    found = _RELEASE.search(answers.get(VERSION) or "")
    return found["release"] if found else None


def identity(answers: Answers) -> Identity | None:
    """Return hostname, machine-id (as the serial: any user may read it) and product name."""
    names = tuple(_first_line(answers.get(topic)) for topic in (HOSTNAME, MACHINE, MODEL))
    if names == (None, None, None):
        return None
    return Identity(*names)


def _first_line(text: str | None) -> str | None:
    return next((line.strip()[:255] for line in (text or "").split("\n") if line.strip()), None)


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the regular files and links of ``ls -l --time-style=full-iso /boot``."""
    text = answers.get(FILES)
    if text is None:
        return None
    return tuple(
        FileEntry(f"/boot/{each['name'].split(' -> ')[0]}", int(each["size"]), each["time"])
        for each in _LISTED.finditer(text)
        if len(each["size"]) < 20  # noqa: PLR2004  # no file is larger than 2**63
    )


def kernel_path(answers: Answers) -> str | None:
    """Return the path of the running kernel's file, None when nothing on the box tells.

    The boot loader's word (``BOOT_IMAGE=`` of /proc/cmdline) counts where it names a server; its
    path is relative to the boot partition otherwise, so the file is looked for in /boot.
    """
    listed = {each.path for each in files(answers) or ()}
    booted = _IMAGE.search(answers.get(BOOT) or "")
    named = booted["path"] if booted else ""
    if "://" in named:
        return named
    own = f"/boot/vmlinuz-{release(answers)}"
    if own in listed:
        return own
    name = named.rpartition("/")[2]
    return f"/boot/{name}" if name else None


def image(answers: Answers) -> Image | None:
    """Return the kernel's version, file and digest; None when ``uname`` was not answered."""
    version = release(answers)
    if version is None:
        return None
    path = kernel_path(answers)
    return Image(
        version=version,
        model=_first_line(answers.get(MODEL)),
        running_file=path,
        digests=_digests(answers),
        signature=verified.signature(answers),
        uptime_s=_uptime(answers.get(UPTIME)),
        evidence=(
            Evidence(VERSION, 1, _first_line(answers[VERSION]) or ""),
            *verified.quotes(answers),
        ),
    )


def _digests(answers: Answers) -> tuple[Digest, ...] | None:
    found = tuple(
        Digest(each["path"], "sha256", each["hex"])
        for _, text in answers.all(HASH)
        for each in _SUM.finditer(text)
    )
    return found or None


def _uptime(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,12})(?:\.\d+)? ", text or "")
    return int(found[1]) if found else None

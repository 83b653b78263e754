"""What OS10 and OS9 say of their software.

OS9's ``show version`` as in the ntc-templates samples; the labels of OS10's ``show boot detail``
and of OS9's ``show bootvar`` are from memory and missing ones leave their field open.
"""

import re

from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.platform import BOOT, FILES, HASH, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.facts import fact, labelled, uptime
from netwatch.parsing.switch.files import digest, hashed

_PARTITIONS = (FileEntry("system://A"), FileEntry("system://B"))
OS10_HOME = "/var/os10-image/"
_OS10_FILE = re.compile(r"^(\d{4}-\d\d-\d\dT\S{1,12}) +(\d{1,15}) +(\S{1,250})\s*$", re.MULTILINE)
_OS9_FILE = re.compile(
    r"^ *\d+ +([d-])\S{3,9} +(\d{1,15}) +(\w{3} \d\d \d{4} [\d:]{8}(?: [+-]\d\d:\d\d)?) "
    r"+(\S{1,250})\s*$",
    re.MULTILINE,
)
_OS9_VERSION = re.compile(r"Application Software Version: +(\S{1,40})")
_OS9_RUNNING = re.compile(r'^System image file is "([^"\n]{1,200})"', re.MULTILINE)
_OS9_UPTIME = re.compile(r"uptime is (.{1,100})")
_OS9_BOOT = re.compile(
    r"^(?:PRIMARY|SECONDARY|DEFAULT) IMAGE FILE = (?!variable)(\S{1,200})\s*$", re.MULTILINE
)
_SUM = re.compile(r"\b(MD5|SHA256) hash(?: for)? (\S{1,255}?):?\s+([0-9A-Fa-f]{32,64})\b")
_BARE = re.compile(r"^\s*([0-9A-Fa-f]{64})\s+\*?(\S{1,255})\s*$", re.MULTILINE)


def os10_image(answers: Answers) -> Image | None:
    """Return version, model and uptime, the partition that runs and the one to boot next."""
    version, boot = answers.get(VERSION), labelled(answers.get(BOOT))
    said = labelled(version)
    if version is None and not boot:
        return None
    following, running = boot.get("Next-Boot"), boot.get("Active Partition")
    return Image(
        version=said.get("OS Version") or boot.get("Active SW Version"),
        model=said.get("System Type"),
        running_file=f"partition/{running}" if running else None,
        digests=hashed(answers.all(HASH), _os10_digest),
        boot_path=(following,) if following else None,
        uptime_s=uptime(said.get("Up Time")),
    )


def _os10_digest(command: str, text: str) -> Digest | None:
    """Take a hash only beside the file that was asked for: the command's echo proves nothing."""
    said = _BARE.search(text[:4096])
    same = said is not None and command.rstrip('"').endswith(said[2])
    return digest(said[2], "sha256", said[1]) if said and same else None


def os10_files(text: str | None) -> tuple[FileEntry, ...] | None:
    """Return the images of ``dir image`` with the path the shell knows them by."""
    if text is None:
        return None
    rows = _OS10_FILE.findall(text)
    return tuple(FileEntry(OS10_HOME + name, int(size), when) for when, size, name in rows)


def os9_image(answers: Answers) -> Image | None:
    """Return version, running partition (``system://A``), boot variables and file hashes."""
    version, boot = answers.get(VERSION), answers.get(BOOT)
    if version is None and boot is None:
        return None
    return Image(
        version=fact(version, _OS9_VERSION),
        model=labelled(version).get("System Type"),
        running_file=fact(version, _OS9_RUNNING),
        digests=hashed(answers.all(HASH), _os9_digest),
        boot_path=tuple(dict.fromkeys(_OS9_BOOT.findall(boot or ""))) or None,
        uptime_s=uptime(fact(version, _OS9_UPTIME)),
    )


def _os9_digest(command: str, text: str) -> Digest | None:
    said = _SUM.search(text[:4096])
    path = command.rsplit(maxsplit=1)[-1]
    same = said is not None and path.rpartition("/")[2] == said[2].rpartition("/")[2]
    return digest(path, said[1].lower(), said[3]) if said and same else None


def os9_files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the files of ``dir flash:`` and the two partitions that no listing shows."""
    text = answers.get(FILES)
    if text is None:
        return None
    listed = (
        FileEntry(f"flash://{name}", int(size), when)
        for form, size, when, name in _OS9_FILE.findall(text)
        if form == "-"
    )
    return (*_PARTITIONS, *listed)

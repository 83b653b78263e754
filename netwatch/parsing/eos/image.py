"""What an EOS box says of its code: version, boot-config, Aboot, files and hashes."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.platform import BOOT, BOOTLOADER, CONFIG, FILES, HASH, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.switch.files import bounded, digest, is_local, path_key
from netwatch.parsing.templates import rows

RELOAD = "reload-cause"
_HEADER = re.compile(r"^! device: (\S+) \((\S+), EOS-([^\s)]+)", re.MULTILINE)
_HASHED = re.compile(r"verify /(md5|sha1|sha256|sha512) (\S+)")
_PRINTED = re.compile(r"verify /(\S{1,8}) \(([^()\s]{1,255})\) = ([0-9A-Fa-f\s]{32,160})")


def header(config: str | None) -> dict[str, str]:
    """Return hostname, model and version of the comment `! device: H (M, EOS-V)`."""
    found = _HEADER.search(config[:2000]) if config else None
    return {"HOSTNAME": found[1], "MODEL": found[2], "VERSION": found[3]} if found else {}


def version_row(text: str | None) -> dict[str, str]:
    """Return model, serial and version of `show version`, as text or as JSON."""
    if text is None:
        return {}
    if text.lstrip()[:1] == "{":
        said = json_object(text)
        keys = {"modelName": "MODEL", "serialNumber": "SERIAL", "version": "VERSION"}
        row = {name: str(said[key]).strip() for key, name in keys.items() if said.get(key)}
    else:
        found = rows("arista_eos_show_version", bounded(text))
        row = {name: str(value) for name, value in found[0].items() if value} if found else {}
    if "VERSION" in row:  # `4.32.1F-37265360.4321F (engineering build)`
        row["VERSION"] = row["VERSION"].split()[0]
    return row


def json_object(text: str) -> dict[str, Any]:
    """Return the JSON object in ``text``, also inside eAPI's ``result``; empty when it is none."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    said = said.get("result", said) if isinstance(said, dict) else said
    said = said[0] if isinstance(said, list) and said else said
    return said if isinstance(said, dict) else {}


def image(answers: Answers) -> Image | None:
    """Return what the answers say of the code, None when they say nothing.

    EOS prints no path of the running image: ``boot_path`` is what Aboot will load next, and it
    counts as the ``running_file`` only when its name holds the running version.
    """
    row = version_row(answers.get(VERSION))
    named = header(answers.get(CONFIG))
    boot = boot_image(answers.get(BOOT))
    version = row.get("VERSION") or named.get("VERSION")
    value = Image(
        version=version,
        model=row.get("MODEL") or named.get("MODEL"),
        running_file=boot if boot and version and version in boot else None,
        digests=digests(answers),
        bootloader=_aboot(answers.get(BOOTLOADER)),
        boot_path=(boot,) if boot else None,
        last_reload_reason=_reload(answers.get(RELOAD)),
        booted_at=_booted(answers.get(BOOTLOADER)) or _booted(answers.get(VERSION)),
    )
    return value if value != Image() else None


def boot_image(text: str | None) -> str | None:
    """Return the `Software image` of `show boot-config` (text or JSON), as printed."""
    if text is None:
        return None
    if text.lstrip()[:1] == "{":
        return str(json_object(text).get("softwareImage") or "") or None
    found = rows("arista_eos_show_boot-config", bounded(text))
    return str(found[0]["IMAGE"]) or None if found else None


def _aboot(text: str | None) -> str | None:
    """Return the Aboot version among the components of `show version detail | json`."""
    details = json_object(text or "").get("details")
    parts = details.get("components") if isinstance(details, dict) else None
    for each in parts if isinstance(parts, list) else ():
        if isinstance(each, dict) and str(each.get("name")).lower() == "aboot":
            return str(each.get("version") or "") or None
    return None


def _booted(text: str | None) -> datetime | None:
    stamp = json_object(text).get("bootupTimestamp") if text and text.lstrip()[:1] == "{" else None
    if not isinstance(stamp, int | float):
        return None
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _reload(text: str | None) -> str | None:
    if text is None:
        return None
    if text.lstrip()[:1] == "{":
        causes = json_object(text).get("resetCauses")
        first = causes[0] if isinstance(causes, list) and causes else None
        return str(first.get("description") or "") or None if isinstance(first, dict) else None
    found = rows("arista_eos_show_reload_cause", bounded(text))
    return str(found[0]["REASON"]) or None if found else None


def image_files(answers: Answers) -> tuple[str, ...]:
    """Return the image file worth hashing, as `flash:F`."""
    boot = boot_image(answers.get(BOOT))
    if not boot:
        return ()
    path = boot if ":" in boot else f"flash:{boot}"  # JSON of old releases has no scheme
    return (path_key(path),) if is_local(path) else ()


def digests(answers: Answers) -> tuple[Digest, ...] | None:
    """Return the hashes of `verify /sha512 F`, None when none was asked.

    Only `verify /ALG (F) = HEX` with the asked name and the exact length counts: the echo of the
    command or of an expected digest is not the answer.
    """
    asked = answers.all(HASH)
    return tuple(_digests(asked)) if asked else None


def _digests(asked: tuple[tuple[str, str], ...]) -> Iterator[Digest]:
    for command, text in asked:
        wanted = _HASHED.fullmatch(command)
        printed = _PRINTED.search(text[:4096])
        if not wanted or not printed or wanted[1] != printed[1]:
            continue
        if path_key(wanted[2]) == path_key(printed[2]):
            found = digest(wanted[2], wanted[1], printed[3])
            if found:
                yield found


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the files of `dir flash:`, without directories.

    ``modified`` is month and day only: the box prints the time for half a year and the year
    afterwards, and the change of form must not look like a change of the file.
    """
    text = answers.get(FILES)
    if text is None:
        return None
    return tuple(
        FileEntry(
            f"{str(row['DIRECTORY']).rstrip('/')}/{row['NAME']}",
            int(str(row["SIZE"])),
            None if str(row["MODIFIED"])[0] == "<" else " ".join(str(row["MODIFIED"]).split()),
        )
        for row in rows("arista_eos_dir", bounded(text))
        if not str(row["MODE"]).startswith("d")
    )

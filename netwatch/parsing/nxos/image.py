"""What an NX-OS box says of its code: version, boot variables, files and hashes."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from netwatch.model.image import Digest, FileEntry, Image, Signature, Signed
from netwatch.model.platform import BOOT, CONFIG, FILES, HASH, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.ios.authenticity import (
    FILE_SIGNATURE,
    KEYS,
    RUNNING,
    SIGNATURE,
    chain,
    trusted_keys,
)
from netwatch.parsing.stanzas import Block
from netwatch.parsing.supervisors import supervisors
from netwatch.parsing.switch.files import bounded, digest, is_local, path_key
from netwatch.parsing.templates import Row, rows

INVENTORY = "inventory"
_RELEASE = re.compile(r"version +(\S+)(?: +Bios:version *(\S*))?", re.IGNORECASE)
_BOOT_LINE = re.compile(r"boot +(?:nxos|system|kickstart) +(\S+:\S+)", re.IGNORECASE)
_HASHED = re.compile(r"show file (\S+) (md5|sha256|sha512)sum")
# NX-API names of the same facts, in `show version | json`
_JSON = {
    "BIOS": ("bios_ver_str",),
    "VERSION": ("nxos_ver_str", "sys_ver_str"),
    "IMAGE": ("nxos_file_name", "isan_file_name"),
    "KICKSTART": ("kick_file_name",),
    "MODEL": ("chassis_id",),
    "SERIAL": ("proc_board_id",),
    "HOSTNAME": ("host_name",),
    "RESET_AT": ("rr_ctime",),
    "REASON": ("rr_reason",),
}


def version_row(text: str | None) -> dict[str, str]:
    """Return the facts of `show version` (text or JSON) by name; missing ones are absent."""
    if text is None:
        return {}
    if text.lstrip()[:1] == "{":
        return _from_json(text)
    found = rows("cisco_nxos_show_version", bounded(text))
    return _filled(found[0]) if found else {}


def _filled(row: Row) -> dict[str, str]:
    return {name: value for name, value in row.items() if isinstance(value, str) and value}


def _from_json(text: str) -> dict[str, str]:
    said = _object(text)
    row = {}
    for name, keys in _JSON.items():
        values = [str(said[key]).strip() for key in keys if said.get(key)]
        if values:
            row[name] = values[0]
    if "VERSION" in row:
        row["VERSION"] = row["VERSION"].split()[0]
    if "MODEL" in row:
        row["MODEL"] = re.sub(r" *(?:\(.*|[Cc]hassis.*)", "", row["MODEL"])
    return row


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def chassis(text: str | None) -> tuple[str | None, str | None]:
    """Return product id and serial number of the chassis in `show inventory`."""
    if text is None:
        return None, None
    found = rows("cisco_nxos_show_inventory", bounded(text))
    row = _filled(found[0]) if found else {}
    serial = row.get("SERIAL")
    return row.get("PID"), serial if serial != "N/A" else None


def image(answers: Answers, blocks: tuple[Block, ...]) -> Image | None:
    """Return what the answers say of the running code, None when they say nothing.

    ``running_file`` keeps the scheme; of a pair of images it is the system image, and the
    kickstart image stands in ``boot_path``. The last reset's local time is taken as UTC.
    """
    row = version_row(answers.get(VERSION))
    release = _release(blocks)
    chain_text, keys = answers.get(SIGNATURE), answers.get(KEYS)
    signed = chain(chain_text, answers.all(FILE_SIGNATURE))
    stock = answers.get(INVENTORY)
    value = Image(
        version=row.get("VERSION") or release[0],
        model=row.get("MODEL") or chassis(answers.get(INVENTORY))[0],
        running_file=row.get("IMAGE"),
        digests=digests(answers, row.get("IMAGE")),
        bootloader=row.get("BIOS") or release[1],
        boot_path=_boot_path(answers, blocks),
        last_reload_reason=row.get("REASON"),
        signature=None if chain_text is None else _verdict(signed),
        signed=signed,
        trusted_keys=None if keys is None else trusted_keys(keys),
        members=None if stock is None else supervisors(stock),
        booted_at=_moment(row.get("RESET_AT")),
    )
    return value if value != Image() else None


def _verdict(signed: tuple[Signed, ...] | None) -> Signature:
    """Return VALID where the running image has a signer: an unsigned one does not start."""
    running = any(each.of == RUNNING and each.kind for each in signed or ())
    return Signature.VALID if running else Signature.UNKNOWN


def _release(blocks: tuple[Block, ...]) -> tuple[str | None, str | None]:
    for block in blocks:
        found = _RELEASE.match(block.text)
        if found:
            return found[1], found[2] or None
    return None, None


def _boot_path(answers: Answers, blocks: tuple[Block, ...]) -> tuple[str, ...] | None:
    shown = boot_files(answers.get(BOOT), "next")
    if shown or answers.get(CONFIG) is None:
        return shown
    found = (_BOOT_LINE.match(each.text) for each in blocks)
    return tuple(dict.fromkeys(each[1] for each in found if each)) or None


def boot_files(text: str | None, when: str) -> tuple[str, ...] | None:
    """Return the boot variables of `show boot`: ``when`` is ``Current`` or ``next``."""
    if text is None:
        return None
    found = rows("cisco_nxos_show_boot", bounded(text))
    mine = (str(each["VALUE"]) for each in found if each["WHEN"] == when)
    return tuple(dict.fromkeys(mine)) or None


def boot_warnings(answers: Answers) -> tuple[str, ...]:
    """Say that the next reload will load other files than the last one did."""
    now, later = (boot_files(answers.get(BOOT), when) for when in ("Current", "next"))
    if now is None or later is None or now == later:
        return ()
    return (f"the next reload boots {', '.join(later)} instead of {', '.join(now)}",)


def _moment(text: str | None) -> datetime | None:
    words = (text or "").split()[:5]
    try:
        return datetime.strptime(" ".join(words), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def image_files(answers: Answers) -> tuple[str, ...]:
    """Return the files worth hashing, each once: running, kickstart, next boot."""
    row = version_row(answers.get(VERSION))
    named = [row.get("IMAGE"), row.get("KICKSTART"), *(boot_files(answers.get(BOOT), "next") or ())]
    by_key = {path_key(each): each for each in reversed(named) if each and is_local(each)}
    return tuple(reversed(by_key))


def digests(answers: Answers, running: str | None) -> tuple[Digest, ...] | None:
    """Return the hashes printed by `show file F sha256sum`, None when none was asked.

    The whole answer is one bare hexadecimal line of the exact length; anything more (an error,
    the file itself) is no hash. The running image keeps the spelling of `show version`.
    """
    asked = answers.all(HASH)
    return tuple(_digests(asked, running)) if asked else None


def _digests(asked: tuple[tuple[str, str], ...], running: str | None) -> Iterator[Digest]:
    for command, text in asked:
        match = _HASHED.fullmatch(command)
        lines = [line.strip() for line in text[:4096].split("\n") if line.strip()]
        if not match or len(lines) != 1:
            continue
        same = running is not None and path_key(match[1]) == path_key(running)
        found = digest(running if same and running else match[1], match[2], lines[0])
        if found:
            yield found


def files(answers: Answers) -> tuple[FileEntry, ...] | None:
    """Return the files of `dir bootflash:`; of a directory only that it exists."""
    asked = answers.all(FILES)
    if not asked:
        return None
    return tuple(_entry(command, row) for command, text in asked for row in _listing(text))


def _listing(text: str) -> tuple[Row, ...]:
    return rows("cisco_nxos_dir", bounded(text))


def _entry(command: str, row: Row) -> FileEntry:
    path = f"{command.rsplit(maxsplit=1)[-1]}/{row['NAME']}"
    if path.endswith("/"):  # a directory's date follows its files' and says nothing more
        return FileEntry(path)
    return FileEntry(path, int(str(row["SIZE"])), " ".join(str(row["MODIFIED"]).split()))

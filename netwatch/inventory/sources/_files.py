"""Files of other tools: bounded, and never a secret out of them."""

import re
from collections.abc import Mapping
from pathlib import Path

from netwatch.inventory.errors import InventoryError
from netwatch.model.source import SourceSettings

_MAX_BYTES = 64 * 1024 * 1024
_SECRET = re.compile(
    r"pass|secret|enable|communit|(?:private|ssh|api)_?key|token|become", re.IGNORECASE
)
ALTERNATIVES = (
    "passwords are not taken from there: name credentials under `credentials:` with {env: ..}, "
    "{file: ..}, {keyring: ..}, {command: ..} or {vault: ..}, and give the source "
    "`credentials: NAME`"
)


def path_of(source: SourceSettings) -> Path:
    """Return where the source lies. Raises InventoryError."""
    if source.path is None:
        raise InventoryError(f"the {source.kind} source needs a `path:`")
    return source.path


def text_of(path: Path) -> str:
    """Return the text of a file. Raises InventoryError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InventoryError(f"cannot read {path}: {error.strerror}") from None
    if len(data) > _MAX_BYTES:
        raise InventoryError(f"{path}: larger than 64 MB; is this an inventory?")
    return data.decode("utf-8-sig", errors="replace")


def is_secret(name: str) -> bool:
    """Tell whether a field called ``name`` may hold a secret."""
    return _SECRET.search(name) is not None


def secrets_in(values: Mapping[str, object]) -> set[str]:
    """Return the names of fields that hold something which may be a secret."""
    return {str(name) for name, value in values.items() if value and is_secret(str(name))}


def remark_on(place: object, names: set[str]) -> tuple[str, ...]:
    """Return what to say of the secrets that a source holds, without them."""
    if not names:
        return ()
    return (f"{place} holds {', '.join(sorted(names))}: {ALTERNATIVES}",)


def words(value: object) -> tuple[str, ...]:
    """Return a list, or words between commas, semicolons or blanks, as a tuple."""
    if isinstance(value, str):
        return tuple(each for each in re.split(r"[,;\s]+", value) if each)
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()


def number(value: object) -> int | None:
    """Return a port, None for what is none."""
    try:
        port = int(str(value))
    except ValueError:
        return None
    return port if 0 < port < 65536 else None  # noqa: PLR2004  # RFC 9293


def said(value: object) -> str | None:
    """Return a value as text, None for nothing."""
    return str(value).strip() or None if isinstance(value, str | int | float) else None

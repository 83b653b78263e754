"""TextFSM templates, our own and the few of ntc-templates that are right, as plain rows."""

import re
import threading
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textfsm import TextFSM

Row = dict[str, str | list[str]]

_LOCAL = threading.local()


@dataclass(frozen=True, slots=True)
class Rows:
    """What a template found; ``reason`` says why there is nothing, None when all went well."""

    rows: tuple[Row, ...]
    reason: str | None = None


def rows(template_name: str, text: str) -> tuple[Row, ...]:
    """Return the records that ``templates/<template_name>.textfsm`` finds in ``text``."""
    return parse(template_name, text).rows


def parse(template_name: str, text: str) -> Rows:
    """Return the records of our own template with the reason where there are none."""
    return _parse("own", template_name, text)


def community_rows(template_name: str, text: str, lines: re.Pattern[str]) -> tuple[Row, ...]:
    """Return the records of a template of ntc-templates (``cisco_ios_dir``).

    Only for outputs where it was checked to lose nothing: ``dir`` and ``show inventory``. Its
    expressions backtrack on hostile lines, so only lines that match ``lines`` whole reach it.
    """
    kept = [each for each in text.split("\n") if lines.fullmatch(each)]
    return _parse("community", template_name, "\n".join(kept)).rows


def _parse(origin: str, name: str, text: str) -> Rows:
    from textfsm import TextFSMError, TextFSMTemplateError

    try:
        machine = _machine(origin, name)
        machine.Reset()
        found = machine.ParseTextToDicts(text)
    except (TextFSMError, TextFSMTemplateError, FileNotFoundError) as error:
        return Rows((), f"template {name}: {error}")
    return Rows(tuple(found))


def _machine(origin: str, name: str) -> "TextFSM":
    """Return this thread's own state machine: a TextFSM object keeps the state of its parse."""
    from textfsm import TextFSM

    machines: dict[tuple[str, str], TextFSM] | None = getattr(_LOCAL, "machines", None)
    if machines is None:
        machines = _LOCAL.machines = {}
    if (origin, name) not in machines:
        machines[origin, name] = TextFSM(StringIO(_source(origin, name)))
    return machines[origin, name]


@cache
def _source(origin: str, name: str) -> str:
    home = files("ntc_templates") / "templates" if origin == "community" else _own()
    return (home / f"{name}.textfsm").read_text(encoding="utf-8")


def _own() -> Traversable:
    """Return ``templates/``: inside an installed wheel, or at the root of a checkout."""
    packaged = files("netwatch") / "_data" / "templates"
    if packaged.is_dir():
        return packaged
    from pathlib import Path

    import netwatch

    return Path(next(iter(netwatch.__path__))).parent / "templates"

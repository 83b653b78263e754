"""Files of expectations: one a line, or YAML, with the line every error stands on."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_text import line_of, parse
from netwatch.model.window import Expectation
from netwatch.parsing.expectation import ExpectationError, read_expectation

MOST = 5000

_MAX_BYTES = 4 * 1024 * 1024
_YAML = {".yaml", ".yml"}


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """Return what the file expects. Raises InventoryError naming file, line and remedy.

    A file of YAML (by its name) is a list, or has one under ``expect``; any other has one
    expectation a line, and comments after ``#`` at the beginning of a line.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InventoryError(f"{path}: larger than 4 MB; are these the expectations?")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InventoryError(f"cannot read the expectations {path}: {error}") from None
    if path.suffix.lower() in _YAML:
        return _read(str(path), _of_yaml(text, str(path)))
    return _read(str(path), _of_lines(text))


def _read(name: str, given: Iterable[tuple[int | None, str]]) -> tuple[Expectation, ...]:
    found: list[Expectation] = []
    for line, text in given:
        if len(found) >= MOST:
            raise InventoryError(f"{name}: more than {MOST} expectations")
        try:
            found.append(read_expectation(text))
        except ExpectationError as error:
            raise InventoryError(f"{name}:{line}: {error}") from None
    return tuple(found)


def _of_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def _of_yaml(text: str, name: str) -> Iterator[tuple[int | None, str]]:
    data, lines = parse(text, name=name)
    path: tuple[str | int, ...] = ()
    if isinstance(data, dict):
        unknown = sorted(str(each) for each in data if each != "expect")
        if unknown:
            line = line_of(lines, (unknown[0],))
            raise InventoryError(f"{name}:{line}: {unknown[0]!r} is not known here, only expect:")
        data, path = data.get("expect"), ("expect",)
    if data is None:
        return
    if not isinstance(data, list):
        raise InventoryError(f"{name}:{line_of(lines, path)}: a list of expectations belongs here")
    for index, each in enumerate(data):
        line = line_of(lines, (*path, index))
        yield line, _words(each, f"{name}:{line}")


def _words(value: object, where: str) -> str:
    """Return an expectation as one line: ``mirror added: x`` is a mapping to YAML."""
    match value:
        case str():
            return value
        case bool() | None:
            pass
        case int() | float():
            return str(value)
        case dict() if len(value) == 1:
            ((key, rest),) = value.items()
            return f"{key}: {_words(rest, where)}"
    raise InventoryError(f"{where}: an expectation is one line of words")

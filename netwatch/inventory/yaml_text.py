"""YAML text -> plain data plus the line of every key, so that messages can name lines."""

from collections.abc import Hashable
from pathlib import Path

import yaml

from netwatch.inventory.errors import InventoryError

_MAX_BYTES = 64 * 1024 * 1024

# The parser in C reads a large inventory ten times as fast; not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]
Lines = dict[Path_, int]


def load(path: Path, *, kind: str) -> tuple[object, Lines]:
    """Return the file's data and the 1-based line of each path in it.

    Raises InventoryError when the file is missing, unreadable, huge or not YAML.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InventoryError(f"{path}: larger than 64 MB; is this the {kind}?")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InventoryError(
            f"no {kind} at {path}; `netwatch init` writes one to start from"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InventoryError(f"cannot read the {kind} {path}: {error}") from None
    return parse(text, name=str(path))


def parse(text: str, *, name: str) -> tuple[object, Lines]:
    """Return data and line numbers of YAML ``text``. Raises InventoryError."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        # The library's own message quotes the line, which may hold a secret.
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise InventoryError(f"{name}:{line}: not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InventoryError(f"{name}: not valid YAML ({type(error).__name__})") from None
    finally:
        loader.dispose()
    lines: Lines = {}
    if node is not None:
        _walk(node, (), lines)
    return data, lines


def line_of(lines: Lines, path: Path_) -> int | None:
    """Return the line of ``path`` or of the nearest enclosing thing that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _walk(node: yaml.Node, path: Path_, lines: Lines) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name: Hashable = key.value
            lines[(*path, str(name))] = key.start_mark.line + 1
            _walk(value, (*path, str(name)), lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), lines)

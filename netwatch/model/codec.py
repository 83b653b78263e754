"""Values of the model <-> JSON-able data, driven by their type hints.

Standard library only. Dataclasses become objects with every field written out, tuples arrays,
enums their value, times ISO 8601 in UTC. Where a hint offers several dataclasses, ``type`` names
the class. Converters are built once per class and kept.
"""

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Json: TypeAlias = Any  # typing has no recursive alias before Python 3.12
Hint: TypeAlias = Any  # a class or a form such as tuple[str, ...]
Convert: TypeAlias = Callable[[Any], Any]

_TAG = "type"


class CodecError(ValueError):
    """The data is not a value of the wanted class; the message names the place."""


def encode(value: object) -> Json:
    """Return a dataclass of the model as dict, list, str, int, float, bool and None.

    Raises CodecError for a time without zone and TypeError for a class whose hints cannot be
    told apart in JSON.
    """
    cls: Hint = type(value)
    return _encoder(cls)(value)


def decode(cls: type[T], data: object) -> T:
    """Return the ``cls`` that ``data`` (from ``encode``) describes.

    Unknown keys, written by a newer version, are ignored; a missing key takes the field's
    default. Raises CodecError when a value has another type or a needed key is missing.
    """
    hint: Hint = cls
    value: T = _decoder(hint)(data)
    return value


def canonical(data: object) -> bytes:
    """Return JSON-able data as the one ASCII text that is hashed: sorted keys, no spaces."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def _same(value: object) -> object:
    return value


def _write_time(value: datetime) -> str:
    if value.tzinfo is None:
        raise CodecError(f"a time without zone cannot be kept: {value.isoformat()}")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _write_enum(value: Enum) -> object:
    return value.value


@cache
def _encoder(hint: Hint) -> Convert:
    if hint in _READERS:
        return _write_time if hint is datetime else _same
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _write_enum
    if is_dataclass(hint):
        return _dataclass_encoder(hint)
    if _origin(hint) is tuple:
        return _tuple_encoder(_element(hint))
    if _origin(hint) in (Union, types.UnionType):
        return _union_encoder(hint)
    raise TypeError(f"no JSON form for {hint!r}")


def _tuple_encoder(element: Hint) -> Convert:
    write = _encoder(element)
    if write is _same:
        return list
    return lambda value: [write(each) for each in value]


def _union_encoder(hint: Hint) -> Convert:
    single, tagged = _alternatives(hint)
    if single is not None:
        write = _encoder(single)
        return write if write is _same else lambda value: None if value is None else write(value)
    return lambda value: None if value is None else _write_tagged(tagged, value)


def _write_tagged(tagged: dict[str, Any], value: object) -> dict[str, Any]:
    name = type(value).__name__
    return {_TAG: name, **_encoder(tagged[name])(value)}


def _dataclass_encoder(cls: Hint) -> Convert:
    hints = get_type_hints(cls)
    plain = tuple(name for name in _names(cls) if _encoder(hints[name]) is _same)
    written = tuple((n, _encoder(hints[n])) for n in _names(cls) if n not in plain)

    def write(value: object) -> dict[str, Any]:
        data = {name: getattr(value, name) for name in plain}
        for name, convert in written:
            data[name] = convert(getattr(value, name))
        return data

    return write


@cache
def _decoder(hint: Hint) -> Convert:
    if hint in _READERS:
        return _READERS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum_decoder(hint)
    if is_dataclass(hint):
        return _dataclass_decoder(hint)
    if _origin(hint) is tuple:
        return _tuple_decoder(_element(hint))
    if _origin(hint) in (Union, types.UnionType):
        return _union_decoder(hint)
    raise TypeError(f"no JSON form for {hint!r}")


def _exact_decoder(cls: type) -> Convert:
    def read(data: object) -> object:
        # bool is an int to isinstance, and true is no number
        if type(data) is not cls:
            raise _unfit(cls.__name__, data)
        return data

    return read


def _read_float(data: object) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise _unfit("float", data)
    return float(data)


def _read_time(data: object) -> datetime:
    if not isinstance(data, str):
        raise _unfit("time", data)
    try:
        value = datetime.fromisoformat(data)
    except ValueError:
        raise _unfit("time", data) from None
    if value.tzinfo is None:
        raise _unfit("time with zone", data)
    return value.astimezone(UTC)


_READERS: dict[Hint, Convert] = {
    **{cls: _exact_decoder(cls) for cls in (str, int, bool, types.NoneType)},
    float: _read_float,
    datetime: _read_time,
}


def _enum_decoder(cls: type[Enum]) -> Convert:
    known = {each.value: each for each in cls}
    kind = type(next(iter(known)))

    def read(data: object) -> Enum:
        if type(data) is not kind or data not in known:
            raise _unfit(cls.__name__, data)
        return known[data]

    return read


def _tuple_decoder(element: Hint) -> Convert:
    read = _decoder(element)

    def read_all(data: object) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _unfit("array", data)
        return tuple([read(each) for each in data])

    return read_all


def _union_decoder(hint: Hint) -> Convert:
    single, tagged = _alternatives(hint)
    optional = types.NoneType in get_args(hint)
    read = _decoder(single) if single is not None else _tagged_decoder(tagged)

    def read_any(data: object) -> object:
        return None if data is None and optional else read(data)

    return read_any


def _tagged_decoder(tagged: dict[str, Any]) -> Convert:
    readers = {name: _decoder(cls) for name, cls in tagged.items()}

    def read(data: object) -> object:
        name = data.get(_TAG) if isinstance(data, dict) else None
        if not isinstance(name, str) or name not in readers:
            raise _unfit(" or ".join(readers), data)
        return readers[name](data)

    return read


def _dataclass_decoder(cls: Hint) -> Convert:
    hints = get_type_hints(cls)
    readers = tuple((name, _decoder(hints[name])) for name in _names(cls))
    needed = frozenset(each.name for each in fields(cls) if _has_no_default(each))

    def read(data: object) -> object:
        if not isinstance(data, dict):
            raise _unfit(cls.__name__, data)
        if missing := needed.difference(data):
            raise CodecError(f"{cls.__name__}: {', '.join(sorted(missing))} is missing")
        values = {}
        name = ""
        try:
            for name, convert in readers:
                if name in data:
                    values[name] = convert(data[name])
        except CodecError as error:
            raise CodecError(f"{cls.__name__}.{name}: {error}") from None
        return cls(**values)

    return read


def _origin(hint: Hint) -> Hint:
    return get_origin(hint)


def _element(hint: Hint) -> Hint:
    element, *rest = get_args(hint)
    if rest != [...]:
        raise TypeError(f"only tuples of one kind have a JSON form, not {hint!r}")
    return element


def _alternatives(hint: Hint) -> tuple[Any, dict[str, Any]]:
    """Return (the only alternative besides None, {}), or (None, dataclasses by name)."""
    given = [each for each in get_args(hint) if each is not types.NoneType]
    if len(given) == 1:
        return given[0], {}
    if not all(is_dataclass(each) and _TAG not in _names(each) for each in given):
        raise TypeError(f"the alternatives of {hint!r} cannot be told apart in JSON")
    return None, {each.__name__: each for each in given}


def _names(cls: Hint) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cls))


def _has_no_default(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _unfit(wanted: str, data: object) -> CodecError:
    return CodecError(f"expected {wanted}, got {type(data).__name__} {str(data)[:40]!r}")

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given, settings
from support import strategies

from netwatch.model.change import Change, FileChanged, IdentityChanged
from netwatch.model.codec import CodecError, canonical, decode, encode
from netwatch.model.finding import Finding
from netwatch.model.image import FileEntry
from netwatch.model.state import DeviceState


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


@dataclass(frozen=True)
class Small:
    number: int = 3


@dataclass(frozen=True)
class Other:
    word: str


@dataclass(frozen=True, kw_only=True)
class Thing:
    name: str
    count: int = 0
    ratio: float = 0.5
    flag: bool | None = None
    colour: Colour = Colour.RED
    level: Level = Level.LOW
    when: datetime | None = None
    small: Small = field(default_factory=Small)
    one_of: Small | Other | None = None
    many: tuple[Small | Other, ...] = ()


WHOLE = Thing(
    name="x",
    when=datetime(2026, 1, 1, 12, 30, 0, 5, tzinfo=UTC),
    one_of=Other("y"),
    many=(Small(1), Other("z")),
)


def through_json(value):
    return decode(type(value), json.loads(canonical(encode(value))))


def test_every_kind_of_field_survives():
    assert through_json(WHOLE) == WHOLE
    assert encode(WHOLE) == {
        "name": "x",
        "count": 0,
        "ratio": 0.5,
        "flag": None,
        "colour": "red",
        "level": 1,
        "when": "2026-01-01T12:30:00.000005Z",
        "small": {"number": 3},
        "one_of": {"type": "Other", "word": "y"},
        "many": [{"type": "Small", "number": 1}, {"type": "Other", "word": "z"}],
    }


@settings(max_examples=50, deadline=None)
@given(strategies.states)
def test_any_state_survives_with_what_equality_ignores(state):
    # repr also shows evidence and descriptions, which take no part in equality
    assert repr(through_json(state)) == repr(state)


@given(strategies.findings)
def test_any_finding_survives(finding):
    assert through_json(finding) == finding
    assert through_json(finding).fingerprint == finding.fingerprint


@settings(max_examples=50, deadline=None)
@given(strategies.states)
def test_canonical_bytes_are_ascii_without_nul(state):
    written = canonical(encode(state))
    assert max(written) < 128
    assert min(written) >= 32
    assert written == canonical(json.loads(written))


def test_times_of_one_moment_are_written_alike():
    berlin = timezone(timedelta(hours=1))
    moved = replace(WHOLE, when=datetime(2026, 1, 1, 13, 30, 0, 5, tzinfo=berlin))
    assert canonical(encode(moved)) == canonical(encode(WHOLE))


def test_a_time_without_zone_is_refused():
    naive = datetime(2026, 1, 1)  # noqa: DTZ001  # the mistake under test
    with pytest.raises(CodecError, match="zone"):
        encode(replace(WHOLE, when=naive))


def test_unknown_keys_of_a_newer_version_are_ignored():
    data = encode(WHOLE) | {"invented": [1]}
    data["small"] |= {"invented": None}
    assert decode(Thing, data) == WHOLE


def test_missing_keys_take_the_default():
    assert decode(Thing, {"name": "x"}) == Thing(name="x")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"count": True}, "Thing.count"),
        ({"count": 1.0}, "Thing.count"),
        ({"count": "1"}, "Thing.count"),
        ({"ratio": True}, "Thing.ratio"),
        ({"flag": 0}, "Thing.flag"),
        ({"name": None}, "Thing.name"),
        ({"colour": "blue"}, "Thing.colour"),
        ({"colour": ["red"]}, "Thing.colour"),
        ({"level": True}, "Thing.level"),
        ({"level": 7}, "Thing.level"),
        ({"when": "yesterday"}, "Thing.when"),
        ({"when": "2026-01-01T00:00:00"}, "Thing.when"),
        ({"when": 5}, "Thing.when"),
        ({"small": None}, "Thing.small"),
        ({"small": {"number": "3"}}, "Thing.small: Small.number"),
        ({"one_of": {"number": 3}}, "Thing.one_of"),
        ({"one_of": {"type": "Thing"}}, "Thing.one_of"),
        ({"one_of": {"type": ["Small"]}}, "Thing.one_of"),
        ({"many": {"0": 1}}, "Thing.many"),
        ({"many": [{"type": "Other"}]}, "word is missing"),
    ],
)
def test_a_wrong_value_names_its_place(changed, place):
    with pytest.raises(CodecError, match=place):
        decode(Thing, encode(WHOLE) | changed)


def test_a_needed_key_is_named():
    with pytest.raises(CodecError, match="name is missing"):
        decode(Thing, {})


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_no_object_is_no_value(data):
    with pytest.raises(CodecError, match="DeviceState"):
        decode(DeviceState, data)


def test_the_union_of_changes_names_its_members():
    @dataclass(frozen=True)
    class Report:
        changes: tuple[IdentityChanged | FileChanged, ...]

    report = Report(
        (
            IdentityChanged("serial", "A", "B"),
            FileChanged("flash:x", None, FileEntry("flash:x", 3)),
        )
    )
    assert through_json(report) == report
    assert {"IdentityChanged", "FileChanged"} <= {each.__name__ for each in Change.__args__}


@dataclass(frozen=True)
class Loose:
    value: int | str


@dataclass(frozen=True)
class Open:
    value: object


@dataclass(frozen=True)
class Pair:
    value: tuple[int, str]


@dataclass(frozen=True)
class Tagged:
    type: str


@dataclass(frozen=True)
class Clash:
    value: Tagged | Small


@pytest.mark.parametrize("value", [Loose(1), Open(1), Pair((1, "x")), Clash(Small())], ids=repr)
def test_hints_that_json_cannot_tell_apart_are_refused(value):
    with pytest.raises(TypeError, match="JSON"):
        encode(value)
    with pytest.raises(TypeError, match="JSON"):
        decode(type(value), {"value": 1})


def test_nan_has_no_canonical_form():
    with pytest.raises(ValueError, match="JSON"):
        canonical(encode(replace(WHOLE, ratio=float("nan"))))


def test_every_field_of_the_kept_values_has_a_form():
    for cls in (DeviceState, Finding):
        with pytest.raises(CodecError, match="is missing"):
            decode(cls, {})

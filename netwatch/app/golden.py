"""Golden cases: a visit as a folder of text files, and the reading those files must give.

``<topic>.txt`` holds an answer, several answers to one topic are ``<topic>.<n>.txt``; a first line
``$ COMMAND`` names the command. ``expected.json`` is the reading.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

from netwatch.model.codec import encode
from netwatch.model.mirror import Tunnel
from netwatch.model.platform import CONFIG, STARTUP, Platform
from netwatch.model.posture import Posture
from netwatch.model.snapshot import Artifact
from netwatch.model.state import Answers, Reading
from netwatch.parsing.text import clean
from netwatch.shapes import Json, Shape, evidence_shape, mirror_shape, reading_shape

EXPECTED = "expected.json"
_ASKED = "$ "
_CODE = (
    "packages", "signed", "trusted_keys", "memory_text", "members", "attestation",
    "member_attestations",
)  # fmt: skip
T = TypeVar("T")


def read_case(folder: Path) -> Answers:
    """Return the answers in a case's folder, in the order of the file names."""
    triples = []
    for path in sorted(folder.glob("*.txt")):
        topic = path.name.split(".")[0]
        text = clean(path.read_text(encoding="utf-8"))
        command = topic
        if text.startswith(_ASKED):
            first, text = text.split("\n", 1)
            command = first.removeprefix(_ASKED)
        triples.append((topic, command, text))
    return Answers(tuple(triples))


def write_case(
    folder: Path, platform: Platform, artifacts: Iterable[Artifact]
) -> tuple[tuple[str, Artifact], ...]:
    """Write the case; return each file's name and what it holds. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    named = _named(tuple(artifacts))
    for name, artifact in named:
        (folder / name).write_text(_file_text(artifact), encoding="utf-8")
    write_expected(folder, platform)
    return named


def write_expected(folder: Path, platform: Platform) -> None:
    """Write ``expected.json`` anew from the case's texts. Raises OSError."""
    text = json.dumps(case_shape(platform, read_case(folder)), indent=1, ensure_ascii=False)
    (folder / EXPECTED).write_text(text + "\n", encoding="utf-8")


def _named(artifacts: tuple[Artifact, ...]) -> tuple[tuple[str, Artifact], ...]:
    topics = [each.topic for each in artifacts]
    names = []
    for at, topic in enumerate(topics):
        many, number = topics.count(topic), topics[:at].count(topic) + 1
        # padded, since files are read in the order of their names
        part = f".{number:0{len(str(many))}d}" if many > 1 else ""
        names.append(f"{topic}{part}.txt")
    return tuple(zip(names, artifacts, strict=True))


def _file_text(artifact: Artifact) -> str:
    plain = artifact.topic in {CONFIG, STARTUP} and not artifact.text.startswith(_ASKED)
    head = "" if plain else f"{_ASKED}{artifact.command}\n"
    return head + artifact.text


def case_shape(platform: Platform, answers: Answers) -> Shape:
    """Return what ``expected.json`` holds: every facet, None where it was not observed."""
    reading = platform.read(answers)
    found = reading_shape("running-config.txt", platform, detected=False, reading=reading)
    found["mirrors"] = None if reading.declared is None else found["mirrors"]
    found["unread"] = _all(reading.unread, evidence_shape)
    found["dormant"] = None if reading.dormant is None else found["dormant"]
    found["operating"] = _all(reading.operating, mirror_shape)
    found["tunnels"] = _all(reading.tunnels, _tunnel)
    found["files"] = _all(reading.files, lambda each: [each.path, each.size, each.modified])
    found["identity"] = _identity(reading)
    if reading.posture is not None:
        found["posture"] = _posture(reading.posture)
    if reading.counters is not None:
        found["counters"] = [[each.name, each.value] for each in reading.counters]
    if reading.image and reading.image.digests is not None:
        found["digests"] = [
            [each.path, each.algorithm, each.value] for each in reading.image.digests
        ]
    if code := _code(reading):
        found["code"] = code
    return found


def _code(reading: Reading) -> Shape:
    """Return what was observed of signers, keys, packages, members and the measured boot."""
    image = encode(reading.image) if reading.image else {}
    return {name: image[name] for name in _CODE if image.get(name) is not None}


def _all(values: tuple[T, ...] | None, shaped: Callable[[T], Json]) -> Json:
    return None if values is None else [shaped(each) for each in values]


def _identity(reading: Reading) -> Json:
    if reading.identity is None:
        return None
    return [reading.identity.hostname, reading.identity.serial, reading.identity.model]


def _posture(posture: Posture) -> Json:
    """Return the traits by field and name; fields that were not observed are left out."""
    seen = {each.name: getattr(posture, each.name) for each in fields(posture)}
    return {
        name: {trait.name: trait.value for trait in traits}
        for name, traits in seen.items()
        if traits is not None
    }


def _tunnel(each: Tunnel) -> Json:
    return [each.name, each.mode, each.local, each.remote, each.vrf, each.key]

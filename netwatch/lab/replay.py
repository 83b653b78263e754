"""Published intrusions, each replayed by one simulated device or cloud account.

It is seen before, after, and as a benign twin.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from netwatch.lab.cloud import load_cloud
from netwatch.lab.dialogue import DialogueError, load, mapping
from netwatch.lab.spec import CloudSpec, DeviceSpec
from netwatch.model.evidence import Severity

REPLAYS = Path(__file__).parent / "replays"
BEFORE, AFTER, TWIN = "before", "after", "twin"
_NEEDED = ("row", "story", "visible")
_KEYS = (*_NEEDED, "evidence", "fires", "later", "traffic")


class Visible(StrEnum):
    """How far a collector can see an intrusion at all."""

    DIRECTLY = "D"
    INDIRECTLY = "I"
    NOT = "X"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One intrusion: ``fires`` gives each rule that must fire and its least severity.

    ``row`` is its place on the scoreboard (``R01``), ``story`` what was done and who published it,
    ``evidence`` the answers that show it. The device is in stage ``before``, then ``after``; a
    stage ``twin`` is a legitimate change that looks alike. The second visit comes ``later`` hours
    after the first, where only time shows it. ``traffic`` gives the rules that fire, and their
    least severity, where flow records show the copies and the configuration does not.
    """

    name: str
    row: str
    story: str
    visible: Visible
    evidence: tuple[str, ...]
    fires: tuple[tuple[str, Severity], ...]
    device: DeviceSpec | CloudSpec
    later: float = 0.0
    traffic: tuple[tuple[str, Severity], ...] = ()


def load_replays(folder: Path = REPLAYS) -> tuple[Replay, ...]:
    """Return the replays in ``folder``, by name. Raises DialogueError."""
    found = (path for path in sorted(folder.glob("*.yaml")) if path.name[0] != "_")
    return tuple(load_replay(path) for path in found if path.name != "policy.yaml")


def load_replay(path: Path) -> Replay:
    """Return the replay that ``path`` describes: a device or cloud file with a ``replay`` part.

    Raises DialogueError.
    """
    content = mapping(path)
    header = content.get("replay")
    if not isinstance(header, dict) or not set(_NEEDED) <= set(header) <= set(_KEYS):
        raise DialogueError(f"{path}: replay needs {', '.join(_NEEDED)} and knows {_KEYS}")
    try:
        device = load_cloud(path, content) if "cloud" in content else load(path)
        return _replay(path, header, device)
    except (KeyError, ValueError) as error:
        raise DialogueError(f"{path}: replay: {error}") from None


def _replay(path: Path, header: dict[str, Any], device: DeviceSpec | CloudSpec) -> Replay:
    return Replay(
        name=path.stem,
        row=str(header["row"]),
        story=" ".join(str(header["story"]).split()),
        visible=Visible(header["visible"]),
        evidence=tuple(str(each) for each in header.get("evidence") or ()),
        fires=_rules(header, "fires"),
        device=device,
        later=float(header.get("later") or 0),
        traffic=_rules(header, "traffic"),
    )


def _rules(header: dict[str, Any], key: str) -> tuple[tuple[str, Severity], ...]:
    named = header.get(key) or {}
    return tuple((str(rule), Severity[str(least).upper()]) for rule, least in named.items())

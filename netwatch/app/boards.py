"""What takes all devices to say, worked out once and mended where a device changed."""

from dataclasses import dataclass, field

from netwatch.app.incident_board import IncidentBoard
from netwatch.app.map_board import MapBoard
from netwatch.app.mirror_board import MirrorBoard
from netwatch.app.trend_board import TrendBoard


@dataclass(frozen=True, slots=True)
class Boards:
    """The boards of one store; safe to share between threads."""

    incidents: IncidentBoard = field(default_factory=IncidentBoard)
    map: MapBoard = field(default_factory=MapBoard)
    mirrors: MirrorBoard = field(default_factory=MirrorBoard)
    trend: TrendBoard = field(default_factory=TrendBoard)

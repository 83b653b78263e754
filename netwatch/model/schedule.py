"""When netwatch does what by itself, and when it leaves a site alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from netwatch.model.device import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One line of the timetable.

    ``what`` names a kind of work (a file in ``app/jobs``). Exactly one of ``cron`` (five fields,
    read in the time zone ``zone``) and ``every`` says when. A run starts up to ``jitter_s``
    seconds later. ``devices`` are names and selectors as on the command line, () meaning all.
    ``form`` and ``output`` say what a report looks like and where it goes.
    """

    name: str
    what: str
    cron: str | None = None
    every: timedelta | None = None
    zone: str = "UTC"
    jitter_s: int = 0
    devices: tuple[str, ...] = ()
    form: str = "json"
    output: str | None = None

    @property
    def plan(self) -> str:
        """Return in one line when it runs; two schedules that run at the same times say the same.

        Example: ``cron 0 2 * * * Europe/Berlin``.
        """
        when = f"cron {self.cron} {self.zone}" if self.cron else f"every {self.every}"
        return f"{when} jitter {self.jitter_s} s" if self.jitter_s else when


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """A time that comes every week; ``days`` count from Monday = 0 and name the day it begins."""

    days: tuple[int, ...]
    hours: Window
    zone: str = "UTC"

    def holds(self, moment: datetime) -> bool:
        """Tell whether ``moment`` lies within."""
        local = moment.astimezone(ZoneInfo(self.zone))
        if not self.hours.holds(local.time()):
            return False
        over_midnight = self.hours.begin >= self.hours.end and local.time() < self.hours.begin
        return (local.weekday() - over_midnight) % 7 in self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A time that comes once, from ``begin`` up to ``end``."""

    begin: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether ``moment`` lies within."""
        return self.begin <= moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """When the devices of ``sites`` (() means every device) are not visited by themselves."""

    period: Weekly | Dated
    sites: tuple[str, ...] = ()
    reason: str = ""

    def keeps_out(self, site: str | None, moment: datetime) -> bool:
        """Tell whether devices of ``site`` are left alone at ``moment``."""
        return (not self.sites or site in self.sites) and self.period.holds(moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Everything a schedule file says; names are unique."""

    schedules: tuple[Schedule, ...] = ()
    blackouts: tuple[Blackout, ...] = ()

    def schedule(self, name: str) -> Schedule | None:
        """Return the schedule called ``name``, or None."""
        return next((each for each in self.schedules if each.name == name), None)

    def keeps_out(self, site: str | None, moment: datetime) -> bool:
        """Tell whether any blackout holds for ``site`` at ``moment``."""
        return any(each.keeps_out(site, moment) for each in self.blackouts)

"""Pages found by file name: a new page is a new file in ``pages/`` and no edit."""

from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter

from netwatch import registry
from netwatch.model.person import Person, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Nav:
    """A page's place in the navigation; entries of one ``group`` stand together, by ``order``."""

    label: str
    path: str
    order: int
    group: str = "Watch"
    least: Role = Role.VIEWER


def routers(package: str) -> tuple[APIRouter, ...]:
    """Return the ``router`` of every file in ``netwatch.web.<package>``, by name."""
    home = f"web.{package}"
    return tuple(registry.unit(home, each).router for each in registry.names(home))


@cache
def _all() -> tuple[Nav, ...]:
    units = (registry.unit("web.pages", each) for each in registry.names("web.pages"))
    found = (unit.NAV for unit in units if hasattr(unit, "NAV"))
    return tuple(sorted(found, key=lambda each: each.order))


def entries(person: Person) -> tuple[tuple[str, tuple[Nav, ...]], ...]:
    """Return the groups of the navigation with what ``person`` may open."""
    groups: dict[str, list[Nav]] = {}
    for each in _all():
        if person.may(each.least):
            groups.setdefault(each.group, []).append(each)
    return tuple((name, tuple(some)) for name, some in groups.items())

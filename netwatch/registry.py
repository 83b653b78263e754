"""Discovery of units by file name: a new platform, rule or format is a new file and no edit."""

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache
from types import ModuleType

from netwatch.model.audit import AuditFormat
from netwatch.model.errors import MissingError
from netwatch.model.flow import FlowFormat
from netwatch.model.heard import LogFormat
from netwatch.model.platform import Platform
from netwatch.model.rule import Rule


class UnknownUnitError(MissingError):
    """The name given is not a platform, rule or format of this netwatch."""


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the unit names of ``netwatch.<package>``, sorted, without importing a unit."""
    home = importlib.import_module(f"netwatch.{package}")
    return tuple(
        sorted(each.name for each in pkgutil.iter_modules(home.__path__) if each.name[0] != "_")
    )


def unit(package: str, name: str) -> ModuleType:
    """Import one unit.

    Raises UnknownUnitError, naming the near misses, when there is no such file.
    """
    known = names(package)
    if name not in known:
        near = get_close_matches(name, known, 3) or known
        words = ", ".join(near)
        if package == "rules":  # a rule is known to people by its id
            name, words = name.replace("_", "-"), words.replace("_", "-")
        kind = package.rstrip("s")
        raise UnknownUnitError(f"no {kind} named {name!r}; did you mean {words}?")
    return importlib.import_module(f"netwatch.{package}.{name}")


def platform(name: str) -> Platform:
    """Return the platform ``name``. Raises UnknownUnitError."""
    found = unit("platforms", name).PLATFORM
    if not isinstance(found, Platform):
        raise TypeError(f"netwatch/platforms/{name}.py has no PLATFORM")
    return found


@cache
def platforms() -> tuple[Platform, ...]:
    """Return every platform, sorted by name."""
    return tuple(platform(each) for each in names("platforms"))


@cache
def log_formats() -> tuple[LogFormat, ...]:
    """Return every format of device log lines, sorted by name."""
    return tuple(unit("logs.device", each).FORMAT for each in names("logs.device"))


@cache
def audit_formats() -> tuple[AuditFormat, ...]:
    """Return every format of audit logs, sorted by name."""
    return tuple(unit("logs.audit", each).FORMAT for each in names("logs.audit"))


@cache
def flow_formats() -> tuple[FlowFormat, ...]:
    """Return every format of flow records, by name, those that fit many sources last."""
    found = (unit("logs.flows", each).FORMAT for each in names("logs.flows"))
    return tuple(sorted(found, key=lambda each: (each.generic, each.name)))


def rule(rule_id: str) -> Rule:
    """Return the rule ``mirror-new-destination``. Raises UnknownUnitError."""
    found = unit("rules", rule_id.replace("-", "_")).RULE
    if not isinstance(found, Rule):
        raise TypeError(f"the rule file of {rule_id} has no RULE")
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by id."""
    return tuple(rule(each) for each in names("rules"))

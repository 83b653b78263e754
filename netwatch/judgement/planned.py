"""What leads from a configuration to a candidate, and whether a change is part of it. Pure."""

from collections.abc import Iterable, Iterator

from netwatch.model.change import (
    Change,
    ConfigChanged,
    DormantAdded,
    IdentityChanged,
    MirrorAdded,
    MirrorChanged,
    MirrorRemoved,
    SecretChanged,
    TraitChanged,
    TunnelChanged,
)
from netwatch.model.mirror import Mirror, SeenIn
from netwatch.model.platform import Platform
from netwatch.model.state import DeviceState
from netwatch.parsing.sessions import canonical, session_key


def atoms(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield ``changes`` with every statement of a configuration by itself."""
    for change in changes:
        if isinstance(change, ConfigChanged):
            for line in change.removed:
                yield ConfigChanged(change.parents, (), (line,))
            for line in change.added:
                yield ConfigChanged(change.parents, (line,), ())
        else:
            yield change


class Planned:
    """The changes that lead to one candidate, ready to be asked about many others."""

    def __init__(self, changes: Iterable[Change], after: DeviceState, platform: Platform) -> None:
        self.changes = tuple(atoms(changes))
        self._after, self._platform = after, platform
        self._lines = {_line_key(each) for each in self.changes if isinstance(each, ConfigChanged)}
        self._others = [each for each in self.changes if not isinstance(each, ConfigChanged)]

    def holds(self, change: Change) -> bool:
        """Tell whether ``change`` is one of these."""
        if isinstance(change, ConfigChanged):
            return _line_key(change) in self._lines
        return any(self._same(change, each) for each in self._others)

    def without(self, changes: tuple[Change, ...]) -> Iterator[Change]:
        """Yield those that are not among ``changes``."""
        there = {_line_key(each) for each in changes if isinstance(each, ConfigChanged)}
        others = [each for each in changes if not isinstance(each, ConfigChanged)]
        for one in self.changes:
            if isinstance(one, ConfigChanged):
                came = _line_key(one) in there
            else:
                came = any(self._same(each, one) for each in others)
            if not came:
                yield one

    def _same(self, change: Change, announced: Change) -> bool:  # noqa: PLR0911  # one case a kind of change
        """Tell whether what happened is what a candidate configuration leads to."""
        match change, announced:
            case MirrorAdded(mirror), MirrorAdded(planned):
                return self._is_as(mirror, planned)
            case MirrorChanged(_, mirror), MirrorAdded(planned) | MirrorChanged(_, planned):
                return self._is_as(mirror, planned)
            case MirrorRemoved(mirror), MirrorRemoved(planned):
                return session_key(mirror) == session_key(planned)
            case TraitChanged(), TraitChanged():
                same = (change.field, change.name) == (announced.field, announced.name)
                return same and change.after == announced.after
            case TunnelChanged(), TunnelChanged():
                return (change.name, change.after) == (announced.name, announced.after)
            case SecretChanged(), SecretChanged():
                return (change.parents, change.after) == (announced.parents, announced.after)
            case DormantAdded(dormant), DormantAdded(planned):
                return (dormant.via, dormant.text) == (planned.via, planned.text)
            case IdentityChanged(), IdentityChanged():
                return change == announced
        return False

    def _is_as(self, mirror: Mirror, planned: Mirror) -> bool:
        """Tell whether a session is configured as planned, and no more than that is shown."""
        if mirror.seen_in is SeenIn.OPERATIONAL:
            return False
        twins = (e for e in self._after.declared or () if session_key(e) == session_key(mirror))
        declared = next(twins, mirror)
        if mirror.enabled and declared.enabled is False:
            return False
        key = self._platform.interface_key
        return canonical(declared, key) == canonical(planned, key)


def _line_key(change: ConfigChanged) -> tuple[object, ...]:
    return change.parents, change.added, change.removed

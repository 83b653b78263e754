"""What a device shows on another way than the main visit's, and not there."""

import re
from collections.abc import Callable, Iterator

from netwatch.model.channels import Channels
from netwatch.model.posture import Counter, Trait
from netwatch.model.state import DeviceState
from netwatch.parsing.agent import AGENT_UPTIME, HOST_UPTIME

STATEMENTS = "statements"
SESSIONS = "sessions"
VERSION = "version"
HOSTNAME = "name"
UPTIME = "uptime"
NAMED = "named"
UNNAMED = "unnamed"

WRAP_S = 2**32 / 100
"""TimeTicks are 32 bits of hundredths of a second: after 497 days they begin anew (RFC 2578)."""

_DAY = 86400
_SAME_BOOT_S = 600
_YEAR = 364 * _DAY
_CUT_NAME = 20

_NUMBERED = r"\d{1,6}[.(]\d[\w.()-]{0,40}"
_OWN = re.compile(rf"(?<![\w.-]){_NUMBERED}", re.ASCII)
_NAMED = re.compile(
    rf"\b(?:version|revision|release|JUNOS):? {{1,3}}(?:[A-Za-z]{{1,12}}\.?)?({_NUMBERED})",
    re.IGNORECASE | re.ASCII,
)
# Their version is the kernel's, which net-snmp describes like uname; elsewhere it is another one.
_OF_KERNELS = frozenset({"linux", "openvswitch"})
_UNAME = re.compile(r"Linux \S{1,255} (\d[\w.+-]{2,80})", re.ASCII)
_PIECE = re.compile(r"\d+|[a-z]+")
_SHAPE = re.compile(r"[\d.()]*")


def shown_elsewhere(state: DeviceState, what: str) -> tuple[Trait, ...] | None:
    """Return what another channel shows of ``what`` and the main visit contradicts.

    None when one of the two was not observed in the visit of ``state``.
    """
    channels = state.channels
    if channels is None:
        return None
    ask = _ASKED.get(what)
    return ask(state, channels) if ask else None


def _version(state: DeviceState, channels: Channels) -> tuple[Trait, ...] | None:
    """Return the version in the agent's description when it is another one.

    Only versions of one form are held against each other: one release has several numbers.
    """
    agent, version = channels.agent, state.image.version if state.image else None
    if agent is None or agent.description is None or version is None:
        return None
    own = _OWN.findall(version[:200])
    said = _NAMED.findall(agent.description)
    if state.platform in _OF_KERNELS and (uname := _UNAME.match(agent.description)):
        said.append(uname[1])
    forms = {_form(each) for each in own}
    rivals = [each for each in said if _form(each) in forms]
    if not rivals or any(_is_same(a, b) for a in own for b in said):
        return ()
    return (Trait(rivals[0], agent.description),)


def _form(version: str) -> str:
    """Return how a version is written up to its first letter: ``0.0(0)``."""
    lead = _SHAPE.match(version)
    return re.sub(r"\d+", "0", lead[0] if lead else "").rstrip(".(")


def _is_same(one: str, other: str) -> bool:
    """Tell whether two versions are the same; one may be printed shorter, or with zeros."""
    mine, yours = (
        [str(int(each)) if each.isdigit() else each for each in _PIECE.findall(text.lower())]
        for text in (one, other)
    )
    both = min(len(mine), len(yours))
    return mine[:both] == yours[:both]


def _name(state: DeviceState, channels: Channels) -> tuple[Trait, ...] | None:
    agent = channels.agent
    hostname = state.identity.hostname if state.identity else None
    if agent is None or not agent.name or not hostname:
        return None
    mine, yours = (each.casefold().partition(".")[0] for each in (hostname, agent.name))
    is_cut = min(len(mine), len(yours)) >= _CUT_NAME
    same = mine == yours or (is_cut and mine[:_CUT_NAME] == yours[:_CUT_NAME])
    return () if same else (Trait(agent.name, hostname),)


def _uptime(state: DeviceState, channels: Channels) -> tuple[Trait, ...] | None:
    booted_at = state.image.booted_at if state.image else None
    times = {each.name: each for each in state.counters or ()}
    if (
        channels.agent is None
        or booted_at is None
        or not times.keys() & {AGENT_UPTIME, HOST_UPTIME}
    ):
        return None
    return tuple(_impossible(times, (state.taken_at - booted_at).total_seconds()))


def _impossible(times: dict[str, Counter], uptime_s: float) -> Iterator[Trait]:
    """Yield the agent's uptimes that ``uptime_s`` contradicts.

    An agent may start later than its device, and its count begins anew after 497 days: only one
    that runs longer than its device is impossible. The host's own uptime is the device's.
    """
    # Some print years and weeks, and nobody says how long a year is.
    slack_s = _SAME_BOOT_S + 2 * _DAY * (uptime_s // _YEAR)
    agent, host = times.get(AGENT_UPTIME), times.get(HOST_UPTIME)
    if agent is not None and agent.value > uptime_s + slack_s:
        yield Trait(agent.name, str(agent.value), agent.evidence)
    if host is not None:
        apart = (uptime_s - host.value) % WRAP_S
        if min(apart, WRAP_S - apart) > slack_s:
            yield Trait(host.name, str(host.value), host.evidence)


_ASKED: dict[str, Callable[[DeviceState, Channels], tuple[Trait, ...] | None]] = {
    STATEMENTS: lambda _, channels: channels.statements,
    SESSIONS: lambda _, channels: channels.sessions,
    NAMED: lambda _, channels: channels.named,
    UNNAMED: lambda _, channels: channels.unnamed,
    VERSION: _version,
    HOSTNAME: _name,
    UPTIME: _uptime,
}

"""What NETCONF names of mirrors and users, held against what the command line shows.

The two are answered by other parts of the device's software, at two times: a difference counts
only where the command line, asked once more after NETCONF, still shows it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from netwatch.model.channels import NETCONF
from netwatch.model.netconf import SESSIONS, USERS, Named, Netconf
from netwatch.model.platform import Platform
from netwatch.model.posture import Trait
from netwatch.model.snapshot import Artifact
from netwatch.model.state import Reading
from netwatch.parsing.second_account import MOST_STATEMENTS, asked_again

COMMAND = "netconf get running"
READS = frozenset({"get", "get-config", "get-configuration"})
"""The operations that a question may be: RFC 6241's two that read, and Juniper's."""

_BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
HELLO = (
    f'<?xml version="1.0" encoding="UTF-8"?><hello xmlns="{_BASE}"><capabilities>'
    "<capability>urn:ietf:params:netconf:base:1.0</capability>"
    "<capability>urn:ietf:params:netconf:base:1.1</capability>"
    "</capabilities></hello>"
)
_WORDS = {SESSIONS: "session", USERS: "user"}
_LONGEST = 200


def messages(spoken: Netconf) -> tuple[str, str, str]:
    """Return everything that is ever written over NETCONF: hello, the question, the goodbye."""
    return HELLO, _rpc(1, spoken.request), _rpc(2, "<close-session/>")


def _rpc(number: int, operation: str) -> str:
    return f'<rpc message-id="{number}" xmlns="{_BASE}">{operation}</rpc>'


@dataclass(frozen=True, slots=True)
class Views:
    """What only NETCONF names and what only the command line shows; None where not observed.

    ``doubtful``: there was a difference, and the command line was not yet asked once more.
    """

    named: tuple[Trait, ...] | None = None
    unnamed: tuple[Trait, ...] | None = None
    doubtful: bool = False


def named_apart(platform: Platform, first: Reading, artifacts: Iterable[Artifact]) -> Views:
    """Return how NETCONF's answer among ``artifacts`` and the main visit's ``first`` differ.

    May raise whatever the platform's readers raise.
    """
    artifacts = tuple(artifacts)
    text = next((each.text for each in artifacts if each.topic == NETCONF), None)
    if text is None or platform.netconf is None:
        return Views()
    said = platform.netconf.named(text)
    omits = platform.netconf.omits
    if omits and omits in (first.config or ""):
        said = replace(said, whole=frozenset())
    again = asked_again(platform, artifacts)
    shown = {what: _shown(first, what) for what in _WORDS}
    if all(getattr(said, what) is None or shown[what] is None for what in _WORDS):
        return Views()
    named, unnamed = tuple(_named(said, first)), tuple(_unnamed(said, first))
    if not named and not unnamed:
        return Views((), ())
    if again.config is None:
        return Views(doubtful=True)
    still_named = {each.name for each in _named(said, again)}
    still_unnamed = {each.name for each in _unnamed(said, again)}
    return Views(
        tuple(each for each in named if each.name in still_named)[:MOST_STATEMENTS],
        tuple(each for each in unnamed if each.name in still_unnamed)[:MOST_STATEMENTS],
    )


def _shown(reading: Reading, what: str) -> tuple[Trait, ...] | None:
    """Return what the command line shows of ``what``, by name."""
    if what == USERS:
        return reading.posture.users if reading.posture else None
    if reading.declared is None:
        return None
    unique = {each.id: Trait(each.id, "", each.evidence) for each in reversed(reading.declared)}
    return tuple(reversed(unique.values()))


def _named(said: Named, reading: Reading) -> Iterator[Trait]:
    """Yield what NETCONF names and ``reading`` does not show."""
    for what, word in _WORDS.items():
        there, shown = getattr(said, what), _shown(reading, what)
        if there is None or shown is None:
            continue
        known = {each.name.casefold() for each in shown}
        for each in there:
            if each.name.casefold() not in known and not _stands(each.value, reading.config):
                yield Trait(f"{word} {each.name[:_LONGEST]}", "", each.evidence)


def _unnamed(said: Named, reading: Reading) -> Iterator[Trait]:
    """Yield what ``reading`` shows and NETCONF, which claims to be whole, does not name."""
    for what, word in _WORDS.items():
        there, shown = getattr(said, what), _shown(reading, what)
        if there is None or shown is None or what not in said.whole:
            continue
        known = {each.name.casefold() for each in there}
        for each in shown:
            if each.name.casefold() not in known:
                yield Trait(f"{word} {each.name[:_LONGEST]}", "", each.evidence)


def _stands(statement: str, config: str | None) -> bool:
    """Tell whether a line of ``config`` begins with ``statement``, read or not."""
    if not statement or not config:
        return False
    words = statement.casefold().split()
    lines = (line.casefold().split() for line in config.split("\n"))
    return any(line[: len(words)] == words for line in lines)

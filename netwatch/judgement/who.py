"""Who may have made a change: the device's own word, and what it said to the syslog receiver.

All of it comes from the device or crosses the network unauthenticated. It is told beside a change
as what it is, the name in a source, and decides nothing.
"""

import re
from collections.abc import Iterator

from netwatch.judgement.commit_list import shown_time
from netwatch.model.finding import Finding
from netwatch.model.heard import Actor, Heard
from netwatch.model.platform import JOURNAL
from netwatch.model.posture import Counter
from netwatch.model.rule import Facts
from netwatch.model.state import LoggedCommand
from netwatch.parsing.saved_from import CHANGED_AT

_MOST = 5
_BY = re.compile(r"\bby (?P<user>[^\s()]{1,80})")
_FROM = re.compile(r"(?P<user>\S{1,80}) from (?P<origin>\S{1,64})")


def actors(facts: Facts) -> tuple[Actor, ...]:
    """Return everyone some source names for what changed since the last visit, oldest first.

    What was typed comes before bare notices of a change by the same source.
    """
    found = (*_heard(facts), *_logged(facts), *_committed(facts), *_header(facts))
    return tuple(dict.fromkeys(found))


def told_of(finding: Finding, named: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """Return those of ``named`` to tell beside ``finding``: who typed its lines, else all."""
    typed = tuple(each for each in named if _typed(each, finding))
    return (typed or named)[:_MOST]


def _typed(actor: Actor, finding: Finding) -> bool:
    said = _plain(actor.quote)
    return any(_plain(each.text) in said for each in finding.evidence if _plain(each.text))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _heard(facts: Facts) -> Iterator[Actor]:
    for each in facts.heard:
        if each.event.user:
            yield Actor(
                user=each.event.user,
                origin=each.event.origin,
                at=f"{each.at:%Y-%m-%dT%H:%M:%SZ}",
                source=each.way,
                quote=_quote(each),
            )


def _quote(heard: Heard) -> str:
    return heard.event.command or heard.text


def _logged(facts: Facts) -> Iterator[Actor]:
    known = set(facts.before.journal or ()) if facts.before else set()
    for each in facts.after.journal or ():
        if each not in known:
            yield _from_log(each)


def _from_log(command: LoggedCommand) -> Actor:
    named = _FROM.fullmatch(command.user)
    return Actor(
        user=named["user"] if named else command.user,
        origin=named["origin"] if named else None,
        at=command.mark,
        source=JOURNAL,
        quote=command.text,
    )


def _committed(facts: Facts) -> Iterator[Actor]:
    """Yield who made the commits that the device's list did not have at the last visit."""
    known = set(facts.before.commits or ()) if facts.before else set()
    for each in facts.after.commits or () if known else ():
        if each not in known:
            yield Actor(
                user=each.user, source="commit list", at=shown_time(each.at), quote=each.mark
            )


def _header(facts: Facts) -> Iterator[Actor]:
    """Yield who stands in the line above a configuration that says when it was last changed."""
    was = _changed_at(facts.before.counters if facts.before else None)
    now = _changed_at(facts.after.counters)
    if now is None or (was is not None and was.value == now.value):
        return
    for each in now.evidence:
        named = _BY.search(each.text)
        if named:
            yield Actor(user=named["user"], source=each.source, quote=each.text.strip())


def _changed_at(counters: tuple[Counter, ...] | None) -> Counter | None:
    return next((each for each in counters or () if each.name == CHANGED_AT), None)

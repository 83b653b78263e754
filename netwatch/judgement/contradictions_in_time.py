"""Two visits of one boot that do not fit together, and a log that knows more (R12, R15)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from netwatch.claims import mirror_claim, trait_claim
from netwatch.judgement.boots import same_boot
from netwatch.judgement.commit_list import nothing_new
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.counters import Pair, pairs
from netwatch.judgement.describe import cut, label
from netwatch.model.change import ConfigChanged, MirrorAdded, MirrorChanged
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Claim
from netwatch.model.platform import CONFIG, JOURNAL
from netwatch.model.rule import Facts
from netwatch.model.state import LoggedCommand
from netwatch.parsing.saved_from import CHANGED_AT

# Counters that tick by themselves, with the seconds in which they must have.
_HEARTBEATS = {"checkheaps runs": 900.0}
# A clock set back by an hour in autumn is printed without its zone by some.
_CLOCK_STEP = 3660


def change_time_went_back(facts: Facts) -> Iterator[Contradiction]:
    """Yield a time of the last change that is earlier than the visit before was told."""
    for pair in pairs(facts):
        if pair.after.name == CHANGED_AT and pair.same_boot and pair.grown < -_CLOCK_STEP:
            yield Contradiction(
                subject=label(f"{CHANGED_AT} {pair.after.value} after {pair.before.value}"),
                title=(
                    f"The configuration was last changed at {_time(pair.after.value)} as the "
                    f"device says now, but at {_time(pair.before.value)} as it said before"
                ),
                evidence=pair.quotes(),
            )


def changed_without_a_time(facts: Facts) -> Iterator[Contradiction]:
    """Yield another configuration under the old time of its last change."""
    for pair in pairs(facts):
        if pair.after.name != CHANGED_AT or pair.grown != 0 or not pair.same_boot:
            continue
        lines = _changed_lines(facts)
        unlisted = nothing_new(facts)
        if lines:
            yield Contradiction(
                subject=label(f"configuration changed and still dated {pair.after.value}"),
                title=(
                    f"The configuration is another one than at the visit before ('"
                    f"{cut(lines[0].text)}'), but the device says it was last changed at "
                    f"{_time(pair.after.value)}, as before"
                    + (", and its list of commits names no new one" if unlisted else "")
                ),
                evidence=(*lines[:10], *pair.quotes(), *unlisted),
                # Lines that a device writes by itself leave its time alone; one with a list of
                # commits writes next to none.
                severity=Severity.MEDIUM if unlisted else Severity.LOW,
                confidence=Confidence.MEDIUM if unlisted else Confidence.LOW,
            )


def _changed_lines(facts: Facts) -> list[Evidence]:
    lines = [
        Evidence(source, each.number, each.text[:500])
        for change in facts.changes_of(ConfigChanged)
        for source, some in ((CONFIG, change.added), (f"previous {CONFIG}", change.removed))
        for each in some
    ]
    mirrors = [each.mirror for each in facts.changes_of(MirrorAdded)]
    mirrors += [each.after for each in facts.changes_of(MirrorChanged)]
    lines += [quote for each in mirrors for quote in each.evidence if quote.source == CONFIG]
    return lines


def heartbeat_stopped(facts: Facts) -> Iterator[Contradiction]:
    """Yield a counter of the device's own checks that stands still while its uptime grows."""
    for pair in pairs(facts):
        least = _HEARTBEATS.get(pair.after.name)
        if least is not None and pair.same_boot and pair.seconds >= least and pair.grown <= 0:
            yield _stopped(pair)


def _stopped(pair: Pair) -> Contradiction:
    hours = pair.seconds / 3600
    grown = Evidence("uptime", None, f"the same boot, {hours:.1f} hours later")
    return Contradiction(
        subject=label(f"counter {pair.after.name} stopped"),
        title=(
            f"The count of {cut(pair.after.name)} stands at {pair.after.value}, as "
            f"{hours:.1f} hours ago, while the device kept running"
        ),
        evidence=(*pair.quotes(), grown),
    )


def _time(seconds: int) -> str:
    try:
        return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds):%Y-%m-%d %H:%M}"
    except OverflowError:
        return f"{seconds} s after 1970"


def typed_and_not_there(facts: Facts) -> Iterator[Contradiction]:
    """Yield what was typed since the last visit, by the log, was not undone, and is not there.

    Only without a reload in between: one takes away what was not saved.
    """
    before = facts.before
    if before is None or before.journal is None or not same_boot(before.image, facts.after.image):
        return
    known = set(before.journal)
    fresh = [each for each in facts.after.journal or () if each not in known]
    for pattern, there, claim in _LOGGED:
        names = there(facts)
        if names is not None:
            for name, command in _standing(fresh, pattern).items():
                if name.casefold() not in names:
                    yield _missing(name, command, claim(name))


def _standing(commands: list[LoggedCommand], pattern: re.Pattern[str]) -> dict[str, LoggedCommand]:
    """Return by name the last command about each thing that no later command took away."""
    standing: dict[str, LoggedCommand] = {}
    for each in commands:
        found = pattern.match(each.text[:300])
        if found and not found["no"]:
            standing[found["name"]] = each
        elif found and found["name"] in standing:
            del standing[found["name"]]
        elif found:
            standing.clear()  # ``all`` or a range: what it took away is not known
    return standing


def _missing(name: str, command: LoggedCommand, claim: Claim) -> Contradiction:
    return Contradiction(
        subject=label(f"typed at {command.mark} and not there: {command.text}"),
        title=(
            f"'{cut(command.text)}' was typed by {cut(command.user)} by the device's own log and "
            f"not undone, but the configuration shows no {cut(name)}"
        ),
        evidence=(
            Evidence(JOURNAL, command.number, command.text[:500]),
            Evidence(CONFIG, None, f"no {name[:200]} here"),
        ),
        claim=claim,
    )


def _sessions(facts: Facts) -> set[str] | None:
    if facts.after.declared is None:
        return None
    return {each.id.casefold() for each in facts.after.mirrors or ()}


def _users(facts: Facts) -> set[str] | None:
    users = facts.after.posture.users if facts.after.posture else None
    return None if users is None else {each.name.casefold() for each in users}


_Names = Callable[[Facts], set[str] | None]
_LOGGED: tuple[tuple[re.Pattern[str], _Names, Callable[[str], Claim]], ...] = (
    (
        re.compile(r"(?P<no>no |default )?monitor session (?P<name>\S{1,64})", re.IGNORECASE),
        _sessions,
        lambda name: mirror_claim(name, None),
    ),
    (
        re.compile(r"(?P<no>no |default )?username (?P<name>\S{1,128})", re.IGNORECASE),
        _users,
        lambda name: trait_claim("users", name, None),
    ),
)

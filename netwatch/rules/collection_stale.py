"""A device that has not answered for too long, or a run of netwatch's own that did not take place.

The one rule that is also judged without a visit: its facts are what the store knows of netwatch's
own sight.
"""

from collections.abc import Iterator
from datetime import datetime

from netwatch.judgement.describe import cut, label
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule
from netwatch.model.sight import Due, Sight, Trouble

_WENT = {
    Trouble.MISSED: "has not run",
    Trouble.FAILED: "failed",
    Trouble.SKIPPED: "was left out, the one before still ran",
}


def _judge(facts: Facts) -> Iterator[Finding]:
    if facts.sight is not None and _age_exceeds(facts.sight, facts.now):
        yield _unseen(facts, facts.sight)
    for due in facts.dues:
        yield _went_wrong(facts, due)


def _age_exceeds(sight: Sight, now: datetime) -> bool:
    return now - (sight.last_seen or sight.watched_since) > sight.allowed


def _unseen(facts: Facts, sight: Sight) -> Finding:
    hours = f"{sight.allowed.total_seconds() / 3600:g} h"
    if sight.last_seen is None:
        title = f"Never seen, though watched since {_when(sight.watched_since)}"
    else:
        title = f"Not seen since {_when(sight.last_seen)}"
    evidence = Evidence("netwatch", None, f"{title[0].lower()}{title[1:]}; allowed are {hours}")
    return RULE.finding(
        facts, subject="not seen", title=f"{title} ({hours} are allowed)", evidence=(evidence,)
    )


def _went_wrong(facts: Facts, due: Due) -> Finding:
    sentence = f"{due.what} {due.schedule!r}, due at {_when(due.scheduled_for)}, "
    sentence += _WENT[due.trouble]
    quote = f"{sentence}: {due.detail}" if due.detail else sentence
    return RULE.finding(
        facts,
        subject=label(f"schedule {due.schedule}"),
        title=f"The {cut(quote, 300)}",
        evidence=(Evidence("netwatch", None, quote[:500]),),
        severity=Severity.HIGH if due.trouble is Trouble.MISSED else Severity.MEDIUM,
    )


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z"


RULE = Rule(
    id="collection-stale",
    title="Not looked at for too long",
    severity=Severity.HIGH,
    judge=_judge,
    lasting=True,
)

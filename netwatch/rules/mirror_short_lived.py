"""A mirror session that came and went between two visits, told by the device's command log."""

import re
from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.describe import label, sentence
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.platform import JOURNAL
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import LoggedCommand

_SESSION = re.compile(r"(no )?monitor session (\S{1,64})", re.IGNORECASE)
_ALL = "all"


def _judge(facts: Facts) -> Iterator[Finding]:
    if facts.before is None or facts.before.journal is None:
        return  # what was logged before the first look has no visit before it
    known = set(facts.before.journal)
    typed: dict[str, list[LoggedCommand]] = {}
    for each in facts.after.journal or ():
        found = _SESSION.match(each.text)
        if found and each not in known and found[2].lower() != _ALL:
            typed.setdefault(found[2], []).append(each)
    there = {mirror.id for state in (facts.before, facts.after) for mirror in state.mirrors or ()}
    for session, commands in typed.items():
        added = any(not each.text.lower().startswith("no ") for each in commands)
        if added and session not in there:
            yield _finding(facts, session, commands)


def _finding(facts: Facts, session: str, commands: list[LoggedCommand]) -> Finding:
    users = ", ".join(dict.fromkeys(each.user for each in commands))
    marks = f"{commands[0].mark} to {commands[-1].mark}"
    return RULE.finding(
        facts,
        subject=label(f"mirror {session} typed at {commands[0].mark}"),
        title=sentence(
            f"Session {session} was configured and is gone again: the device's command log holds "
            f"it ({marks}), no visit saw it; typed by {users}"
        ),
        evidence=tuple(Evidence(JOURNAL, each.number, each.text) for each in commands),
        claim=mirror_claim(session, None),
    )


RULE = Rule(
    id="mirror-short-lived",
    title="A mirror session came and went between two visits",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors", "journal"),
    techniques=("T1020.001",),
    confidence=Confidence.MEDIUM,
)

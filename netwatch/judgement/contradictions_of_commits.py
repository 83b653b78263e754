"""The list of commits against the configuration, and against itself a visit before.

In a visit the configuration is asked first and the list after it: what was committed before the
configuration was shown must stand in the list.
"""

from collections.abc import Iterator

from netwatch.claims import unlisted_claim
from netwatch.judgement.commit_list import SOURCE, quote, shown_time, words
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.describe import cut, label
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.rule import Facts
from netwatch.parsing.commits import SLACK_S, committed_at, not_listed


def commit_not_listed(facts: Facts) -> Iterator[Contradiction]:
    """Yield a configuration committed, by its own header, after the newest commit of the list."""
    header, commits = not_listed(facts.after), facts.after.commits
    if header is None or not commits:
        return
    newest, made = max(commits, key=lambda each: each.at), shown_time(header.value)
    yield Contradiction(
        subject=label(f"commit at {made} not listed"),
        title=(
            f"The configuration was committed at {made} by its own header, but the newest commit "
            f"of the device's list is of {shown_time(newest.at)}"
        ),
        evidence=(*header.evidence[:1], quote(newest)),
        severity=Severity.MEDIUM,
        claim=unlisted_claim(header.value),
    )


def commit_vanished(facts: Facts) -> Iterator[Contradiction]:
    """Yield commits that are gone from the list while older ones still stand in it.

    The oldest fall off the end; where none of the old ones is left (another routing engine, a
    device that was set up anew) nothing is said.
    """
    before, after = facts.before.commits if facts.before else None, facts.after.commits
    if not before or not after:
        return
    there = set(after)
    standing = [number for number, each in enumerate(before) if each in there]
    if not standing:
        return
    for each in before[: standing[-1]]:
        if each not in there:
            yield Contradiction(
                subject=label(f"commit {each.mark} by {each.user} vanished"),
                title=(
                    f"The commit {cut(each.mark)} by {cut(each.user)} is gone from the device's "
                    f"list, which still holds the older {cut(before[standing[-1]].mark)}"
                ),
                evidence=(
                    Evidence(f"previous {SOURCE}", each.number, words(each)),
                    quote(next(one for one in after if one == before[standing[-1]])),
                ),
            )


def committed_and_gone(facts: Facts) -> Iterator[Contradiction]:
    """Yield commits made since the visit before that left nothing: undone, or about nothing.

    Only where the configuration shown is the newest commit's by its header.
    """
    before, after = facts.before.commits if facts.before else None, facts.after.commits
    header = committed_at(facts.after)
    if not before or not after or header is None or facts.changes:
        return
    known = set(before)
    fresh = [each for each in after if each not in known]
    if not fresh or not known & set(after) or abs(header.value - after[0].at) > SLACK_S:
        return
    if facts.after.config is None or (facts.before and facts.before.config is None):
        return
    users = ", ".join(dict.fromkeys(each.user for each in fresh[:10]))
    yield Contradiction(
        subject=label(f"commit {fresh[0].mark} left nothing"),
        title=(
            f"{len(fresh)} commits were made since the visit before ({cut(users)}), and nothing "
            "differs: what they did was undone again, or they did nothing"
        ),
        evidence=tuple(quote(each) for each in fresh[:10]),
        severity=Severity.INFO,
        confidence=Confidence.LOW,
    )

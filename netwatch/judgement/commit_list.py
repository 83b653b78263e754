"""The device's list of commits, quoted, and whether two visits saw the same newest one."""

from datetime import UTC, datetime, timedelta

from netwatch.model.evidence import Evidence
from netwatch.model.rule import Facts
from netwatch.model.state import Commit

SOURCE = "commits"


def nothing_new(facts: Facts) -> tuple[Evidence, ...]:
    """Return the newest commit, quoted, when it is the same one at both visits; else ()."""
    before, after = facts.before.commits if facts.before else None, facts.after.commits
    return (quote(after[0]),) if before and after and before[0] == after[0] else ()


def quote(commit: Commit) -> Evidence:
    """Return the line of the list."""
    return Evidence(SOURCE, commit.number, words(commit))


def words(commit: Commit) -> str:
    """Return which commit it is, by whom and when."""
    return f"{commit.mark} by {commit.user} at {shown_time(commit.at)}"[:300]


def shown_time(at: int) -> str:
    """Return seconds since 1970 as a time of the device's clock."""
    try:
        return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at):%Y-%m-%d %H:%M:%S}"
    except OverflowError:
        return f"{at} s after 1970"

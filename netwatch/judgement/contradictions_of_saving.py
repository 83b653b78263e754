"""A start-up configuration saved from this very running one, and what the latter does not show."""

from collections.abc import Iterator

from netwatch.claims import saved_claim
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.describe import cut, label
from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG
from netwatch.model.rule import Facts
from netwatch.parsing.saved_from import change_times, saved_only

_MOST = 20


def saved_and_not_running(facts: Facts) -> Iterator[Contradiction]:
    """Yield users, automation, sessions and access lists that only the start-up file shows."""
    missing, times = saved_only(facts.after), change_times(facts.after)
    if not missing or times is None or len(missing) > _MOST:
        return  # nobody hides more than that: the account is shown less of one of the two
    quotes = tuple(line for each in times for line in each.evidence[:1])
    for key, line in missing.items():
        what = " ".join(line.text.split()[: len(key.split())])
        yield Contradiction(
            subject=label(f"{what} saved and not running"),
            title=(
                f"'{cut(what)}' stands in the start-up configuration, which was saved from the "
                "running one after its last change, and the running one does not show it"
            ),
            evidence=(
                line,
                *quotes,
                Evidence(CONFIG, None, f"no {what[:200]} here"),
            ),
            claim=saved_claim(key),
        )

"""The running configuration and the one of the next boot say different things."""

from collections import Counter
from collections.abc import Iterator

from netwatch.judgement.quotes import quoted
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.platform import CONFIG, STARTUP
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import ConfigLine

_SHOWN = 40


def _judge(facts: Facts) -> Iterator[Finding]:
    if facts.after.config is None or facts.after.startup is None:
        return
    if _written(facts.after.config) == _written(facts.after.startup):
        return  # the usual case, told without taking both apart
    running = facts.platform.flatten(facts.after.config)
    saved = facts.platform.flatten(facts.after.startup)
    unsaved, lost = _surplus(running, saved), _surplus(saved, running)
    if unsaved or lost:
        yield _finding(facts, unsaved, lost)


def _written(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip() and not line.startswith("!")]


def _surplus(
    some: tuple[ConfigLine, ...], others: tuple[ConfigLine, ...]
) -> tuple[ConfigLine, ...]:
    there = Counter(others)
    surplus = []
    for line in some:
        if there[line] > 0:
            there[line] -= 1
        else:
            surplus.append(line)
    return tuple(surplus)


def _finding(
    facts: Facts, unsaved: tuple[ConfigLine, ...], lost: tuple[ConfigLine, ...]
) -> Finding:
    mirrored = _mirrored(facts, unsaved)
    vanishes = "; a mirror session will vanish at the next reload" if mirrored else ""
    # What tells of a mirror comes first, for it is what a reload would wipe away.
    shown = (*mirrored, *unsaved[:_SHOWN])
    return RULE.finding(
        facts,
        subject="running-config against startup-config",
        title=(
            f"Running and saved configuration differ: {len(unsaved)} only running, "
            f"{len(lost)} only saved{vanishes}"
        ),
        evidence=quoted(
            (
                *(Evidence(CONFIG, each.number, each.text) for each in shown),
                *(Evidence(STARTUP, each.number, each.text) for each in lost[:_SHOWN]),
            )
        ),
        severity=Severity.MEDIUM if mirrored else Severity.LOW,
    )


def _mirrored(facts: Facts, lines: tuple[ConfigLine, ...]) -> tuple[ConfigLine, ...]:
    quotes = {
        (each.line, " ".join(each.text.split()))
        for mirror in facts.after.declared or ()
        for each in mirror.evidence
    }
    return tuple(each for each in lines if (each.number, each.text) in quotes)


RULE = Rule(
    id="config-unsaved",
    title="Running and saved configuration differ",
    severity=Severity.LOW,
    judge=_judge,
    needs=("config", "startup"),
    lasting=True,
)

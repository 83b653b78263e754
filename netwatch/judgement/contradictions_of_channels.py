"""What another way to the device shows against what the main visit was shown."""

from collections.abc import Iterator

from netwatch.claims import elsewhere_claim
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import quoted
from netwatch.model.channels import SECOND_CONFIG, SECOND_MIRRORS
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts
from netwatch.parsing.elsewhere import SESSIONS, STATEMENTS, shown_elsewhere

_SOURCES = {STATEMENTS: (SECOND_CONFIG, CONFIG), SESSIONS: (SECOND_MIRRORS, MIRRORS)}
_MOST_HIDDEN = 20


def shown_to_another(facts: Facts) -> Iterator[Contradiction]:
    """Yield statements and running mirrors that only the second account is shown."""
    account = cut(facts.device.second_account or "the second account")
    for what, (source, own) in _SOURCES.items():
        shown = shown_elsewhere(facts.after, what) or ()
        if len(shown) > _MOST_HIDDEN:
            yield _another_role(shown, account, what)
            continue
        for trait in shown:
            below = f" ({cut(trait.value)})" if trait.value else ""
            yield Contradiction(
                subject=label(f"{trait.name} shown to a second account alone"),
                title=(
                    f"The account {account} is shown '{cut(trait.name)}'{below}, and the account "
                    "that netwatch works with is not"
                ),
                evidence=(*_lines(trait, source), Evidence(own, None, f"no {trait.name} here")),
                claim=elsewhere_claim(what, trait.name),
            )


def _another_role(shown: tuple[Trait, ...], account: str, what: str) -> Contradiction:
    """Return the one contradiction for more than anybody would hide: the first role shows less."""
    source, own = _SOURCES[what]
    return Contradiction(
        subject=f"{what} shown to a second account alone, and many",
        title=(
            f"The account {account} is shown {len(shown)} or more {what} that the account netwatch "
            f"works with is not, such as '{cut(shown[0].name)}'; its role may show it less"
        ),
        evidence=(
            *quoted(line for each in shown for line in _lines(each, source)),
            Evidence(own, None, f"no {shown[0].name} here"),
        ),
        severity=Severity.MEDIUM,
        claim=elsewhere_claim(what, shown[0].name),
    )


def _lines(trait: Trait, source: str) -> tuple[Evidence, ...]:
    return quoted(trait.evidence or (Evidence(source, None, f"{trait.name} {trait.value}"),))

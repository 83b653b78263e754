"""What NETCONF names of the running configuration against what the command line shows of it."""

from collections.abc import Iterator

from netwatch.claims import elsewhere_claim
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import quoted
from netwatch.model.channels import NETCONF
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.platform import CONFIG
from netwatch.model.rule import Facts
from netwatch.parsing.elsewhere import NAMED, UNNAMED, shown_elsewhere


def named_by_netconf_alone(facts: Facts) -> Iterator[Contradiction]:
    """Yield mirror sessions and users that NETCONF names and the command line hides."""
    for trait in shown_elsewhere(facts.after, NAMED) or ():
        yield Contradiction(
            subject=label(f"{trait.name} named by NETCONF alone"),
            title=(
                f"NETCONF names the {cut(trait.name)} in the running configuration, and the "
                "command line does not show it"
            ),
            evidence=(
                *quoted(trait.evidence or (Evidence(NETCONF, None, trait.name),)),
                Evidence(CONFIG, None, f"no {trait.name} here"),
            ),
            claim=elsewhere_claim(NAMED, trait.name),
        )


def shown_and_not_named(facts: Facts) -> Iterator[Contradiction]:
    """Yield what the command line shows and a NETCONF answer that claims to be whole leaves out."""
    for trait in shown_elsewhere(facts.after, UNNAMED) or ():
        yield Contradiction(
            subject=label(f"{trait.name} not named by NETCONF"),
            title=(
                f"The command line shows the {cut(trait.name)}, and the running configuration by "
                "NETCONF, which is whole, does not name it"
            ),
            evidence=(
                *quoted(trait.evidence or (Evidence(CONFIG, None, trait.name),)),
                Evidence(NETCONF, None, f"no {trait.name} here"),
            ),
            severity=Severity.MEDIUM,
            claim=elsewhere_claim(UNNAMED, trait.name),
        )

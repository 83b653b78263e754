"""What another way to the device shows against what the main visit was shown."""

from collections.abc import Iterator

from netwatch.claims import elsewhere_claim
from netwatch.judgement.contradiction import Contradiction
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import quoted, stated
from netwatch.model.channels import SECOND_CONFIG, SECOND_MIRRORS, SNMP
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts
from netwatch.parsing.elsewhere import (
    HOSTNAME,
    SESSIONS,
    STATEMENTS,
    UPTIME,
    VERSION,
    shown_elsewhere,
)

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


def described_otherwise(facts: Facts) -> Iterator[Contradiction]:
    """Yield another software version in the SNMP agent's description than the device shows."""
    image = facts.after.image
    for trait in shown_elsewhere(facts.after, VERSION) or ():
        version = (image.version if image else None) or ""
        yield Contradiction(
            subject=label(f"version {trait.name} by SNMP and {version}"),
            title=(
                f"The SNMP agent describes version {cut(trait.name)}, but the device shows "
                f"{cut(version)}"
            ),
            evidence=(
                Evidence(SNMP, None, f"sysDescr: {trait.value[:500]}"),
                *stated(image.evidence if image else (), "version", "version", version),
            ),
            claim=elsewhere_claim(VERSION, trait.name),
        )


def named_otherwise(facts: Facts) -> Iterator[Contradiction]:
    """Yield an SNMP agent that gives the name of another device."""
    for trait in shown_elsewhere(facts.after, HOSTNAME) or ():
        yield Contradiction(
            subject=label(f"name {trait.name} by SNMP and {trait.value}"),
            title=(
                f"The SNMP agent at this address is {cut(trait.name)}, but {cut(trait.value)} "
                "answers over SSH"
            ),
            evidence=(
                Evidence(SNMP, None, f"sysName: {trait.name[:500]}"),
                Evidence("identity", None, f"hostname: {trait.value[:500]}"),
            ),
            severity=Severity.MEDIUM,
            claim=elsewhere_claim(HOSTNAME, trait.name),
        )


def up_otherwise(facts: Facts) -> Iterator[Contradiction]:
    """Yield an uptime by SNMP that the uptime the device shows makes impossible."""
    since = facts.after.image.booted_at if facts.after.image else None
    for trait in shown_elsewhere(facts.after, UPTIME) or ():
        days = int(trait.value) / 86400
        shown = "" if since is None else f"{since:%Y-%m-%d %H:%M} UTC"
        yield Contradiction(
            subject=label(f"uptime {trait.name} by SNMP contradicts the device's"),
            title=(
                f"By SNMP ({cut(trait.name)}) the device has been up for {days:.1f} days, but it "
                f"shows that it runs since {shown}"
            ),
            evidence=(*_lines(trait, SNMP), Evidence("uptime", None, f"booted at {shown}")),
            claim=elsewhere_claim(UPTIME, trait.name),
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

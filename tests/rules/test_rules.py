"""Every rule against its cases: tests/rules/cases/<rule_id>.py, FIRES and QUIET by name."""

from dataclasses import replace

import pytest
from support.build import PLATFORM
from support.rule_cases import CASES, cases_of

from netwatch.claims import Present
from netwatch.detect import detect
from netwatch.judgement.attack import technique
from netwatch.registry import names, rules, unit

RULES = {each.id: each for each in rules()}
# The device was not read at all, so every visit tells it anew.
REFUSED = {"device-identity-changed/refused", "host-key-changed/refused"}
# What the state itself contradicts is told while it does, though the rule tells of changes too.
STANDING = {
    f"evidence-contradiction/{each}" for each in cases_of("evidence-contradiction").STANDING
}
# What is odd by itself is told at the first sighting too, though the rule tells of changes.
ODD_ALONE = (
    REFUSED
    | STANDING
    | {
        "config-register-changed/pending",
        "config-register-changed/pending-at-first-sight",
        "evidence-contradiction/written-after-boot",
        "file-added-on-flash/a-capture",
        "file-added-on-flash/known-from-an-intrusion",
        "file-added-on-flash/known-from-an-intrusion-at-first-sight",
        "file-added-on-flash/a-common-name-known-from-an-intrusion",
    }
)


MODULES = {each: cases_of(each) for each in RULES}
FIRES = {f"{r}/{n}": (r, c) for r, m in MODULES.items() if m for n, c in m.FIRES.items()}
QUIET = {f"{r}/{n}": (r, c) for r, m in MODULES.items() if m for n, c in m.QUIET.items()}


def _found(rule_id, case):
    return detect(case.facts, (RULES[rule_id],))


@pytest.mark.parametrize("name", names("rules"))
def test_file_is_named_after_its_rule(name):
    assert unit("rules", name).RULE.id == name.replace("_", "-")


@pytest.mark.parametrize("rule_id", RULES)
def test_rule_has_a_firing_case_and_a_quiet_twin(rule_id):
    assert MODULES[rule_id] is not None, f"write tests/rules/cases/{rule_id}.py"
    assert MODULES[rule_id].FIRES
    assert MODULES[rule_id].QUIET


def test_every_case_file_belongs_to_a_rule():
    stems = {each.stem.replace("_", "-") for each in CASES.glob("*.py")}
    assert stems == set(RULES)


@pytest.mark.parametrize("name", FIRES)
def test_fires(name):
    rule_id, case = FIRES[name]
    found = _found(rule_id, case)
    assert [each.severity.label for each in found] == [case.severity.label] * case.count
    quotes = "\n".join(each.text for finding in found for each in finding.evidence)
    titles = "\n".join(each.title for each in found)
    for words in case.says:
        assert words in titles
    for words in case.quotes:
        assert words in quotes


@pytest.mark.parametrize("name", QUIET)
def test_stays_quiet(name):
    rule_id, case = QUIET[name]
    assert _found(rule_id, case) == ()


@pytest.mark.parametrize("name", FIRES)
def test_finding_is_whole(name):
    rule_id, case = FIRES[name]
    for finding in _found(rule_id, case):
        assert finding.rule == rule_id
        assert finding.evidence
        assert all(each.text.strip() and each.source for each in finding.evidence)
        assert finding.subject.strip()
        assert len(finding.title) < 600
        assert finding.title[0].isupper() or not finding.title[0].isalpha() or "." in finding.title
        assert [technique(each).id for each in finding.techniques] == list(finding.techniques)


# What a log holds is told whenever that log is read; these two ask about visits.
BY_VISIT = [
    name for name, (_, case) in FIRES.items() if not (case.events or case.flows or case.volumes)
]


@pytest.mark.parametrize("name", BY_VISIT)
def test_what_is_told_once_is_not_told_again(name):
    rule_id, case = FIRES[name]
    again = detect(replace(case, before=case.facts.known).facts, (RULES[rule_id],))
    if RULES[rule_id].lasting or name in STANDING:
        assert {each.fingerprint for each in again} == {
            each.fingerprint for each in _found(rule_id, case)
        }
    elif name not in REFUSED:
        assert again == ()


@pytest.mark.parametrize("name", BY_VISIT)
def test_first_sighting(name):
    rule_id, case = FIRES[name]
    first = detect(replace(case, before=None).facts, (RULES[rule_id],))
    assert bool(first) == (RULES[rule_id].lasting or name in ODD_ALONE)


@pytest.mark.parametrize("name", FIRES)
def test_claim_holds_in_the_state_that_raised_it(name):
    rule_id, case = FIRES[name]
    present = Present(case.facts.known, PLATFORM)
    for finding in _found(rule_id, case):
        if finding.claim is not None:
            assert present.holds(finding.claim) is True


@pytest.mark.parametrize("name", FIRES)
def test_what_was_not_observed_is_not_judged(name):
    rule_id, case = FIRES[name]
    for facet in RULES[rule_id].needs:
        unseen = replace(case.facts, after=_without(case.after, *facet.split(".")))
        assert detect(unseen, (RULES[rule_id],)) == ()


def _without(value, name, *rest):
    lost = _without(getattr(value, name), *rest) if rest else None
    return replace(value, **{name: lost})

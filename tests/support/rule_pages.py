"""What of docs/rules is generated: the index, each page's row of facts and its example.

``python tests/support/rule_pages.py`` writes them anew; review the difference.
"""

import re
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGES = TESTS.parent / "docs" / "rules"
FACTS = "| severity | confidence | told | needs | ATT&CK |\n|---|---|---|---|---|\n"
INDEX = """# Rules

One rule is one file (`netwatch/rules/`), one page here, and at least one firing case with its
quiet twin (`tests/rules/cases/`). The severity is the rule's own; the circumstances a page names
lower or raise it. `severities` in `policy.yaml` sets one severity for all findings of a rule.
ATT&CK ids are those of version 18; where version 19 renumbered one, its page says so.

| rule | says | severity | told | ATT&CK |
|---|---|---|---|---|
"""
_ROW = re.compile(re.escape(FACTS) + r"\|[^\n]*\n")
_EXAMPLE = re.compile(r"```text\n.*?```\n", re.DOTALL)


def told(rule):
    return "while it lasts" if rule.lasting else "at the change"


def facts_table(rule):
    needs = ", ".join(rule.needs) or "nothing"
    cells = (rule.severity.label, rule.confidence, told(rule), needs, _attack(rule))
    return f"{FACTS}| {' | '.join(cells)} |\n"


def _attack(rule):
    from netwatch.judgement.attack import LATEST, id_in, technique

    words = []
    for each in rule.techniques:
        found, now = technique(each), id_in(each)
        moved = f" (version {LATEST}: {now})" if now != each else ""
        words.append(f"[{each} {found.name}]({found.url}){moved}")
    return ", ".join(words) or "none"


def example(finding):
    lines = [f"{finding.severity.label}  {finding.rule}  {finding.device}", finding.title]
    for each in finding.evidence:
        place = each.source if each.line is None else f"{each.source}:{each.line}"
        lines.append(f"  {place}  {each.text}")
    lines += [f"  to undo: {each}" for each in finding.remediation]
    return "```text\n" + "\n".join(lines) + "\n```\n"


def index(rules):
    rows = (
        f"| [{each.id}]({each.id}.md) | {each.title} | {each.severity.label} | {told(each)} "
        f"| {', '.join(each.techniques) or 'none'} |\n"
        for each in rules
    )
    return INDEX + "".join(rows)


def refreshed(page, rule, finding):
    """Return ``page`` with the generated parts as they should be."""
    page = _ROW.sub(lambda _: facts_table(rule), page, count=1)
    return _EXAMPLE.sub(lambda _: example(finding), page, count=1)


def first_finding(rule):
    from support.rule_cases import cases_of

    from netwatch.detect import detect

    case = next(iter(cases_of(rule.id).FIRES.values()))
    return detect(case.facts, (rule,))[0]


def write():
    from netwatch.registry import rules

    (PAGES / "index.md").write_text(index(rules()))
    for rule in rules():
        path = PAGES / f"{rule.id}.md"
        path.write_text(refreshed(path.read_text(), rule, first_finding(rule)))


if __name__ == "__main__":
    sys.path[:0] = [str(TESTS), str(TESTS.parent)]
    write()

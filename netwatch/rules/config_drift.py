"""The configuration changed, told section by section."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from netwatch.claims import config_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import quoted
from netwatch.model.change import ConfigChanged, TunnelChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Claim, Finding
from netwatch.model.platform import CONFIG
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import ConfigLine


@dataclass(slots=True)
class _Section:
    """What came and went under one outermost statement (``""`` for the global level)."""

    name: str
    added: list[ConfigLine] = field(default_factory=list)
    removed: list[ConfigLine] = field(default_factory=list)


def _judge(facts: Facts) -> Iterator[Finding]:
    told = _told_lines(facts)
    for section in _sections(facts.changes_of(ConfigChanged)):
        rest = _Section(
            section.name,
            [each for each in section.added if (each.number, each.text) not in told],
            [each for each in section.removed if (each.number, each.text) not in told],
        )
        if rest.added or rest.removed:
            yield _finding(facts, rest, repeats=rest != section)


def _sections(changes: Iterable[ConfigChanged]) -> Iterator[_Section]:
    """Group by the outermost parent; a stanza that came whole is one section, header included."""
    headers = {each.parents[0] for each in changes if each.parents}
    sections: dict[str, _Section] = {}
    for change in changes:
        for line in change.added:
            _section(sections, headers, line).added.append(line)
        for line in change.removed:
            _section(sections, headers, line).removed.append(line)
    yield from sections.values()


def _section(sections: dict[str, _Section], headers: set[str], line: ConfigLine) -> _Section:
    name = line.parents[0] if line.parents else line.text if line.text in headers else ""
    return sections.setdefault(name, _Section(name))


def _told_lines(facts: Facts) -> set[tuple[int | None, str]]:
    """Return the lines that tunnel-added quotes; mirrors' lines never become ConfigChanged."""
    told = set()
    for change in facts.changes_of(TunnelChanged):
        if change.before is None or (change.after and change.before.remote != change.after.remote):
            for tunnel in (change.before, change.after):
                lines = tunnel.evidence if tunnel else ()
                told |= {(each.line, " ".join(each.text.split())) for each in lines}
    return told


def _finding(facts: Facts, section: _Section, *, repeats: bool) -> Finding:
    count = f"{len(section.added)} added, {len(section.removed)} removed"
    where = f"under '{cut(section.name)}'" if section.name else "at the global level"
    return RULE.finding(
        facts,
        subject=label(f"{section.name or 'global'}: {_digest(section)}"),
        title=f"Configuration {where}: {count}; {_first(section)}",
        evidence=_evidence(section),
        # The rest of a section whose core another rule reports is company, not news.
        severity=Severity.INFO if repeats else Severity.LOW,
        claim=_claim(section),
    )


def _digest(section: _Section) -> str:
    lines = [f"+{each.parents}{each.text}" for each in section.added]
    lines += [f"-{each.parents}{each.text}" for each in section.removed]
    return hashlib.sha256("\n".join(sorted(lines)).encode(errors="backslashreplace")).hexdigest()[
        :12
    ]


def _first(section: _Section) -> str:
    # A header says least about what changed below it.
    telling = [each for each in section.added if each.text != section.name] or section.added
    if telling:
        return f"added '{cut(telling[0].text)}'"
    return f"removed '{cut(section.removed[0].text)}'"


def _evidence(section: _Section) -> tuple[Evidence, ...]:
    header = (Evidence(CONFIG, None, section.name),) if section.name else ()
    added = [Evidence(CONFIG, each.number, each.text) for each in section.added]
    if added and added[0].text == section.name:
        header = ()
    gone = [Evidence(f"previous {CONFIG}", each.number, each.text) for each in section.removed]
    return quoted((*header, *added, *gone))


def _claim(section: _Section) -> Claim:
    """Claim the level at which most came: a claim speaks of statements under one parent."""
    levels: dict[tuple[str, ...], list[ConfigLine]] = {}
    for line in section.added:
        levels.setdefault(line.parents, []).append(line)
    if not levels:
        return config_claim((section.name,) if section.name else (), ())
    parents = max(levels, key=lambda each: len(levels[each]))
    return config_claim(parents, tuple(levels[parents]))


RULE = Rule(
    id="config-drift",
    title="The configuration changed",
    severity=Severity.LOW,
    judge=_judge,
    needs=("config",),
)

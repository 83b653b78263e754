"""Detection content for SIEMs: the files of ``netwatch/content``, listed and written out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from netwatch.model.document import Document, Table
from netwatch.model.errors import NetwatchError

INDEX = "index.md"
_ATTACK, _LEVEL = "ATT&CK: ", "Level: "
_COMMENT = "`/ "


class UnknownTargetError(NetwatchError):
    """There is no detection content of the sort asked for."""


class Target(StrEnum):
    """Whose rules to give; the value is the folder in ``netwatch/content``."""

    SIGMA = "sigma"
    SPLUNK = "splunk"
    ELASTIC = "elastic"
    SENTINEL = "sentinel"


_ENDINGS = {
    Target.SIGMA: ".yml",
    Target.SPLUNK: ".spl",
    Target.ELASTIC: ".esql",
    Target.SENTINEL: ".kql",
}
_BACKENDS = {Target.SPLUNK: "splunk", Target.ELASTIC: "lucene", Target.SENTINEL: "kusto"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionRule:
    """One rule: its file's name and text, what it finds, ATT&CK techniques and level."""

    file: str
    title: str
    level: str
    techniques: tuple[str, ...]
    text: str


def target_named(word: str) -> Target:
    """Return the target called ``word``. Raises UnknownTargetError naming those there are."""
    try:
        return Target(word)
    except ValueError:
        raise UnknownTargetError(f"no rules for {word!r}; there are {', '.join(Target)}") from None


def detection_rules(target: Target) -> tuple[DetectionRule, ...]:
    """Return the rules for ``target`` by file name."""
    home = files("netwatch") / "content" / target.value
    found = sorted(
        (each for each in home.iterdir() if each.name.endswith(_ENDINGS[target])),
        key=lambda each: each.name,
    )
    read = _sigma if target is Target.SIGMA else _query
    return tuple(read(each.name, each.read_text(encoding="utf-8")) for each in found)


def _sigma(name: str, text: str) -> DetectionRule:
    import yaml

    rule: dict[str, Any] = yaml.safe_load(text)
    tags = (each.removeprefix("attack.") for each in rule["tags"])
    return DetectionRule(
        file=name,
        title=rule["title"],
        level=rule["level"],
        techniques=tuple(each.upper() for each in tags if each[0] == "t" and each[1].isdigit()),
        text=text,
    )


def _query(name: str, text: str) -> DetectionRule:
    """Read the comment a query begins with: title, techniques and level, a line each."""
    title, attack, level = (line.strip(_COMMENT) for line in text.splitlines()[:3])
    return DetectionRule(
        file=name,
        title=title,
        level=level.removeprefix(_LEVEL),
        techniques=tuple(attack.removeprefix(_ATTACK).split(", ")),
        text=text,
    )


def index_page(target: Target, rules: Sequence[DetectionRule]) -> str:
    """Return the index of exported ``rules`` as Markdown."""
    lines = [f"# netwatch detection content: {target}", ""]
    lines += ["| file | level | ATT&CK | finds |", "|---|---|---|---|"]
    for each in rules:
        attack = ", ".join(each.techniques)
        lines.append(f"| [{each.file}]({each.file}) | {each.level} | {attack} | {each.title} |")
    return "\n".join([*lines, "", *notes(target)]) + "\n"


def notes(target: Target) -> Iterator[str]:
    """Yield what somebody who takes the rules for ``target`` should know."""
    if target is Target.SIGMA:
        yield "Rules of plain keywords search the whole event; ES|QL cannot do that, Lucene can."
    else:
        yield (
            "These look at many records at once. Rules about single events are Sigma: "
            f"netwatch export rules --to sigma --output DIR, then sigma convert "
            f"--without-pipeline -t {_BACKENDS[target]} DIR."
        )
    yield "Try a rule on your own records before it may wake anybody."


def document(target: Target, rules: Sequence[DetectionRule]) -> Document:
    """Return the list of ``rules`` for people, and with their texts for programs."""
    rows = tuple((each.file, each.level, ", ".join(each.techniques), each.title) for each in rules)
    data = {
        "schema": "netwatch/detection-content/1",
        "target": target.value,
        "rules": [
            {
                "file": each.file,
                "title": each.title,
                "level": each.level,
                "techniques": list(each.techniques),
                "text": each.text,
            }
            for each in rules
        ],
    }
    table = Table("", ("file", "level", "ATT&CK", "finds"), rows)
    return Document(
        data=data, tables=(table,), notes=(*notes(target), "Write the files with --output DIR.")
    )

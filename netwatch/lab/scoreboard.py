"""Which published intrusions netwatch finds, from the replays that the tests play."""

from collections.abc import Iterable

from netwatch.lab.replay import Replay, Visible
from netwatch.model.document import Document, Table

ROWS = tuple(f"R{number:02}" for number in range(1, 23))
_COLUMNS = ("row", "class", "intrusion", "detected by", "severity, at least", "evidence needed")
_NOTE = (
    "D is visible directly, I indirectly, X not at all: then netwatch can only say so. Each line "
    "is one replay over SSH or a cloud's API, with a legitimate change that looks alike and stays "
    "quiet. What is found in traffic is found in flow records by `netwatch logs`, whatever the "
    "device shows."
)


def scoreboard(replays: Iterable[Replay]) -> Document:
    """Return one line for every replay, and one for every row that has none."""
    played = tuple(sorted(replays, key=lambda each: (each.row, each.name)))
    missing = [each for each in ROWS if each not in {replay.row for replay in played}]
    lines = tuple(sorted((*(_line(each) for each in played), *(_gap(each) for each in missing))))
    found = {each.row for each in played if each.fires}
    blind = {each.row for each in played if each.visible is Visible.NOT}
    count = f"{len(found)} of {len(ROWS)} rows detected, {len(blind - found)} not observable"
    return Document(
        data={"rows": [_shape(each) for each in played], "not_replayed": missing},
        tables=(Table("", _COLUMNS, lines),),
        notes=(f"{count}, {len(missing)} not replayed.", _NOTE),
    )


def _line(replay: Replay) -> tuple[str, ...]:
    return (
        replay.row,
        replay.visible.value,
        replay.story,
        _rules(replay) or "not observable",
        max(least for _, least in replay.fires).label if replay.fires else "",
        ", ".join(replay.evidence),
    )


def _rules(replay: Replay) -> str:
    by_visit = [rule for rule, _ in replay.fires]
    return ", ".join([*by_visit, *(f"{rule} (in traffic)" for rule, _ in replay.traffic)])


def _gap(row: str) -> tuple[str, ...]:
    return (row, "", "not replayed", "", "", "")


def _shape(replay: Replay) -> dict[str, object]:
    return {
        "row": replay.row,
        "name": replay.name,
        "class": replay.visible.value,
        "intrusion": replay.story,
        "fires": {rule: least.label for rule, least in replay.fires},
        "traffic": {rule: least.label for rule, least in replay.traffic},
        "evidence": list(replay.evidence),
    }

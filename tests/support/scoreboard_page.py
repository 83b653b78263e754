"""docs/scoreboard.md: which published intrusions are found, from the replays.

``python tests/support/scoreboard_page.py`` writes it anew; review the difference.
"""

import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "scoreboard.md"
COMMAND = "python tests/support/scoreboard_page.py"
HEAD = f"""# Scoreboard: published intrusions, replayed

Each line is one simulated device over real SSH, or one simulated cloud account over HTTP
(`netwatch/lab/replays/`): visited before the intrusion, after it, and after a legitimate change
that looks alike. `tests/replay/` plays them all: the rules named here must fire with at least this
severity, and the twin must stay quiet. `tests/cli/test_flow_intrusions.py` sends what is marked "in
traffic", with twins of its own.
`netwatch rules coverage` prints the same. This page is generated: `{COMMAND}`.

"""


def page(document):
    """Return the whole page around what ``netwatch rules coverage`` shows."""
    (table,) = document.tables
    lines = [table.columns, tuple("---" for _ in table.columns), *table.rows]
    rows = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"{HEAD}{rows}\n" + "\n".join(document.notes) + "\n"


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2])]
    from netwatch.lab.replay import load_replays
    from netwatch.lab.scoreboard import scoreboard

    PAGE.write_text(page(scoreboard(load_replays())), encoding="utf-8")

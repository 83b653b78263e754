"""Draws docs/images/demo.svg from what ``netwatch demo`` really printed.

``script -qec 'stty cols 150; netwatch demo' /tmp/demo.ansi; python docs/picture.py /tmp/demo.ansi``
"""

import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

SHOWN = 60
WIDTH = 150
MARK = "== the same devices"


def main(recording: Path) -> None:
    lines = recording.read_text(errors="replace").replace("\r", "").split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith(MARK))
    console = Console(record=True, width=WIDTH, file=Path("/dev/null").open("w"))
    for line in lines[start : start + SHOWN]:
        text = Text.from_ansi(line)
        text.truncate(WIDTH, overflow="ellipsis")
        console.print(text, no_wrap=True)
    target = Path(__file__).parent / "images" / "demo.svg"
    picture = console.export_svg(title="netwatch demo")
    # The fonts would be fetched from elsewhere; the reader's own do as well.
    target.write_text(re.sub(r"@font-face \{[^}]*\}", "", picture), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""docs/platforms.md: what every platform shows and how well that is known, from the registry.

``python tests/support/platform_page.py`` writes it anew; review the difference.
"""

from pathlib import Path

from netwatch.app.coverage import EVIDENCE, MEANINGS, WORDS, over
from netwatch.model.platform import Offer
from netwatch.registry import platforms

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "platforms.md"
COMMAND = "python tests/support/platform_page.py"
LEGEND = "\n".join(f"- **{WORDS[each]}**: {MEANINGS[each]}" for each in Offer)
HEAD = f"""# Platforms

What netwatch reads on each platform, and how well that is known. `netwatch platforms show NAME`
prints one row, `netwatch platforms show NAME --commands` every command that is ever sent
(`--format tacacs` and `--format ise` as a command set for the AAA server). This page is generated:
`{COMMAND}`.

{LEGEND}

"""


def page(platforms):
    """Return the whole page."""
    titles = ("platform", "name", "over", *EVIDENCE)
    lines = [titles, tuple("---" for _ in titles), *(row(each) for each in platforms)]
    return HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def row(platform):
    cells = (WORDS[platform.coverage[each]] for each in EVIDENCE)
    return (platform.title, f"`{platform.name}`", over(platform), *cells)


if __name__ == "__main__":
    PAGE.write_text(page(platforms()), encoding="utf-8")

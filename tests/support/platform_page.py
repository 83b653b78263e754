"""docs/platforms.md: what every platform shows and how well that is known, from the registry.

``python tests/support/platform_page.py`` writes it anew; review the difference.
"""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "platforms.md"
COMMAND = "python tests/support/platform_page.py"
EVIDENCE = (
    "mirrors in config", "mirrors in operation", "capture", "image hash", "bootloader",
    "signature", "attestation", "startup config",
)  # fmt: skip
WORDS = {
    "seen in real output": "seen",
    "vendor document": "documented",
    "from memory": "memory",
    "not offered by this platform": "-",
    "offered, not read by netwatch": "not read",
}
HEAD = f"""# Platforms

What netwatch reads on each platform, and how well that is known. `netwatch platforms show NAME`
prints one row, `netwatch platforms show NAME --commands` every command that is ever sent
(`--format tacacs` and `--format ise` as a command set for the AAA server). This page is generated:
`{COMMAND}`.

- **seen**: read from output of real devices, or of the vendor's own software
- **documented**: read as a vendor document or published code describes it
- **memory**: believed, without a document at hand; what is read so has low confidence
- **-**: not offered by this platform
- **not read**: the platform offers it, netwatch does not ask for it

"""


def page(platforms):
    """Return the whole page."""
    titles = ("platform", "name", "over", *EVIDENCE)
    lines = [titles, tuple("---" for _ in titles), *(row(each) for each in platforms)]
    return HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def row(platform):
    driver = f"{platform.transport} ({platform.dialogue.driver})" if platform.dialogue else ""
    cells = (WORDS[platform.coverage[each].value] for each in EVIDENCE)
    return (platform.title, f"`{platform.name}`", driver or platform.transport, *cells)


if __name__ == "__main__":
    sys.path[:0] = [str(TESTS.parent)]
    from netwatch.registry import platforms

    PAGE.write_text(page(platforms()), encoding="utf-8")

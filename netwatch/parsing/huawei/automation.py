"""Automation of VRP and Comware: jobs and assistants whose lines run by themselves."""

import re
from collections.abc import Iterable

from netwatch.model.mirror import Dormant
from netwatch.parsing.stanzas import Block

_MAX_SEARCHED = 4000


def dormant(
    blocks: Iterable[Block], automation: re.Pattern[str], mention: re.Pattern[str]
) -> tuple[Dormant, ...]:
    """Return the lines that would touch a mirror when they run.

    ``automation`` matches the first line of a block that runs by itself and names it with the
    group ``via``; ``mention`` finds the words for mirroring in a line.
    """
    return tuple(
        Dormant(head["via"], line.number, line.text)
        for block in blocks
        if (head := automation.match(block.text))
        for line in block.children
        if mention.search(line.text[:_MAX_SEARCHED])
    )

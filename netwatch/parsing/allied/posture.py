"""What AlliedWare Plus tells of itself beyond the words it shares with other campus switches.

A trigger runs scripts from a file when something happens; it is active unless it says ``no active``
(AlliedWare Plus Software Reference, "Triggers").
"""

from collections.abc import Sequence

from netwatch.model.posture import Posture
from netwatch.parsing.posture import switches
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Table, spaced
from netwatch.parsing.stanzas import Block

_FIELDS = all_but("guests", "intercepts")


def read(config: str | None, blocks: Sequence[Block]) -> Posture | None:
    """Return the posture that the blocks of ``config`` describe; None when it was not answered."""
    return switches.read(config, blocks, _TABLE, _FIELDS)


def _trigger(found: Found, block: Block) -> None:
    name = spaced(block.text)
    lines = [spaced(each.text) for each in block.children]
    if "no active" in lines:
        return
    told = (each for each in lines if each != "active" and not each.startswith("description "))
    found.add("automation", name, "; ".join(told), block, *block.children)


_TABLE: Table = {"trigger": (_trigger,)}

"""Monitor sessions of OS9 and OS10 while a text is read: the stanzas, and the shown table."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from netwatch.model.evidence import Evidence
from netwatch.model.platform import MIRRORS
from netwatch.parsing.dell.lists import Lists
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.found import Found
from netwatch.parsing.stanzas import Block, Line, quote_of
from netwatch.parsing.switch.lists import Lists as Ranges


@dataclass(slots=True)
class Sessions:
    """The sessions of a running configuration; ``flows`` are those that access lists feed."""

    drafts: Drafts = field(default_factory=Drafts)
    flows: set[str] = field(default_factory=set)
    odd: list[Evidence] = field(default_factory=list)
    ranges: Ranges = field(default_factory=Ranges)

    def stanza(
        self, draft: Draft, block: Block, understand: Callable[[Draft, Line, Ranges], bool]
    ) -> None:
        """Take the lines of a session's stanza; ``understand`` tells whether it knows a line."""
        for line in block.children:
            if line.text == "flow-based enable":
                self.flows.add(draft.id)
                self.drafts.quote(draft, quote_of(line))
            elif understand(draft, line, self.ranges):
                self.drafts.quote(draft, quote_of(line))
            else:
                self.odd.append(quote_of(line))

    def found(self, chosen: Lists, choose: Callable[[Draft], bool]) -> Found:
        """Return the sessions; one fed by lists copies nothing unless ``choose`` finds a list."""
        inert = {each for each in self.flows if not choose(self.drafts.found[each])}
        found = Found.of(self.drafts, self.odd, chosen.attached.warnings)
        mirrors = tuple(
            replace(each, complete=False) if each.id in inert else each for each in found.mirrors
        )
        return replace(found, mirrors=mirrors)


def shown(
    text: str,
    row: re.Pattern[str],
    read: Callable[[Draft, re.Match[str]], None],
    *,
    enabled: bool | None,
) -> Found:
    """Return the sessions of a table: ``row`` matches a line, ``read`` puts it into its session.

    ``enabled`` is what holds of a session before its line says otherwise.
    """
    drafts = Drafts()
    odd: list[Evidence] = []
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip()[:400])
        found = row.match(line)
        if found:
            read(drafts.get(found[1], quote, enabled=enabled), found)
        elif line.strip()[:1].isdigit():
            odd.append(quote)
    return Found.of(drafts, odd)

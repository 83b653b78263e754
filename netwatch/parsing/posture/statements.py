"""The statements of one configuration, read by a platform's table and put together."""

from collections.abc import Iterable, Sequence

from netwatch.parsing.posture.aaa import settle_servers
from netwatch.parsing.posture.fields import CONFIGURED
from netwatch.parsing.posture.found import Found, weigh_lists
from netwatch.parsing.posture.scan import Table, scan
from netwatch.parsing.posture.traits import Traits
from netwatch.parsing.posture.users import settle_accounts
from netwatch.parsing.stanzas import Block


def gathered(
    blocks: Sequence[Block],
    table: Table,
    fields: Iterable[str] = CONFIGURED,
    *,
    privilege: str = "",
    undefined: str | None = None,
) -> Found:
    """Return what the blocks say by ``table``: servers, accounts and guards put together.

    ``fields`` are those that the table reads; ``privilege`` is the level of an account that names
    none, ``undefined`` what the platform does with an access list that does not exist.
    """
    found = Found(Traits(*fields))
    scan(blocks, table, found)
    settle_servers(found)
    settle_accounts(found, privilege=privilege)
    weigh_lists(found, undefined=undefined)
    return found

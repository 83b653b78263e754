"""Names of Azure resources, of which case is no part.

Source: the Resource Manager's documentation of resource ids
(``/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/TYPE/NAME/SUBTYPE/NAME``); the
services do not agree on their case.
"""

import re
from itertools import pairwise

from netwatch.parsing.json_places import Node

_SUBSCRIPTION = re.compile(r"/subscriptions/([^/]{1,64})(?:/|$)")
_FRAME = re.compile(r"/(?:subscriptions|resourcegroups|providers/[^/]{1,80})/")


def key(resource_id: str) -> str:
    """Return the one spelling of a resource id that is compared."""
    return resource_id.strip().rstrip("/").casefold()


def shown(resource_id: str) -> str:
    """Return an id without the words every id has: ``SUBSCRIPTION/GROUP/TYPE/NAME``, folded."""
    return _FRAME.sub("/", f"{key(resource_id)}/").strip("/")


def part(resource_id: str, word: str) -> str:
    """Return what follows ``word`` in an id (case-folded), ``""`` when it is not there."""
    words = key(resource_id).split("/")
    wanted = word.casefold()
    return next((b for a, b in pairwise(words) if a == wanted), "")


def last(resource_id: str) -> str:
    """Return the last part of an id, as it is written."""
    return resource_id.rstrip("/").rpartition("/")[2]


def owner_of(resource_id: str) -> str | None:
    """Return the subscription a resource is in, None where its id names none."""
    found = _SUBSCRIPTION.match(key(resource_id))
    return found[1] if found else None


def up_to(resource_id: str, word: str) -> str:
    """Return an id cut behind the name that follows ``word``, ``""`` when it is not there."""
    found = re.match(rf"(.*?/{re.escape(word.casefold())}/[^/]+)(?:/|$)", key(resource_id))
    return found[1] if found else ""


def properties(node: Node) -> Node:
    """Return where a resource's properties stand; some tools print them beside its name."""
    inner = node.get("properties")
    return inner if inner.is_object else node

"""Who acts, as the audit log names them, and what takes an admin of everything."""

from fastapi import Request

from netwatch.model.act import Actor, How
from netwatch.web.asked import Asked
from netwatch.web.errors import ForbiddenError
from netwatch.web.gate import Visitor


def actor(asked: Asked) -> Actor:
    """Return who asks, as the audit log names them."""
    return actor_of(asked.request, asked.visitor)


def over_all(asked: Asked) -> None:
    """Raise ForbiddenError for an admin of a part: accounts and the audit log are of the whole."""
    if asked.visitor.person.is_limited:
        raise ForbiddenError("that takes an admin without limits to sites or tags")


def actor_of(request: Request, visitor: Visitor) -> Actor:
    """Return ``visitor`` with the address of the request."""
    address = request.client.host if request.client else ""
    return Actor(name=visitor.person.name, how=How(visitor.via), address=address)

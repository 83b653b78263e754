"""One's own API tokens. A token makes no tokens: what leaks must not outlive itself."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi import Path as InPath
from pydantic import Field

from netwatch.app.api_tokens import Wanted, create, revoke
from netwatch.app.people_views import created_shape, token_shape
from netwatch.model.person import Role
from netwatch.web.acting import actor
from netwatch.web.api.people import LimitsModel
from netwatch.web.asked import Viewer
from netwatch.web.errors import ForbiddenError
from netwatch.web.models import Model

router = APIRouter(prefix="/tokens", tags=["tokens"])


class TokenModel(Model):
    """A token, without its text."""

    id: int
    account: str
    name: str
    role: str
    sites: list[str]
    tags: list[str]
    created: str
    expires: str
    last_used: str | None
    state: str


class CreatedModel(TokenModel):
    """A new token with its text, this once."""

    schema_: Annotated[str, Field(alias="schema")]
    token: str


class Make(LimitsModel):
    """A token as wanted."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    role: Role = Role.VIEWER
    days: Annotated[int, Field(ge=1, le=366)] = 90


@router.get("", response_model=list[TokenModel])
def own(asked: Viewer) -> object:
    """Return one's own tokens."""
    tokens = asked.work.store.people.tokens.of(asked.visitor.person.name)
    return [token_shape(each, asked.now) for each in tokens]


@router.post("", status_code=201, response_model=CreatedModel)
def make(asked: Viewer, said: Make) -> object:
    """Create a token of one's own."""
    if asked.visitor.csrf is None:
        raise ForbiddenError("a token cannot create tokens; sign in, or use the command line")
    wanted = Wanted(
        name=said.name, role=said.role, lasts=timedelta(days=said.days), limits=said.limits()
    )
    owner = asked.visitor.person.name
    return created_shape(create(asked.work, owner, wanted, actor(asked), asked.now))


@router.delete("/{number}", status_code=204)
def end(asked: Viewer, number: Annotated[int, InPath(ge=1, le=2**62)]) -> Response:
    """Revoke one of one's own tokens."""
    revoke(asked.work, number, actor(asked), asked.now, owner=asked.visitor.person.name)
    return Response(status_code=204)

"""What every operation of the API may answer instead: RFC 9457 problems, declared once."""

import json
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

PROBLEM = "application/problem+json"

T = TypeVar("T")


class Problem(BaseModel):
    """Why a request was not answered as asked."""

    type: str = Field(examples=["about:blank"])
    status: int = Field(examples=[404])
    detail: str = Field(description="What was wrong, and what to do next.")


class Listing(BaseModel, Generic[T]):
    """Some items of a list; `next` is what `after` takes for those behind, null on the last."""

    items: list[T]
    next: str | None = None


class Ascii(JSONResponse):
    """JSON that any text can stand in: half a surrogate pair is a string of JSON, not of UTF-8."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401  # Starlette's signature
        """Return the bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


_WORDS = {
    400: "The request cannot be understood.",
    401: "Nobody known asks.",
    403: "The person's role, or their limit to sites and tags, does not allow it.",
    404: "There is no such thing, or none that this person may see.",
    405: "The path takes other methods.",
    409: "It stands otherwise than the act needs, or goes on already.",
    413: "The request is too large.",
    422: "A parameter or the body is not as declared, or what it asks for cannot be done.",
    429: "Too many requests.",
    503: "The store or the inventory cannot be read now.",
}


def problems() -> dict[int | str, dict[str, Any]]:
    """Return the declared refusals of every operation, as FastAPI's ``responses``."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": words, "content": {PROBLEM: {"schema": schema}}}
        for status, words in _WORDS.items()
    }

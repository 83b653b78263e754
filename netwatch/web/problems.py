"""What every operation of the API may answer instead: RFC 9457 problems, declared once."""

import json
from typing import Any

from starlette.responses import JSONResponse

from netwatch.web.models import Problem

PROBLEM = "application/problem+json"

_WORDS = {
    400: "The request cannot be understood.",
    401: "Nobody known asks.",
    403: "The role, or the limit to sites and tags, does not allow it.",
    404: "There is no such thing, or none that may be seen.",
    405: "The path takes other methods.",
    409: "It stands otherwise than the act needs, or goes on already.",
    413: "What was sent is too large.",
    422: "What was sent cannot be used.",
    429: "Too many requests.",
    503: "The store cannot answer now.",
}


class Ascii(JSONResponse):
    """JSON that any text can stand in: half a surrogate pair is a string of JSON, not of UTF-8."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401  # Starlette's signature
        """Return the bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def refusals() -> dict[int | str, dict[str, Any]]:
    """Return the declared refusals of every operation, as FastAPI's ``responses``."""
    content = {PROBLEM: {"schema": Problem.model_json_schema()}}
    return {status: {"description": words, "content": content} for status, words in _WORDS.items()}

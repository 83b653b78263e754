"""Single parameters that several addresses share."""

from typing import Annotated, TypeAlias, TypeVar

from fastapi import Query
from pydantic import BeforeValidator

T = TypeVar("T")


def _chosen(value: object) -> object:
    return None if value == "" else value


Chosen: TypeAlias = Annotated[T | None, BeforeValidator(_chosen)]
"""A choice of a form, None for the one that is called "any" and sends nothing."""

After: TypeAlias = Annotated[
    str, Query(max_length=2000, description="`next` of the page before; none for the first.")
]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=200, description="How many items a page holds.")]
Text: TypeAlias = Annotated[str, Query(max_length=200, description="What must stand in it.")]
Number: TypeAlias = Annotated[int | None, Query(ge=1, le=2**62)]

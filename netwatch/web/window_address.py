"""How a change window stands in an address: names may hold a slash, a segment of a path may not."""

from typing import Annotated

from fastapi import Path

Key = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@+~-]{0,119}$",
        description="The window's name, each `/` in it written as `~`.",
        examples=["CHG123"],
    ),
]


def key_of(name: str) -> str:
    """Return the name of a window as one segment of a path."""
    return name.replace("/", "~")


def name_of(key: str) -> str:
    """Return the name that ``key_of`` was given; no name has a ``~`` of its own."""
    return key.replace("~", "/")

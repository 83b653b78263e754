"""Hostile XML -> a small tree. No document type, no entity, no reference is ever followed."""

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_ELEMENTS = 200_000
DEEPEST = 64


class XmlError(ValueError):
    """The text is no XML, or has what no answer of a device needs."""


def parsed(data: bytes) -> Element:
    """Return the root of ``data``, each name without its namespace.

    Raises XmlError for a document type (and so for every entity of one's own), for more elements
    or a deeper nesting than any answer has, and for anything that is not well-formed.
    """
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.tree.data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003  # expat takes no names
        return builder.tree.close()
    except (expat.ExpatError, AssertionError, ValueError) as error:
        raise XmlError(str(error)) from None


def _refuse(*_declared: Any) -> int:  # noqa: ANN401  # expat gives what it likes
    raise XmlError("it declares a document type or an entity")


class _Builder:
    """Builds a tree within the bounds."""

    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self._elements = self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > DEEPEST:
            raise XmlError("it has more elements, or a deeper nesting, than an answer has")
        self.tree.start(_local(name), {_local(key): each for key, each in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self.tree.end(_local(name))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]

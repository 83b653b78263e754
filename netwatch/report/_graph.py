"""What the drawn formats share: the graph of a document, and text cut to a width."""

from unicodedata import east_asian_width

from netwatch.model.document import Document
from netwatch.model.errors import NetwatchError
from netwatch.model.mirror_graph import Graph
from netwatch.parsing.text import one_line

_LONGEST = 400


class NoGraphError(NetwatchError):
    """The format draws a graph and the document has none."""

    def __init__(self, form: str) -> None:
        super().__init__(
            f"the format {form} draws the mirror map alone; try: netwatch mirrors --format {form}"
        )


def graph_of(document: Document, form: str) -> Graph:
    """Return what is to be drawn. Raises NoGraphError."""
    if document.graph is None:
        raise NoGraphError(form)
    return document.graph


def plain(text: str) -> str:
    """Return ``text`` on one line with everything hidden made visible, of bounded length."""
    return one_line(text, _LONGEST)


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a node's full text, each plain."""
    return tuple(plain(each) for each in text.split("\n"))


def cut_to(text: str, columns: int) -> str:
    """Return ``text`` in at most ``columns`` columns of a fixed-width font."""
    if sum(map(_columns, text)) <= columns:
        return text
    kept, left = "", columns - 1
    for char in text:
        left -= _columns(char)
        if left < 0:
            break
        kept += char
    return f"{kept}…"


def _columns(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1

"""Lines of a large text that hold certain words, found without looking at every line."""

from collections.abc import Iterable, Iterator


def lines_with(text: str, words: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the 1-based number and text of every line that holds one of ``words``, in order.

    ``words`` are lower-case ASCII; case makes no difference.
    """
    low = text.lower()
    if len(low) != len(text):  # a letter whose lower case is longer would move every offset
        low = "".join(each.lower() if each.isascii() else each for each in text)
    spans: dict[int, int] = {}
    for word in words:
        at = low.find(word)
        while at >= 0:
            start, end = low.rfind("\n", 0, at) + 1, low.find("\n", at)
            spans[start] = end if end >= 0 else len(low)
            at = low.find(word, spans[start])
    number, done = 1, 0
    for start, end in sorted(spans.items()):
        number += text.count("\n", done, start)
        done = start
        yield number, text[start:end]

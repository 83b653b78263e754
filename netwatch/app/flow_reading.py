"""Files of flow records -> one tally, by several processes, in memory that does not grow.

Imports neither store nor inventory: every child process pays for what stands here.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

from netwatch import registry
from netwatch.app.log_files import LogUnreadableError, is_packed, opened, readable
from netwatch.judgement.flows.tally import Tally, Watched
from netwatch.model.flow import FlowLayout

_HEAD = 64 * 1024
_BLOCK = 512 * 1024
_LONGEST_PIECE = 8 * 1024 * 1024
_WORTH_A_PROCESS = 48 * 1024 * 1024
_MOST_PROCESSES = 4


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes ``begin`` to ``end`` of a file; a record belongs to the part it begins in."""

    path: Path
    begin: int
    end: int | None


def layout_of(path: Path) -> FlowLayout | None:
    """Return how the flow records of a file are written, None when it holds something else.

    Raises LogUnreadableError.
    """
    with readable(path), opened(path) as file:
        head = file.read(_HEAD)
    text = head.decode("utf-8", "replace")
    if len(head) == _HEAD and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return next((found for each in registry.flow_formats() if (found := each.claims(text))), None)


def tally_of(paths: Sequence[Path], watched: Watched, processes: int | None = None) -> Tally:
    """Return the tally of all flow records in the files at ``paths``.

    ``processes`` is how many to use, by themselves as many as there are cores, at most four; small
    files are read in this one. Raises LogUnreadableError naming the file and what is wrong.
    """
    parts = list(_parts(paths, processes or min(os.cpu_count() or 1, _MOST_PROCESSES)))
    whole = Tally(watched)
    many = min(len(parts), processes or min(os.cpu_count() or 1, _MOST_PROCESSES))
    if many < 2 or sum(each.stat().st_size for each in paths) < _WORTH_A_PROCESS:  # noqa: PLR2004  # one is this one
        for part in parts:
            read_part(part, whole)
        return whole
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(many, mp_context=context) as pool:
        waiting = [pool.submit(_read_apart, each, watched) for each in parts]
        try:
            for done in as_completed(waiting):
                whole.merge(done.result())
        except BrokenProcessPool:
            raise LogUnreadableError("a reading process died; is there memory left?") from None
    return whole


def read_part(part: Part, tally: Tally) -> None:
    """Take the records of one part of a file into ``tally``. Raises LogUnreadableError."""
    layout = layout_of(part.path)
    if layout is None:
        raise LogUnreadableError(f"{part.path}: no flow records that netwatch knows")
    with readable(part.path), opened(part.path) as file:
        for pieces in _pieces(file, layout.separator, part):
            tally.take(layout, pieces)


def _read_apart(part: Part, watched: Watched) -> Tally:
    tally = Tally(watched)
    read_part(part, tally)
    return tally.packed()


def _parts(paths: Sequence[Path], processes: int) -> Iterator[Part]:
    for path in paths:
        with readable(path):
            size, packed = path.stat().st_size, is_packed(path)
        shares = 1 if packed else max(1, min(processes, size // (_WORTH_A_PROCESS // 2)))
        edges = [size * each // shares for each in range(shares)]
        for begin, end in zip(edges, [*edges[1:], None], strict=True):
            yield Part(path, begin, end)


def _pieces(file: BufferedIOBase, separator: str, part: Part) -> Iterator[list[str]]:
    """Yield the pieces of ``part`` between separators, some at a time.

    A piece too long for any record is passed over.
    """
    mark = separator.encode()
    position = part.begin
    skip = part.begin > 0
    if skip:
        position = max(0, position - len(mark))
        file.seek(position)
    rest = b""
    while block := file.read(_BLOCK):
        rest += block
        if skip:
            found = rest.find(mark)
            if found < 0:
                position, rest = _shortened(position, rest, mark)
                continue
            position, rest, skip = position + found + len(mark), rest[found + len(mark) :], False
        if part.end is not None and position >= part.end:
            return
        cut = rest.rfind(mark)
        if cut < 0:
            if len(rest) > _LONGEST_PIECE:
                position, rest = _shortened(position, rest, mark)
                skip = True
            continue
        if part.end is not None and position + cut >= part.end:
            # The first separator at or behind the end closes the last piece of this part.
            cut = rest.find(mark, max(0, part.end - position - len(mark)))
            yield rest[:cut].decode("utf-8", "replace").split(separator)
            return
        yield rest[:cut].decode("utf-8", "replace").split(separator)
        position, rest = position + cut + len(mark), rest[cut + len(mark) :]
    if rest and not skip and (part.end is None or position < part.end):
        yield rest.decode("utf-8", "replace").split(separator)


def _shortened(position: int, rest: bytes, mark: bytes) -> tuple[int, bytes]:
    """Return ``rest`` without what cannot be the beginning of a separator."""
    kept = rest[-len(mark) :]
    return position + len(rest) - len(kept), kept

"""The history of a git repository: which commit put which contents under which path, and when."""

from collections.abc import Iterator
from dataclasses import dataclass

from netwatch.collect.git import GitError, Repository, tokens

_FORMAT = "--format=%x00%H%x00%at%x00%an%x00%ae%x00%s"
_LONGEST = 4096
_FILES = frozenset({b"100644", b"100755", b"100664"})
_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit; ``seconds`` since 1970 is when its author says that it was made."""

    name: str
    seconds: int
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit did to one path; ``blob`` is None when the file went."""

    commit: Commit
    path: str
    blob: str | None


def steps(repository: Repository, branch: str = "HEAD") -> Iterator[Step]:
    """Yield every change of every regular file on ``branch``, the newest commit first.

    Of a merge only what it did to the branch itself is told, so the steps of a path are exactly
    what stood there. Links and submodules are left out. Raises GitError.
    """
    if branch.startswith("-") or "\0" in branch:
        raise GitError(f"{branch!r} is no branch; git branch lists them")
    words = (
        "log", "-z", "--raw", "--root", "--first-parent", "-m", "--no-renames", "--no-abbrev",
        "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--no-decorate",
        "--no-color", "--encoding=UTF-8", _FORMAT, "--end-of-options", branch, "--",
    )  # fmt: skip
    pieces = tokens(repository, words, _LONGEST)
    commit: Commit | None = None
    for piece in pieces:
        head = piece.lstrip(b"\n")
        if not head:
            continue
        if not head.startswith(b":"):
            commit = _commit(head, [next(pieces, b"") for _ in range(_FIELDS)])
            continue
        path = next(pieces, b"")
        step = None if commit is None else _step(commit, head, path)
        if step is not None:
            yield step


def files(repository: Repository, branch: str = "HEAD") -> tuple[str, ...]:
    """Return the path of every regular file that ``branch`` holds now. Raises GitError."""
    words = ("ls-tree", "-r", "-z", "--full-tree", branch)
    listed = (each.partition(b"\t") for each in tokens(repository, words, _LONGEST))
    return tuple(_text(path) for head, _, path in listed if head.split(b" ")[0] in _FILES)


def _commit(name: bytes, fields: list[bytes]) -> Commit:
    seconds, author, mail, subject = fields
    known = _text(author).strip()
    address = _text(mail).strip()
    return Commit(
        name=_text(name),
        seconds=int(seconds) if seconds.lstrip(b"-").isdigit() else -1,
        author=f"{known} <{address}>" if address and address != known else known,
        subject=_text(subject),
    )


def _step(commit: Commit, head: bytes, path: bytes) -> Step | None:
    parts = head[1:].split(b" ")
    if len(parts) != 5 or len(path) >= _LONGEST:  # noqa: PLR2004  # modes, names, status
        return None
    before, after, _, name, _ = parts
    if after in _FILES:
        return Step(commit, _text(path), _text(name))
    return Step(commit, _text(path), None) if before in _FILES else None


def _text(data: bytes) -> str:
    return data.decode(errors="surrogateescape")

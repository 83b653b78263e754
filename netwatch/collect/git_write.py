"""A git repository written through git fast-import: the same input gives the same commits.

Read: git-fast-import(1). Only a bare repository that this module made itself is written to.
"""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netwatch.collect.git import GitError, Repository, running
from netwatch.collect.git_history import steps

BRANCH = "refs/heads/main"
_MARK = "netwatch-export"
_SAID = 300


@dataclass(frozen=True, slots=True)
class Written:
    """One commit to be made: ``text`` of one ``path``, at a time, by whom and saying what."""

    path: str
    text: bytes
    at: datetime
    author: str
    message: str


def prepare(folder: Path, environment: Mapping[str, str]) -> Repository:
    """Return the repository at ``folder``, made if need be. Raises GitError.

    One that netwatch did not make is refused, for its history would be mixed with ours.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).is_file():
            raise GitError(f"{folder} is not empty and netwatch did not make it; name a new folder")
        return Repository.at(folder, environment)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_text(f"ref: {BRANCH}\n", encoding="ascii")
    (folder / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = true\n", encoding="ascii"
    )
    (folder / _MARK).write_text("made by netwatch export git; it goes on from here\n", "ascii")
    return Repository.at(folder, environment)


def latest(repository: Repository) -> dict[str, int]:
    """Return by path when it was committed last, in seconds. Raises GitError."""
    if not (repository.folder / BRANCH).exists() and not _is_packed(repository):
        return {}
    found: dict[str, int] = {}
    for step in steps(repository, BRANCH):
        found[step.path] = max(found.get(step.path, 0), step.commit.seconds)
    return found


def _is_packed(repository: Repository) -> bool:
    packed = repository.folder / "packed-refs"
    return packed.is_file() and BRANCH in packed.read_text(encoding="utf-8", errors="replace")


def write(repository: Repository, commits: Iterable[Written], *, goes_on: bool) -> int:
    """Make ``commits`` in the order given and return how many. Raises GitError.

    ``goes_on`` tells that the branch has commits already. Git makes all of them or none visible.
    """
    count = 0
    with running(repository, ("fast-import", "--quiet", "--done"), asked=True) as process:
        pipe = process.stdin
        if pipe is None:
            raise TypeError("git was started without this pipe")
        try:
            for each in commits:
                pipe.write(_commit(each, parent=goes_on and count == 0))
                count += 1
            pipe.write(b"done\n")
            pipe.close()
            code = process.wait()
        except (OSError, subprocess.SubprocessError):
            code = process.wait() or 1
    if code:
        raise GitError(f"git could not write {repository.folder}; is there room, and may we write?")
    return count


def _commit(each: Written, *, parent: bool) -> bytes:
    who = f"{_name(each.author)} {int(each.at.timestamp())} +0000"
    message = each.message.encode(errors="replace")
    ours = f"netwatch <netwatch@localhost> {int(each.at.timestamp())} +0000"
    lines = [f"commit {BRANCH}", f"author {who}", f"committer {ours}", f"data {len(message)}"]
    head = "\n".join(lines).encode() + b"\n" + message + b"\n"
    origin = f"from {BRANCH}^0\n".encode() if parent else b""
    change = f"M 100644 inline {each.path}\ndata {len(each.text)}\n".encode()
    return head + origin + change + each.text + b"\n"


def _name(author: str) -> str:
    """Return ``Name <address>`` as a commit may hold it."""
    name, _, rest = author.partition("<")
    address = rest.rpartition(">")[0]
    plain = {ord(each): None for each in "<>\n\r\0"}
    return f"{name.translate(plain).strip() or 'netwatch'} <{address.translate(plain).strip()}>"

"""Git repositories read through the git program: objects only, nothing of theirs is ever run.

A repository is hostile. Its own configuration can name programs (hooks, pagers, filters, external
diffs, transports, signature checkers), so only commands that need none are used, each of these is
switched off besides, and the environment holds nothing of the caller's. Read: git(1), git-log(1),
git-cat-file(1), gitattributes(5), git-config(1).
"""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from netwatch.model.errors import NetwatchError

_SILENCE_S = 600.0
_CHUNK = 1 << 16
_SAID = 400
_OFF = (
    "core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.pager=cat",
    "core.sshCommand=false", "core.gitProxy=none", "core.alternateRefsCommand=", "diff.external=",
    "gpg.program=false", "log.showSignature=false", "log.showRoot=true", "log.mailmap=false",
    "protocol.allow=never", "credential.helper=", "maintenance.auto=false", "gc.auto=0",
)  # fmt: skip
_ENVIRONMENT = {
    "LC_ALL": "C",
    "HOME": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "cat",
}


class GitError(NetwatchError):
    """A git repository cannot be read, or git is not there to read it."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository on this machine; ``program`` is git, ``search`` the PATH it runs with."""

    folder: Path
    program: str
    search: str

    @classmethod
    def at(cls, path: Path, environment: Mapping[str, str]) -> "Repository":
        """Return the repository that lies in ``path`` itself, bare or not. Raises GitError."""
        search = environment.get("PATH", os.defpath)
        program = shutil.which("git", path=search)
        if program is None:
            raise GitError("git is not installed; install it to import a history that git keeps")
        folder = folder_of(path)
        if folder is None:
            raise GitError(
                f"{path} is no git repository; name the folder that holds .git, or a bare one"
            )
        return cls(folder.absolute(), program, search)

    def words(self, *words: str) -> list[str]:
        """Return the command line of git with ``words`` on this repository."""
        off = [word for each in _OFF for word in ("-c", each)]
        return [self.program, "--no-pager", "--literal-pathspecs", *off,
                f"--git-dir={self.folder}", *words]  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        """Return all that git finds in its environment."""
        return {**_ENVIRONMENT, "PATH": self.search}


def folder_of(path: Path) -> Path | None:
    """Return where the objects of the repository in ``path`` lie, None when it is none."""
    if (path / ".git").exists():
        return path / ".git"
    return path if (path / "HEAD").is_file() and (path / "objects").is_dir() else None


@contextmanager
def running(
    repository: Repository, words: Sequence[str], *, asked: bool = False
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run git and give it; whatever happens, it has ended afterwards. Raises GitError.

    ``asked`` opens its standard input.
    """
    try:
        process = subprocess.Popen(  # noqa: S603  # git, found by name, with fixed words
            repository.words(*words),
            stdin=subprocess.PIPE if asked else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if asked else subprocess.PIPE,
            env=repository.environment,
            cwd=os.sep,
        )
    except OSError as error:
        raise GitError(f"cannot run {repository.program}: {error.strerror}") from None
    try:
        yield process
    finally:
        process.kill()
        for each in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError, ValueError):
                if each is not None:
                    each.close()
        process.wait()


class Patience:
    """Ends a process that is silent for too long; use it in a ``with``, and say when it spoke."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float = _SILENCE_S) -> None:
        """Take the process, and how long it may be silent while something is asked of it."""
        self._process = process
        self._seconds = seconds
        self._asked: float | None = None
        self._over = threading.Event()

    def __enter__(self) -> Self:
        """Begin to watch."""
        threading.Thread(target=self._watch, name="git-patience", daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop watching."""
        self._over.set()

    def ask(self) -> None:
        """Say that an answer is waited for from now on."""
        self._asked = time.monotonic()

    def heard(self) -> None:
        """Say that nothing is waited for."""
        self._asked = None

    def _watch(self) -> None:
        while not self._over.wait(min(self._seconds, 5.0)):
            asked = self._asked
            if asked is not None and time.monotonic() - asked > self._seconds:
                self._process.kill()
                return


def tokens(repository: Repository, words: Sequence[str], longest: int) -> Iterator[bytes]:
    """Yield what git prints, piece by piece between NULs.

    A piece of more than ``longest`` bytes is cut. Raises GitError when git fails or hangs.
    """
    with running(repository, words) as process, Patience(process) as patience:
        out, said = _pipe(process.stdout), _pipe(process.stderr)
        rest = b""
        while True:
            patience.ask()
            chunk = out.read1(_CHUNK) if hasattr(out, "read1") else out.read(_CHUNK)
            patience.heard()
            if not chunk:
                break
            *whole, rest = (rest + chunk).split(b"\0")
            yield from (each[:longest] for each in whole)
            rest = rest[:longest]
        if rest:
            yield rest
        patience.ask()
        words_said = said.read(_SAID).decode(errors="replace")
        code = process.wait()
    if code:
        line = words_said.strip().split("\n")[0] or f"git ended with {code}"
        raise GitError(f"git cannot read {repository.folder}: {line}")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError("git was started without this pipe")
    return pipe


class Objects:
    """The contents of objects, asked of one git process; use it in a ``with``."""

    def __init__(self, repository: Repository, largest: int) -> None:
        """Take the repository, and how many bytes an object may have to be read."""
        self._repository = repository
        self._largest = largest

    def __enter__(self) -> Self:
        """Start git. Raises GitError."""
        with ExitStack() as stack:
            words = ("cat-file", "--batch")
            self._process = stack.enter_context(running(self._repository, words, asked=True))
            self._patience = stack.enter_context(Patience(self._process))
            self._close = stack.pop_all().close
        return self

    def __exit__(self, *_error: object) -> None:
        """End git."""
        self._close()

    def read(self, name: str) -> bytes | None:
        """Return the bytes of the file called ``name``, a hash or ``HEAD:path``.

        None when there is no such file, it is no file, or it is too large. Raises GitError when
        git ends.
        """
        if "\n" in name:
            return None
        self._patience.ask()
        try:
            return self._answer(name.encode(errors="surrogateescape") + b"\n")
        except OSError:
            raise self._ended() from None
        finally:
            self._patience.heard()

    def _answer(self, asked: bytes) -> bytes | None:
        pipe, out = _pipe(self._process.stdin), _pipe(self._process.stdout)
        pipe.write(asked)
        pipe.flush()
        head = out.readline(_CHUNK)
        if not head:
            raise self._ended()
        parts = head.rsplit(b" ", 2)
        if len(parts) != 3 or not parts[2].strip().isdigit():  # noqa: PLR2004  # name kind size
            return None
        size = int(parts[2])
        if parts[1] != b"blob" or size > self._largest:
            self._skip(out, size + 1)
            return None
        data = out.read(size + 1)
        if len(data) != size + 1:
            raise self._ended()
        return data[:-1]

    def _skip(self, out: IO[bytes], size: int) -> None:
        while size > 0:
            chunk = out.read(min(size, _CHUNK))
            if not chunk:
                raise self._ended()
            size -= len(chunk)

    def _ended(self) -> GitError:
        return GitError(f"git ended while it read {self._repository.folder}; run git fsck there")

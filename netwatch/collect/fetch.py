"""A file fetched off the device, hashed as it streams by: never kept, never on a disk.

It is the strongest word on a file that needs no vendor: the device under suspicion can hand out
another file than it runs, but it cannot choose what the hash of the handed-out bytes is. The road
is that of every visit: the same jump hosts, the same pinned host key; but a login of its own, for
many systems grant one channel a connection.
"""

import hashlib
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import paramiko

from netwatch.collect.access import Access
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, quoted
from netwatch.collect.link import Client, Link
from netwatch.collect.scp import NoScpError, ScpError, Source
from netwatch.model.device import Copying, Device
from netwatch.model.platform import FETCHED, PLAIN_PATH, CopyBy, Dialogue, Platform
from netwatch.model.snapshot import Artifact, Failure, Reason
from netwatch.parsing.fetched import ALGORITHMS, answer_of, command_of

MOST_FILES = 64
_CHUNK = 32768
_LONGEST_PACKET = 1 << 18
_GRACE_S = 30.0
_PLAIN = re.compile(PLAIN_PATH)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it: an answer for each file that was hashed whole, a failure for each other."""

    artifacts: tuple[Artifact, ...] = ()
    failures: tuple[Failure, ...] = ()


class _NotOfferedError(Exception):
    """The device does not speak this protocol; another may do."""


@dataclass(frozen=True, slots=True)
class _Coming:
    """A file on its way: its size in bytes, and its bytes."""

    size: int
    chunks: Iterator[bytes]


def fetch(device: Device, platform: Platform, access: Access, paths: tuple[str, ...]) -> Fetched:
    """Fetch and hash the files ``paths``, named as the device names them, one after another.

    ``device.copying`` bounds rate, size and time; time counts for all of them together. Never
    raises for anything a device or a network does.
    """
    artifacts: list[Artifact] = []
    failures: list[Failure] = []
    job = _Job(device, platform, access, time.monotonic() + device.copying.timeout_s)
    for path in paths[:MOST_FILES]:
        try:
            artifacts.append(_hashed(job, path))
        except CollectError as error:
            failures.append(Failure(command_of(path), error.reason, access.told(error.detail)))
    for path in paths[MOST_FILES : MOST_FILES + 1]:
        detail = f"{len(paths)} files were wanted, and {MOST_FILES} is the most a visit fetches"
        failures.append(Failure(command_of(path), Reason.INCOMPLETE, detail))
    return Fetched(tuple(artifacts), tuple(failures))


@dataclass(frozen=True, slots=True)
class _Job:
    """Everything the fetching of one file works with."""

    device: Device
    platform: Platform
    access: Access
    until: float

    @property
    def bounds(self) -> Copying:
        return self.device.copying


def _hashed(job: _Job, path: str) -> Artifact:
    copies = job.platform.copies
    if copies is None:
        raise CollectError(
            Reason.COMMAND_REJECTED, f"no way to copy a file off {job.platform.title} is known"
        )
    if not _PLAIN.fullmatch(path) or path.startswith("-"):
        raise CollectError(
            Reason.COMMAND_REJECTED, f"the file name {quoted(path)} is not plain; it is never sent"
        )
    for by in copies.by:
        try:
            return _by(job, by, path, copies.remote(path))
        except _NotOfferedError:
            continue
    names = " or ".join(each.value.upper() for each in copies.by)
    detail = f"the device hands out no files over {names}; only a person may switch that on"
    raise CollectError(Reason.COMMAND_REJECTED, detail)


def _by(job: _Job, by: CopyBy, path: str, remote: str) -> Artifact:
    left = job.until - time.monotonic()
    if left <= 0:
        raise CollectError(Reason.TIMEOUT, "fetch_timeout was up before its turn came; raise it")
    lifeline = Lifeline(left + _GRACE_S)
    job.access.halt.watch(lifeline)
    try:
        dialogue = job.platform.dialogue or Dialogue("")
        with _reasons(lifeline), Link(job.device, dialogue, job.access, lifeline) as link:
            client = link.client(link.target)
            client.connect(**link.arguments(link.target, link.reach()))
            with (_sftp if by is CopyBy.SFTP else _scp)(job, client, remote) as coming:
                _bound(job, coming.size)
                return _sum(job, path, coming)
    finally:
        job.access.halt.forget(lifeline)


@contextmanager
def _reasons(lifeline: Lifeline) -> Iterator[None]:
    """Turn whatever goes wrong on the way into a CollectError with its reason."""
    try:
        yield
    except (CollectError, _NotOfferedError):
        raise
    except TimeoutError:
        lifeline.left()
        raise CollectError(Reason.TIMEOUT, "the device sent nothing more of the file") from None
    except (EOFError, OSError, paramiko.SSHException):
        lifeline.left()
        detail = "the device closed the connection before the file was whole"
        raise CollectError(Reason.INCOMPLETE, detail) from None
    except Exception as error:  # noqa: BLE001  # a hostile file server must not end a sweep
        detail = f"the device's file server makes no sense ({type(error).__name__})"
        raise CollectError(Reason.INCOMPLETE, detail) from None


def _refused(words: str) -> CollectError:
    detail = "the device does not hand out the file"
    return CollectError(Reason.COMMAND_REJECTED, f"{detail}: {quoted(words)}" if words else detail)


@contextmanager
def _scp(job: _Job, client: Client, remote: str) -> Iterator[_Coming]:
    with _channel(lambda: client.running(f"scp -f {remote}"), job) as channel:
        source = Source(channel)
        try:
            size = source.begin()
        except NoScpError:
            raise _NotOfferedError from None
        except ScpError as error:
            raise _refused(str(error)) from None
        yield _Coming(size, _scp_chunks(source, size))


def _scp_chunks(source: Source, size: int) -> Iterator[bytes]:
    try:
        yield from source.chunks(size)
    except ScpError as error:
        detail = f"the device broke off in the middle of the file: {quoted(str(error))}"
        raise CollectError(Reason.INCOMPLETE, detail) from None


@contextmanager
def _sftp(job: _Job, client: Client, remote: str) -> Iterator[_Coming]:
    with _channel(lambda: client.subsystem("sftp"), job) as channel:
        try:
            files = _Files(channel)
        except (EOFError, paramiko.SSHException):
            raise _NotOfferedError from None
        try:
            said = files.stat(remote)
            file = files.open(remote, "r")
        except TimeoutError:
            raise
        except OSError as error:
            if channel.closed:
                raise
            raise _refused(str(error)) from None
        if said.st_size is None or not stat.S_ISREG(said.st_mode or stat.S_IFREG):
            raise _refused("what it names is no plain file")
        yield _Coming(said.st_size, iter(lambda: file.read(_CHUNK), b""))


class _Files(paramiko.SFTPClient):
    """paramiko's client, which takes in whatever length the other side announces."""

    def _read_all(self, n: int) -> bytes:
        if n > _LONGEST_PACKET:
            raise EOFError
        data: bytes = super()._read_all(n)  # type: ignore[misc]  # not in the stubs
        return data


@contextmanager
def _channel(opened: Callable[[], paramiko.Channel], job: _Job) -> Iterator[paramiko.Channel]:
    try:
        channel = opened()
    except paramiko.SSHException:
        raise _NotOfferedError from None
    channel.settimeout(job.access.limits.prompt_s)
    try:
        yield channel
    finally:
        channel.close()


def _bound(job: _Job, size: int) -> None:
    """Raise CollectError when the file is too large to be fetched within the bounds."""
    bounds = job.bounds
    if size > bounds.max_bytes:
        detail = f"it has {size:,} bytes, more than fetch_max_size allows ({bounds.max_bytes:,})"
        raise CollectError(Reason.INCOMPLETE, detail)
    seconds, left = size / bounds.rate, job.until - time.monotonic()
    if seconds > left:
        detail = (
            f"its {size:,} bytes take {seconds:,.0f} s at fetch_rate, and {max(0.0, left):,.0f} s "
            "are left; raise fetch_rate or fetch_timeout"
        )
        raise CollectError(Reason.TIMEOUT, detail)


def _sum(job: _Job, path: str, coming: _Coming) -> Artifact:
    hashes = [hashlib.new(name, usedforsecurity=False) for name in ALGORITHMS]
    size = 0
    for chunk in _paced(job, coming.chunks):
        size += len(chunk)
        if size > coming.size:
            break
        for each in hashes:
            each.update(chunk)
    if size != coming.size:
        detail = f"the device announced {coming.size:,} bytes and sent others; it may be changing"
        raise CollectError(Reason.INCOMPLETE, detail)
    digests = {each.name: each.hexdigest() for each in hashes}
    return Artifact(FETCHED, command_of(path), answer_of(size, digests))


def _paced(job: _Job, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield ``chunks`` no faster than the rate allows. Raises CollectError (timeout)."""
    began, done = time.monotonic(), 0
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        now = time.monotonic()
        if now > job.until:
            detail = "the copy took longer than fetch_timeout; raise it, or fetch_rate"
            raise CollectError(Reason.TIMEOUT, detail)
        ahead_s = done / job.bounds.rate - (now - began)
        if ahead_s > 0:
            job.access.halt.wait(ahead_s)

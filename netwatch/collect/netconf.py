"""The running configuration over NETCONF: one question that reads, bounded in time and size.

Another road to the same device: it crosses no command parser. Of ncclient only the framing and a
few fixed texts would be used, and its session opens a socket of its own, over which jump hosts,
pinned keys, old algorithms and the visit's time limit would not hold; so the link of every visit
carries it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from xml.etree.ElementTree import Element

import paramiko

from netwatch.collect.access import Access
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, ForbiddenWriteError, quoted
from netwatch.collect.link import Client, Link
from netwatch.collect.netconf_frames import FrameError, Frames
from netwatch.model.channels import NETCONF
from netwatch.model.device import Device, NetconfServer
from netwatch.model.netconf import Netconf
from netwatch.model.platform import Dialogue, Platform
from netwatch.model.snapshot import Artifact, Failure, Reason
from netwatch.parsing.netconf import COMMAND, HELLO, READS, messages
from netwatch.parsing.text import TooLargeError, clean
from netwatch.parsing.xml import XmlError, parsed

LIMIT_S = 120.0
_MOST_HELLO = 1 << 20
_CHUNKS = "urn:ietf:params:netconf:base:1.1"


def ask(device: Device, platform: Platform, access: Access) -> Artifact | Failure:
    """Ask ``device`` for what its running configuration names; ``access`` has its secrets.

    Returns the answer, redacted, or what kept it away. Never raises for anything that a device or
    a network does; ForbiddenWriteError for a platform file whose question could change a device.
    """
    server, spoken = device.netconf, platform.netconf
    if server is None or spoken is None:
        detail = f"{platform.title} is not read over NETCONF; drop `netconf:`"
        return Failure(COMMAND, Reason.COMMAND_REJECTED, detail)
    lifeline = Lifeline(min(LIMIT_S, device.timeout_s))
    access.halt.watch(lifeline)
    place = _pinned_apart(device, server)
    try:
        with (
            _reasons(lifeline, server),
            Link(place, platform.dialogue or Dialogue(""), access, lifeline) as link,
        ):
            client = link.client(link.target)
            client.connect(**link.arguments(link.target, link.reach()))
            text = _asked(client, spoken, access)
    except CollectError as error:
        return Failure(COMMAND, error.reason, access.told(error.detail))
    finally:
        access.halt.forget(lifeline)
    return Artifact(NETCONF, COMMAND, access.redact(text, NETCONF))


def _pinned_apart(device: Device, server: NetconfServer) -> Device:
    """Return ``device`` at the server's port; another port may be another server with its own key.

    No name in an inventory holds a blank, so that no device's key is meant by this one.
    """
    if server.port == device.port:
        return device
    return replace(device, port=server.port, name=f"{device.name} netconf")


@contextmanager
def _reasons(lifeline: Lifeline, server: NetconfServer) -> Iterator[None]:
    """Turn whatever goes wrong on the way into a CollectError with its reason."""
    try:
        yield
    except (CollectError, ForbiddenWriteError):
        raise
    except TimeoutError:
        lifeline.left()
        raise CollectError(Reason.TIMEOUT, "the device sent nothing more over NETCONF") from None
    except (FrameError, XmlError, TooLargeError) as error:
        detail = f"the NETCONF answer makes no sense: {quoted(str(error))}"
        raise CollectError(Reason.INCOMPLETE, detail) from None
    except (EOFError, OSError, paramiko.SSHException):
        lifeline.left()
        detail = f"port {server.port} broke off before the NETCONF answer was whole"
        raise CollectError(Reason.INCOMPLETE, detail) from None
    except Exception as error:  # noqa: BLE001  # a hostile server must not end a sweep
        detail = f"the NETCONF answer makes no sense ({type(error).__name__})"
        raise CollectError(Reason.INCOMPLETE, detail) from None


def _asked(client: Client, spoken: Netconf, access: Access) -> str:
    """Return the text that is kept of the one answer."""
    try:
        channel = client.subsystem("netconf")
    except paramiko.SSHException:
        detail = "the device let us in but speaks no NETCONF there; enable it, or drop `netconf:`"
        raise CollectError(Reason.COMMAND_REJECTED, detail) from None
    channel.settimeout(access.limits.prompt_s)
    try:
        talk = _Talk(channel, spoken)
        talk.greet()
        reply = talk.question(access.limits.answer_bytes)
    finally:
        channel.close()
    try:
        return clean(spoken.kept(reply))
    except TooLargeError:
        raise
    except ValueError as error:
        detail = f"the NETCONF answer is not whole: {quoted(str(error))}"
        raise CollectError(Reason.INCOMPLETE, detail) from None


class _Talk:
    """One NETCONF session; nothing but the platform's own messages is ever written."""

    def __init__(self, channel: paramiko.Channel, spoken: Netconf) -> None:
        self._channel = channel
        self._frames = Frames(channel)
        self._hello, self._rpc, self._close = self._listed = messages(spoken)
        if parsed(spoken.request.encode()).tag not in READS:
            raise ForbiddenWriteError(f"{quoted(spoken.request)} is not a question")

    def greet(self) -> None:
        self._write(self._hello)
        hello = parsed(self._frames.read(_MOST_HELLO).strip())
        if hello.tag != "hello":
            raise XmlError("it does not begin with a hello")
        spoken = {(each.text or "").strip() for each in hello.iter("capability")}
        self._frames.chunked = _CHUNKS in spoken and _CHUNKS in HELLO

    def question(self, most: int) -> Element:
        """Return the whole ``rpc-reply``. Raises CollectError with the device's own words."""
        self._write(self._rpc)
        reply = parsed(self._frames.read(most).strip())
        if reply.tag != "rpc-reply":
            raise XmlError("it is no rpc-reply")
        for error in reply.iter("rpc-error"):
            if error.findtext("error-severity", "error").strip() != "warning":
                raise _refused(error)
        self._write(self._close)
        return reply

    def _write(self, message: str) -> None:
        if message not in self._listed:
            raise ForbiddenWriteError(f"{quoted(message)} is not listed for NETCONF")
        self._channel.sendall(self._frames.framed(message))


def _refused(error: Element) -> CollectError:
    tag = error.findtext("error-tag", "").strip()
    words = " ".join(error.findtext("error-message", "").split()) or tag
    detail = f"the device refused the NETCONF question: {quoted(words)}; check the account's rights"
    denied = tag in {"access-denied", "authorization"}
    return CollectError(Reason.AUTH_FAILED if denied else Reason.COMMAND_REJECTED, detail)

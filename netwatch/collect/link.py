"""An authenticated SSH link to a device, over as many jump hosts as the inventory names."""

import threading
from dataclasses import dataclass
from typing import Any, Self

import paramiko
from paramiko.ssh_exception import IncompatiblePeer

from netwatch.collect import algorithms, dial
from netwatch.collect.access import Access, Limits
from netwatch.collect.auth import Login
from netwatch.collect.deadline import Lifeline
from netwatch.collect.dial import Road
from netwatch.collect.errors import CollectError, quoted
from netwatch.collect.transport import Transport
from netwatch.collect.trust import Trust
from netwatch.model.device import Credentials, Device
from netwatch.model.platform import Dialogue
from netwatch.model.snapshot import Reason

_END_S = 1.0
_FILE_WINDOW = 1 << 18  # bytes that may come before we read on: a slow reader slows the device


@dataclass(frozen=True, slots=True)
class Peer:
    """One end to log in to: the device, or a jump host on the way.

    ``dialogue`` says how the device's login differs; a jump host's terminal is never opened.
    """

    device: Device
    credentials: Credentials
    trust: Trust
    dialogue: Dialogue


class Link:
    """``with Link(device, dialogue, access, lifeline) as link``: holds what must be closed.

    ``reach`` opens the way to the device's SSH port, ``client`` and ``arguments`` make the
    paramiko client for one end of it. Leaving the block ends every thread that was started.
    """

    def __init__(
        self, device: Device, dialogue: Dialogue, access: Access, lifeline: Lifeline
    ) -> None:
        trust = Trust(device, access.host_keys)
        self.target = Peer(device, access.credentials, trust, dialogue)
        self.transport: Transport | None = None
        self._access = access
        self._lifeline = lifeline
        self._transports: list[Transport] = []

    def __enter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Wake every thread, outermost first, wait for its end, and only then close its socket.

        A socket closed under a thread that is about to wait on it may leave it waiting on
        another visit's socket, which got the same number.
        """
        self._lifeline.shut()
        for transport in self._transports:
            if transport.is_alive():
                transport.join(_END_S)
            transport.close()
        self._lifeline.close()

    def reach(self) -> Road:
        """Return an open way to the device's SSH port. Raises CollectError."""
        hops = self._access.jump
        first = hops[0].device if hops else self.target.device
        addresses = dial.resolve(first, self._limits, self._lifeline)
        road: Road = dial.connect(first, addresses, self._limits, self._lifeline)
        for at, hop in enumerate(hops):
            trust = Trust(hop.device, self._access.host_keys)
            peer = Peer(hop.device, hop.credentials, trust, Dialogue(""))
            try:
                client = self.client(peer)
                client.connect(**self.arguments(peer, road))
                beyond = hops[at + 1].device if at + 1 < len(hops) else self.target.device
                road = dial.through(
                    self._transports[-1], hop.device, beyond, self._limits, self._lifeline
                )
            except CollectError as error:
                detail = f"jump host {hop.device.name}: {error.detail}"
                raise CollectError(error.reason, detail) from error
        return road

    def client(self, peer: Peer) -> "Client":
        """Return paramiko's client for ``peer``; it knows no host key but through ``trust``."""
        client = Client(peer.device, self._limits, self._lifeline)
        client.set_missing_host_key_policy(peer.trust)
        return client

    def arguments(self, peer: Peer, road: Road) -> dict[str, Any]:
        """Return the arguments of paramiko's ``connect`` for ``peer`` over ``road``."""
        limit_s = self._lifeline.left(self._limits.login_s)

        def transport_factory(sock: Road, **_: object) -> Transport:
            transport = Transport(sock)
            self._transports.append(transport)
            self.transport = transport
            transport.channel_timeout = limit_s
            algorithms.prepare(transport, peer.device.ssh, peer.trust.pinned)
            return transport

        return {
            "hostname": peer.device.address,
            "port": peer.device.port,
            "username": peer.credentials.username,
            "sock": road,
            "timeout": limit_s,
            "banner_timeout": limit_s,
            "auth_timeout": limit_s,
            "transport_factory": transport_factory,
            "auth_strategy": Login(peer.credentials, peer.dialogue, self._lifeline),
        }

    @property
    def _limits(self) -> Limits:
        return self._access.limits


class Client(paramiko.SSHClient):
    """paramiko's client with our reasons for its errors, and no wait without a limit."""

    def __init__(self, device: Device, limits: Limits, lifeline: Lifeline) -> None:
        super().__init__()
        self._device = device
        self._limits = limits
        self._lifeline = lifeline

    def connect(self, *args: Any, **named: Any) -> None:  # noqa: ANN401  # paramiko's own
        """Exchange keys and log in. Raises CollectError."""
        strange = algorithms.unknown(self._device.ssh)
        if strange:
            detail = f"the inventory names SSH algorithms nobody has: {', '.join(strange)}"
            raise CollectError(Reason.LEGACY_CRYPTO, detail)
        try:
            super().connect(*args, **named)
        except IncompatiblePeer as error:
            raise self._legacy(error) from error
        except (paramiko.SSHException, EOFError, OSError, ValueError) as error:
            self._lifeline.left()
            raise self._broken(error) from error

    def invoke_shell(
        self,
        term: str = "vt100",
        width: int = 80,
        height: int = 24,
        *_: object,
        **__: object,
    ) -> paramiko.Channel:
        """Open a terminal. Raises CollectError (unreachable, timeout)."""
        limit_s = self._lifeline.left(self._limits.login_s)
        try:
            channel = self._session(limit_s)
            channel.get_pty(term, width, height)
            channel.invoke_shell()
        except TimeoutError as error:
            self._lifeline.left()
            detail = f"the device gave no terminal in {limit_s:g} s after login; look at its load"
            raise CollectError(Reason.TIMEOUT, detail) from error
        except (paramiko.SSHException, EOFError, OSError) as error:
            self._lifeline.left()
            detail = "the device let us in but gave no terminal; all its lines may be in use"
            raise CollectError(Reason.UNREACHABLE, detail) from error
        return channel

    def running(self, command: str) -> paramiko.Channel:
        """Return a channel that runs ``command``. Raises SSHException, OSError, EOFError."""
        channel = self._session(self._lifeline.left(self._limits.login_s), _FILE_WINDOW)
        channel.exec_command(command)
        return channel

    def subsystem(self, name: str) -> paramiko.Channel:
        """Return a channel to a subsystem. Raises SSHException, OSError, EOFError."""
        channel = self._session(self._lifeline.left(self._limits.login_s), _FILE_WINDOW)
        channel.invoke_subsystem(name)
        return channel

    def _session(self, limit_s: float, window: int | None = None) -> paramiko.Channel:
        transport = self.get_transport()
        assert transport is not None
        channel = transport.open_session(window_size=window, timeout=limit_s)
        channel.event = _BoundedEvent(limit_s)
        return channel

    def _legacy(self, error: IncompatiblePeer) -> CollectError:
        transport = self.get_transport()
        theirs = transport.offer if isinstance(transport, Transport) else None
        if theirs is None:
            detail = f"no common SSH protocol version ({error}); enable SSH version 2 on it"
            return CollectError(Reason.LEGACY_CRYPTO, detail)
        line = algorithms.inventory_line(theirs, self._device.ssh)
        offered = ", ".join((*theirs.kex[:8], *theirs.host_keys[:4], *theirs.ciphers[:8]))
        detail = f"the device offers only algorithms netwatch does not accept: {quoted(offered)}"
        if line is None:
            return CollectError(Reason.LEGACY_CRYPTO, f"{detail}; it needs a newer SSH server")
        advice = f"; to reach it as it is, add this line to {self._device.name} in the inventory: "
        return CollectError(Reason.LEGACY_CRYPTO, f"{detail}{advice}{line}")

    def _broken(self, error: Exception) -> CollectError:
        transport = self.get_transport()
        place = f"{self._device.address} port {self._device.port}"
        greeted = transport is not None and transport.remote_version
        stage = "did not finish the key exchange" if greeted else "sent no SSH greeting"
        waiting = transport is not None and transport.is_active()
        if waiting or isinstance(error.__context__ or error, TimeoutError):
            detail = f"{place} {stage} in time; is it an SSH port, and is one of its lines free?"
            return CollectError(Reason.TIMEOUT, detail)
        if isinstance(error.__context__ or error, (EOFError, ConnectionError)):
            detail = f"{place} closed the connection and {stage}; its lines may all be in use"
            return CollectError(Reason.UNREACHABLE, detail)
        detail = f"the SSH handshake with {place} failed: {quoted(str(error))}; try again"
        return CollectError(Reason.UNREACHABLE, detail)


class _BoundedEvent(threading.Event):
    """paramiko waits for the answer to a pty request without any limit; this one has one."""

    def __init__(self, limit_s: float) -> None:
        super().__init__()
        self._limit_s = limit_s

    def wait(self, timeout: float | None = None) -> bool:
        if not super().wait(self._limit_s if timeout is None else timeout):
            raise TimeoutError
        return True

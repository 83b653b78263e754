"""A socket to the device: name, TCP, or a channel through a jump host. Nothing here logs in."""

import ipaddress
import socket
from contextlib import suppress
from typing import TypeAlias

import paramiko

from netwatch.collect.access import Limits
from netwatch.collect.deadline import Lifeline, within
from netwatch.collect.errors import CollectError, quoted
from netwatch.model.device import Device
from netwatch.model.snapshot import Reason

Road: TypeAlias = socket.socket | paramiko.Channel


def resolve(device: Device, limits: Limits, lifeline: Lifeline) -> tuple[str, ...]:
    """Return the addresses of ``device``, IPv6 and IPv4 in the system's order.

    The system's resolver cannot be interrupted, so it runs aside and may be left behind.
    Raises CollectError (unreachable, timeout).
    """
    if _is_address(device.address):
        return (device.address,)
    found: list[str] = []
    problem: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(device.address, device.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(each[4][0]) for each in answers))
        except (OSError, UnicodeError) as error:
            problem.append(str(error))

    limit_s = lifeline.left(limits.resolve_s)
    name = quoted(device.address)
    if not within(limit_s, ask, f"resolve {device.name}"):
        lifeline.left()
        detail = f"the name {name} was not resolved in {limit_s:g} s; check the name server"
        raise CollectError(Reason.TIMEOUT, detail)
    if not found:
        detail = f"the name {name} does not resolve ({''.join(problem)}); correct the address"
        raise CollectError(Reason.UNREACHABLE, detail)
    return tuple(found)


def connect(
    device: Device, addresses: tuple[str, ...], limits: Limits, lifeline: Lifeline
) -> socket.socket:
    """Return a TCP connection to the first address that answers, without Nagle's delay.

    Raises CollectError (unreachable).
    """
    problems = []
    for address in addresses:
        limit_s = lifeline.left(limits.connect_s)
        try:
            sock = socket.create_connection((address, device.port), limit_s)
        except OSError as error:
            lifeline.left()
            why = (
                f"no answer in {limit_s:g} s" if isinstance(error, TimeoutError) else error.strerror
            )
            problems.append(f"{address} port {device.port}: {why or error}")
            continue
        # paramiko leaves Nagle's algorithm on, which costs 40 ms at each of our small writes.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lifeline.hold(sock)
        return sock
    detail = f"{'; '.join(problems)}; check address, port, routing and access lists"
    raise CollectError(Reason.UNREACHABLE, detail)


def through(
    transport: paramiko.Transport, hop: Device, device: Device, limits: Limits, lifeline: Lifeline
) -> paramiko.Channel:
    """Return a channel from the jump host ``hop`` to ``device``; the hop resolves the name.

    Raises CollectError (unreachable, timeout).
    """
    place = f"{device.address} port {device.port}"
    limit_s = lifeline.left(limits.connect_s)
    problem = "closed the connection"
    with suppress(OSError, EOFError):
        try:
            return transport.open_channel(
                "direct-tcpip", (device.address, device.port), ("127.0.0.1", 0), timeout=limit_s
            )
        except paramiko.ChannelException as error:
            problem = f"refused the way to {place} ({quoted(error.text)})"
        except paramiko.SSHException:
            problem = f"opened no way to {place} in {limit_s:g} s"
    lifeline.left()
    detail = f"the jump host {hop.name} {problem}; check its forwarding rules and the address"
    raise CollectError(Reason.UNREACHABLE, detail)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True

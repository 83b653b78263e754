"""A tiny SNMP agent of version 2c on loopback, which says what a test wants it to say."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api
from pysnmp.proto.rfc1905 import noSuchObject

from netwatch.parsing.agent import AGENT_UPTIME, HOST_UPTIME, OBJECTS

COMMUNITY = "c0mmunity-s3cret"
_V2C = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]


class Talk:
    """What the agent says: ``values`` by object name, or the datagram ``raw`` to everything."""

    def __init__(self) -> None:
        self.values: Mapping[str, str | int] = {}
        self.raw: bytes | None = None
        self.asked = 0


@contextmanager
def agent() -> Iterator[tuple[int, Talk]]:
    """Serve on a free port of loopback; yields it and what may be changed meanwhile."""
    talk = Talk()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0.05)
        stop = threading.Event()
        thread = threading.Thread(target=_serve, args=(sock, talk, stop))
        thread.start()
        try:
            yield sock.getsockname()[1], talk
        finally:
            stop.set()
            thread.join(5)


def _serve(sock: socket.socket, talk: Talk, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            packet, client = sock.recvfrom(65535)
        except TimeoutError:
            continue
        talk.asked += 1
        answer = talk.raw if talk.raw is not None else _answer(packet, talk.values)
        if answer:
            sock.sendto(answer, client)


def _answer(packet: bytes, values: Mapping[str, str | int]) -> bytes:
    message, _ = decoder.decode(packet, asn1Spec=_V2C.Message())
    if bytes(_V2C.apiMessage.get_community(message)) != COMMUNITY.encode():
        return b""
    names = {number: name for name, number in OBJECTS.items()}
    response = _V2C.apiMessage.get_response(message)
    asked = _V2C.apiPDU.get_varbinds(_V2C.apiMessage.get_pdu(message))
    said = [(number, _value(values, names[number.prettyPrint()])) for number, _ in asked]
    _V2C.apiPDU.set_varbinds(_V2C.apiMessage.get_pdu(response), said)
    return encoder.encode(response)


def _value(values, name):
    if name not in values:
        return noSuchObject
    if name in {AGENT_UPTIME, HOST_UPTIME}:
        return _V2C.TimeTicks(values[name])
    return _V2C.OctetString(values[name])

"""ping in twenty lines, for machines without iputils: ``python ping.py ADDRESS COUNT``.

Ends with status 1 unless every request is answered.
"""

import os
import socket
import struct
import sys
import time


def checksum(data: bytes) -> int:
    """Return the internet checksum (RFC 1071) of an even number of bytes."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def ping(address: str, count: int) -> bool:
    """Send ``count`` requests, one after the answer to the other; True when all were answered."""
    number = os.getpid() & 0xFFFF
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as link:
        for sequence in range(count):
            body = struct.pack("!HH", number, sequence) + b"netwatch" * 4
            request = struct.pack("!BBH", 8, 0, checksum(b"\x08\x00" + body)) + body
            link.sendto(request, (address, 0))
            if not answered(link, body, time.monotonic() + 2):
                return False
            time.sleep(0.01)
    return True


def answered(link: socket.socket, body: bytes, end: float) -> bool:
    """Wait for the echo reply that carries ``body``."""
    while (left := end - time.monotonic()) > 0:
        link.settimeout(left)
        try:
            packet = link.recv(2048)
        except TimeoutError:
            return False
        if packet[20:22] == b"\x00\x00" and packet[24:] == body:
            return True
    return False


if __name__ == "__main__":
    sys.exit(0 if ping(sys.argv[1], int(sys.argv[2])) else 1)

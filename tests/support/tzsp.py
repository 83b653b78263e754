"""Copies each frame of a device into TZSP: ``python tzsp.py DEVICE ADDRESS``, until it is ended.

The header of RouterOS' sniffer and of Wireshark's packet-tzsp.c: version 1, type 0 (received
frame), encapsulated protocol 1 (Ethernet), and tag 1 (end of tags), to UDP port 37008.
"""

import socket
import sys

HEADER = b"\x01\x00\x00\x01\x01"
PORT = 37008
ALL_PROTOCOLS = 3
SO_RCVBUFFORCE, BUFFER = 33, 8 << 20


def copy(device: str, address: str) -> None:
    """Send what ``device`` receives and sends to ``address``, one datagram a frame."""
    with (
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS)) as tap,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out,
    ):
        tap.bind((device, ALL_PROTOCOLS))
        tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        sys.stdout.write("copying\n")
        sys.stdout.flush()
        while True:
            try:
                out.sendto(HEADER + tap.recv(2048), (address, PORT))
            except ConnectionError:
                continue  # an ICMP error of a collector that does not listen


if __name__ == "__main__":
    copy(*sys.argv[1:])

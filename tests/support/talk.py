"""A TCP conversation: ``talk.py answer ADDRESS PORT`` and ``talk.py ask ADDRESS PORT ROUNDS``.

Each round is a question of 300 bytes and an answer of 900, one after the other, so that packets
go both ways throughout. ``answer`` serves one connection and ends.
"""

import socket
import sys

QUESTION, ANSWER, WAIT_S = 300, 900, 20


def answer(address: str, port: int) -> None:
    """Answer every question of the first caller until it hangs up."""
    with socket.create_server((address, port)) as server:
        server.settimeout(WAIT_S)
        link, _ = server.accept()
        with link:
            link.settimeout(WAIT_S)
            while received(link, QUESTION):
                link.sendall(b"a" * ANSWER)


def ask(address: str, port: int, rounds: int) -> None:
    """Ask ``rounds`` questions; raises SystemExit when one is not answered."""
    with socket.create_connection((address, port), timeout=WAIT_S) as link:
        for _ in range(rounds):
            link.sendall(b"q" * QUESTION)
            if not received(link, ANSWER):
                raise SystemExit("the other side hung up")


def received(link: socket.socket, size: int) -> bool:
    """Read ``size`` bytes; False when the other side hung up before."""
    while size:
        data = link.recv(size)
        if not data:
            return False
        size -= len(data)
    return True


if __name__ == "__main__":
    role, where, number, *more = sys.argv[1:]
    if role == "answer":
        answer(where, int(number))
    else:
        ask(where, int(number), int(more[0]))

"""The receiving end of SCP against scripted senders, sane and hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.collect.scp import NoScpError, ScpError, Source


class Sender:
    """Says ``data`` in pieces, and remembers what it was told."""

    def __init__(self, data, piece=7):
        self.data, self.piece, self.told = data, piece, b""

    def recv(self, nbytes):
        some = self.data[: min(self.piece, nbytes)]
        self.data = self.data[len(some) :]
        return some

    def sendall(self, s):
        self.told += s


def received(data, piece=7):
    sender = Sender(data, piece)
    source = Source(sender)
    size = source.begin()
    return b"".join(source.chunks(size)), sender


@pytest.mark.parametrize("piece", [1, 7, 100000])
def test_a_file_with_and_without_its_times(piece):
    body = bytes(range(256)) * 50
    header = b"C0644 %d os.bin\n" % len(body)
    for before in (b"", b"T1700000000 0 1700000000 0\n"):
        data, sender = received(before + header + body + b"\0", piece)
        assert data == body
        assert set(sender.told) == {0}
        assert len(sender.told) == (4 if before else 3)


def test_an_empty_file():
    assert received(b"C0644 0 x\n\0")[0] == b""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"\1scp: flash:x: No such file or directory\n", "scp: flash:x: No such file or directory"),
        (b"\2fatal", "fatal"),
        (b"D0755 0 dir\n", "D0755 0 dir"),
        (b"C0644 -1 x\n", "C0644 -1 x"),
        (b"C0644 9999999999999999999 x\n", "C0644"),
        (b"Administratively disabled.\n", "Administratively disabled."),
        (b"\1\n", "an error without words"),
        (b"x" * 10000, "without end"),
    ],
)
def test_whatever_is_no_file_is_told_in_its_own_words(said, words):
    with pytest.raises(ScpError, match=words.replace(".", r"\.")):
        Source(Sender(said)).begin()


def test_silence_means_that_it_is_not_offered():
    with pytest.raises(NoScpError):
        Source(Sender(b"")).begin()


def test_a_file_that_ends_too_soon_is_not_a_file():
    with pytest.raises(EOFError):
        received(b"C0644 10 x\nabc")


def test_a_sender_that_breaks_off_with_an_error():
    with pytest.raises(ScpError, match="read error"):
        received(b"C0644 3 x\nabc\1read error\n")


@given(st.binary(max_size=400))
def test_no_sender_can_do_more_than_be_refused(data):
    try:
        received(data)
    except (ScpError, EOFError):
        return

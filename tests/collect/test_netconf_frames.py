"""However the bytes of a message arrive, it is the same message; what is no frame ends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.collect.netconf_frames import FrameError, Frames


class Pieces:
    def __init__(self, data, size=1):
        self.left = [data[at : at + size] for at in range(0, len(data), size)]

    def recv(self, _most):
        return self.left.pop(0) if self.left else b""


def frames(data, size=1, *, chunked=True):
    reader = Frames(Pieces(data, size))
    reader.chunked = chunked
    return reader


messages = st.binary(min_size=1, max_size=300)


@given(st.lists(messages, min_size=1, max_size=4), messages, st.integers(1, 50))
def test_chunks_are_joined_wherever_they_are_cut(chunks, second, size):
    data = b"".join(b"\n#%d\n%b" % (len(each), each) for each in chunks) + b"\n##\n"
    reader = frames(data + b"\n#%d\n%b\n##\n" % (len(second), second), size)
    assert reader.read(5000) == b"".join(chunks)
    assert reader.read(5000) == second


@given(messages.filter(lambda data: b"]]>]]>" not in data + b"]]>]]"), messages, st.integers(1, 50))
def test_the_mark_ends_a_message_wherever_it_is_cut(first, rest, size):
    reader = frames(first + b"]]>]]>" + rest, size, chunked=False)
    assert reader.read(5000) == first


@given(st.text(max_size=50), st.booleans())
def test_what_is_framed_is_read_back(message, chunked):
    text = f"<a>{message.replace(']', '')}</a>"
    framed = frames(b"", chunked=chunked).framed(text)
    assert frames(framed, chunked=chunked).read(5000) == text.encode()


@pytest.mark.parametrize(
    "data",
    [b"<rpc-reply/>    ", b"\n#0\n#############", b"\n#99999999999\n   ", b"\n#12a\nxxxxxxxxxxx"],
)
def test_what_is_no_chunk_is_no_message(data):
    with pytest.raises(FrameError, match="no chunk"):
        frames(data).read(10**12)


def test_a_chunk_that_is_announced_larger_than_allowed_is_never_awaited():
    reader = frames(b"\n#4000000000\nxx")
    with pytest.raises(FrameError, match="larger"):
        reader.read(1000)


def test_chunks_that_add_up_to_more_than_allowed_end_it():
    with pytest.raises(FrameError, match="larger"):
        frames(b"\n#600\n" + b"x" * 600 + b"\n#600\n" + b"x" * 600 + b"\n##\n").read(1000)


def test_a_message_without_its_mark_ends_at_the_bound():
    with pytest.raises(FrameError, match="larger"):
        frames(b"x" * 5000, 100, chunked=False).read(1000)


@pytest.mark.parametrize("data", [b"", b"\n#5\nab", b"\n#2\nab", b"\n#2\nab\n##"])
def test_a_stream_that_ends_inside_a_message_is_no_message(data):
    with pytest.raises(EOFError):
        frames(data).read(1000)

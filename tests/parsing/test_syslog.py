import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.syslog import LONGEST, frames, syslog_line

IOS = "%SYS-5-CONFIG_I: Configured from console by admin on vty0 (198.51.100.5)"


@pytest.mark.parametrize(
    ("raw", "host", "text"),
    [
        (f"<189>1 2026-03-01T02:14:00Z core-rtr1 - - - - {IOS}", "core-rtr1", IOS),
        (f"<189>Mar  1 02:14:00 core-rtr1 {IOS}", "core-rtr1", IOS),
        (f"<189>2026-03-01T02:14:00.123+01:00 core-rtr1 {IOS}", "core-rtr1", IOS),
        (f"<189>42: *Mar  1 02:14:00.123: {IOS}", None, f"42: *Mar  1 02:14:00.123: {IOS}"),
        (f"<189>2019 Feb 27 13:23:54 GMT: {IOS}", None, f"2019 Feb 27 13:23:54 GMT: {IOS}"),
        (
            (
                "<165>1 2026-03-01T02:14:00Z r1 mgd 3046 UI_COMMIT [junos@2636.1.1.1.2.18 "
                "username=\"alice\"] User 'alice' requested 'commit' operation"
            ),
            "r1",
            "UI_COMMIT: User 'alice' requested 'commit' operation",
        ),
        ("no header at all", None, "no header at all"),
        ("<189>1 - - - - - -", None, ""),
    ],
)
def test_the_header_is_taken_off_where_it_is_one(raw, host, text):
    line = syslog_line(raw.encode())
    assert (line.host, line.text) == (host, text)


def test_control_characters_do_not_get_through():
    assert syslog_line(b"<13>a\x1b[31mb\x00\nc").text == "a [31mb c"


@given(st.binary(max_size=300))
def test_no_datagram_is_refused(raw):
    assert len(syslog_line(raw).text) <= LONGEST


def test_counted_and_plain_frames_may_follow_each_other():
    first, second = b"<13>one\nstill one", b"<13>two"
    stream = b"%d %s" % (len(first), first) + second + b"\n" + b"9 <13>thr"
    assert frames(stream) == ((first, second), b"9 <13>thr")


@given(st.lists(st.binary(max_size=40).map(lambda b: b"<13>" + b.replace(b"\n", b" "))), st.data())
def test_however_a_stream_is_cut_it_gives_the_same_messages(messages, data):
    stream = b"".join(b"%d %s" % (len(each), each) for each in messages)
    cut = data.draw(st.integers(0, len(stream)))
    first, rest = frames(stream[:cut])
    second, left = frames(rest + stream[cut:])
    assert (*first, *second) == tuple(messages)
    assert left == b""


def test_a_frame_without_an_end_does_not_fill_the_memory():
    found, left = frames(b"x" * (3 * LONGEST))
    assert [len(each) for each in found] == [LONGEST]
    assert left == b""

from netwatch.lab.play import Drop, Hang, Pause, Write, pages, steps, wire, wrapped
from netwatch.lab.spec import Fault, FaultKind


def fault(kind, **more):
    return Fault(kind=FaultKind(kind), **more)


def test_line_ends_on_the_wire():
    assert wire("a\nb\r\nc\r\r\n") == b"a\r\nb\r\nc\r\r\n"


def test_wrapping_keeps_every_character():
    assert wrapped(b"abcde\r\nf\r\n", 2) == b"ab\r\ncd\r\ne\r\nf\r\n"
    assert wrapped(b"abcde\r\n", 0) == b"abcde\r\n"


def test_pages_leave_a_line_for_the_pager():
    body = b"1\r\n2\r\n3\r\n4\r\n5\r\n"
    assert pages(body, 3) == [b"1\r\n2\r\n", b"3\r\n4\r\n", b"5\r\n"]
    assert pages(body, 5) == [body]
    assert pages(body, 0) == [body]


def test_without_faults_there_is_one_write():
    assert steps(b"abc") == (Write(b"abc"),)
    assert steps(b"abc", (), 0.5) == (Pause(0.5), Write(b"abc"))


def test_faults_befall_the_answer_in_their_order():
    assert steps(b"abcdef", [fault("truncate", after=2)]) == (Write(b"ab"),)
    assert steps(b"abcdef", [fault("hang", after=2)]) == (Write(b"ab"), Hang())
    assert steps(b"abcdef", [fault("drop", after=3)]) == (Write(b"abc"), Drop())
    assert steps(b"abc", [fault("empty")]) == (Write(b""),)
    assert steps(b"abc", [fault("syslog", after=1, text="S")]) == (Write(b"a\r\nS\r\nbc"),)
    assert steps(b"abc", [fault("double-prompt")]) == (Write(b"abc"),)
    assert steps(b"abc", [fault("drip", after=2, seconds=1), fault("drop", after=3)]) == (
        Write(b"ab"),
        Pause(1),
        Write(b"c"),
        Pause(1),
        Drop(),
    )

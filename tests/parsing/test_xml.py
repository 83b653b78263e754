import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.xml import DEEPEST, MOST_ELEMENTS, XmlError, parsed

BOMB = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'


def test_names_come_without_their_namespace():
    root = parsed(b'<a xmlns="urn:x" xmlns:y="urn:y"><y:b y:c="1"> text &amp; &lt;</y:b></a>')
    (child,) = root
    assert (root.tag, child.tag, child.attrib, child.text) == ("a", "b", {"c": "1"}, " text & <")


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b"<!DOCTYPE a><a/>",
        b"<a>&nothing;</a>",
        b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1),
        b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>",
        b"<a>",
        b"<a/><b/>",
        b"",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
    ],
)
def test_what_no_answer_needs_is_refused(data):
    with pytest.raises(XmlError):
        parsed(data)


@given(st.binary(max_size=200) | st.text(alphabet="<>/a&;! []\"'", max_size=200).map(str.encode))
def test_nothing_but_an_xml_error_is_raised(data):
    try:
        parsed(data)
    except XmlError:
        return

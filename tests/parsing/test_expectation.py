import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.model.window import (
    CandidateExpected,
    How,
    ImageExpected,
    LineExpected,
    MirrorExpected,
    ThingExpected,
    UnderExpected,
)
from netwatch.parsing.expectation import ExpectationError, read_expectation


@pytest.mark.parametrize(
    ("line", "what", "device", "needed"),
    [
        (
            "mirror added: core-rtr1 destination Gi1/0/48",
            MirrorExpected(how=How.ADDED, destination="Gi1/0/48"), "core-rtr1", True,
        ),
        (
            "mirror removed: session 5 source vlan 10 kind local",
            MirrorExpected(how=How.REMOVED, session="5", source="vlan 10", kind="local"), "*", True,
        ),
        ("image version = 17.12.4", ImageExpected(field="version", value="17.12.4"), "*", True),
        (
            "on core-*: image running file = flash:x.bin",
            ImageExpected(field="running_file", value="flash:x.bin"), "core-*", True,
        ),
        (
            "config: only under interface Gi1/0/*",
            UnderExpected(pattern="interface Gi1/0/*"), "*", False,
        ),
        ("config: under router bgp *", UnderExpected(pattern="router bgp *"), "*", True),
        (
            "config added: line vty 0 4 > transport input ssh",
            LineExpected(how=How.ADDED, text="transport input ssh", parents=("line vty 0 4",)),
            "*", True,
        ),
        ("may user added: bob", ThingExpected(facet="posture.users", how=How.ADDED, name="bob"),
         "*", False),
        ("on a: may: reload", ThingExpected(facet="image.booted_at", how=How.CHANGED), "a", False),
        ("host-key changed", ThingExpected(facet="host_key", how=How.CHANGED), "*", True),
        ("candidate: new/{device}.cfg", CandidateExpected(source="new/{device}.cfg"), "*", True),
        ("remediation: r.txt", CandidateExpected(source="r.txt", fragment=True), "*", True),
    ],
)  # fmt: skip
def test_the_forms(line, what, device, needed):
    read = read_expectation(line)
    assert (read.what, read.device, read.needed, read.text) == (what, device, needed, line)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "one line"),
        ("x" * 3000, "one line"),
        ("open the pod bay doors", "no expectation"),
        ("mirror added: core-rtr1 Gi1/0/48", "destination"),
        ("mirror added: core-rtr1 destination", "nothing stands behind"),
        ("image colour = red", "an image has no"),
        ("config changed: x", "added or removed"),
        ("config added:", "which statement"),
        ("unicorn added: x", "is none of"),
    ],
)
def test_what_is_none_says_what_would_be(line, says):
    with pytest.raises(ExpectationError, match=says):
        read_expectation(line)


@given(st.text(max_size=200))
def test_any_text_is_an_expectation_or_a_clear_error(text):
    with contextlib.suppress(ExpectationError):
        assert read_expectation(text).text == " ".join(text.split())


def documented():
    page = (Path(__file__).parents[2] / "docs" / "change-windows.md").read_text()
    rows = re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)
    return [line for row in rows for line in re.findall(r"`([^`]+)`", row)]


def test_every_form_on_the_page_is_read():
    forms = documented()
    assert len(forms) > 15
    for each in forms:
        assert read_expectation(each).text == each

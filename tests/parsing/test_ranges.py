import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.ranges import MAX_SPAN, expand

LISTS = {
    "Gi1/0/1 - 4 , Gi1/0/10": "Gi1/0/1 Gi1/0/2 Gi1/0/3 Gi1/0/4 Gi1/0/10",
    "Gi1/0/1-2,Gi1/0/4": "Gi1/0/1 Gi1/0/2 Gi1/0/4",
    "Po46-50": "Po46 Po47 Po48 Po49 Po50",
    "Ethernet1/10-12": "Ethernet1/10 Ethernet1/11 Ethernet1/12",
    "Ethernet3, Ethernet5": "Ethernet3 Ethernet5",
    "Ethernet3-5,8": "Ethernet3 Ethernet4 Ethernet5 Ethernet8",
    "Gi1/0/1 - Gi1/0/3": "Gi1/0/1 Gi1/0/2 Gi1/0/3",
    "ethernet1/1/7-1/1/8": "ethernet1/1/7 ethernet1/1/8",
    "Gi1/0/1.10-11": "Gi1/0/1.10 Gi1/0/1.11",
    "Port-channel1-2": "Port-channel1 Port-channel2",
    "Eth1/1      Eth1/2": "Eth1/1 Eth1/2",
    "Gi1/0/1 , 3/0/5": "Gi1/0/1 Gi3/0/5",
    "10 , 20 - 22": "10 20 21 22",
    "10-12": "10 11 12",
    "sup-eth0": "sup-eth0",
    "MgmtEth0/RP0/CPU0/0": "MgmtEth0/RP0/CPU0/0",
    "7": "7",
    "": "",
}
UNEXPANDED = ("1-99999999", "Gi1/0/9-2", "Gi1/0/1 - Gi1/1/4", f"1-{MAX_SPAN + 1}")


@pytest.mark.parametrize("text", LISTS)
def test_list_is_expanded(text):
    found = expand(text)
    assert (found.names, found.warnings) == (tuple(LISTS[text].split()), ())


def test_blank_inside_a_name_is_kept():
    assert expand("Et 0/1 - 2").names == ("Et 0/1", "Et 0/2")


@pytest.mark.parametrize("text", UNEXPANDED)
def test_range_that_cannot_be_is_kept_and_named(text):
    found = expand(text)
    assert found.names == ("".join(text.split(" ")),)
    assert len(found.warnings) == 1


def test_many_ranges_stay_within_the_limit():
    found = expand(",".join(["1-4000"] * 1000), limit=8000)
    assert len(found.names) < 8000 + 1000
    assert found.warnings


@given(st.lists(st.tuples(st.integers(1, 4000), st.integers(0, 40)), min_size=1, max_size=6))
def test_every_number_of_every_span_is_named_once(spans):
    text = " , ".join(f"Gi1/0/{low} - {low + width}" for low, width in spans)
    wanted = [f"Gi1/0/{low + step}" for low, width in spans for step in range(width + 1)]
    assert list(expand(text).names) == wanted


@given(st.text(alphabet="Gi0123456789/-, .:x", max_size=80))
def test_any_text_gives_names(text):
    assert all(each for each in expand(text).names)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.interfaces import interface_key

SAME = (
    ("GigabitEthernet1/0/1", "Gi1/0/1", "gi 1/0/1", "gig1/0/1", "GIGABITETHERNET 1/0/1"),
    ("TenGigabitEthernet1/1/1", "Te1/1/1", "TenGigE1/1/1"),
    ("TwentyFiveGigE1/0/1", "Twe1/0/1"),
    ("TwoGigabitEthernet1/0/1", "Tw1/0/1", "Two1/0/1"),
    ("FiveGigabitEthernet1/0/1", "Fi1/0/1"),
    ("FiftyGigE1/0/1", "Fif1/0/1"),
    ("FortyGigabitEthernet1/0/1", "Fo1/0/1", "FortyGigE1/0/1"),
    ("HundredGigE1/0/1", "Hu1/0/1", "HundredGigabitEthernet1/0/1"),
    ("Ethernet1/1", "Eth1/1", "Et1/1", "e1/1"),
    ("FastEthernet0/1", "Fa0/1"),
    ("Port-channel5", "Po5", "Port-Channel5", "port-channel 5"),
    ("Vlan10", "Vl10"),
    ("Loopback0", "Lo0"),
    ("Tunnel7", "Tu7"),
    ("Management1", "Ma1"),
    ("mgmt0", "Mgmt0"),
)


@pytest.mark.parametrize("names", SAME)
def test_spellings_of_one_interface_share_a_key(names):
    assert len({interface_key(each) for each in names}) == 1


def test_interfaces_that_differ_have_keys_that_differ():
    keys = [interface_key(names[0]) for names in SAME]
    assert len(set(keys)) == len(keys)


def test_unknown_kind_is_lower_cased():
    assert interface_key("Hologram 7/X") == "hologram7/x"


@given(st.text(max_size=40))
def test_key_of_a_key_is_itself(name):
    key = interface_key(name)
    assert interface_key(key) == key

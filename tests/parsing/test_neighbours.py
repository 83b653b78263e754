import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.model.place import InterfaceAddress, Neighbour
from netwatch.model.platform import MIRRORS, NEIGHBOURS, Command
from netwatch.model.state import Answers
from netwatch.parsing.addresses import interface_addresses
from netwatch.parsing.neighbours import AGES, ends, neighbours, questions
from netwatch.parsing.noise import blank

IOS_SESSION = """Session 1
---------
Type                   : Local Session
Source Ports           :
    Both               : Gi1/0/1
Destination Ports      : Gi1/0/24,Gi1/0/25
    Encapsulation      : Native
Session 52
Type                   : ERSPAN Source Session
Destination IP Address : 192.0.2.50
Destination ERSPAN ID  : 101
"""
NXOS_SESSION = """   session 1
type              : local
destination ports : Eth1/48
session 2
destination-ip    : 192.0.2.51
"""
CDP = """-------------------------
Device ID: sensor1.example.net
Entry address(es):
  IP address: 192.0.2.77
Interface: GigabitEthernet1/0/24,  Port ID (outgoing port): eth1
Holdtime : 143 sec
"""
LLDP = """------------------------------------------------
Local Intf: Gi1/0/24
Chassis id: 0011.2233.4455
Port id: eth1
System Name: sensor1

Time remaining: 95 seconds
"""
ARP = """Protocol  Address          Age (min)  Hardware Addr   Type   Interface
Internet  192.0.2.50              5   0011.2233.4455  ARPA   Vlan10
"""
NXOS_ARP = """Address         Age       MAC Address     Interface       Flags
192.0.2.51      00:12:34  0011.2233.4466  Vlan20
"""


def answers(*pairs):
    return Answers(tuple((NEIGHBOURS, command, text) for command, text in pairs))


def test_the_ends_of_running_sessions():
    assert ends(IOS_SESSION) == ("Gi1/0/24", "Gi1/0/25", "192.0.2.50")
    assert ends(NXOS_SESSION) == ("Eth1/48", "192.0.2.51")
    assert ends("No SPAN configuration is present in the system.") == ()
    assert (
        len(ends(IOS_SESSION.replace("Gi1/0/24", ",".join(f"Gi1/0/{n}" for n in range(40))))) == 4
    )


def test_only_ends_are_asked_about_and_only_plain_ones():
    port, host = Command("show lldp neighbors {arg} detail", "x"), Command("show ip arp {arg}", "x")
    hostile = IOS_SESSION.replace("Gi1/0/25", "Gi1|reload")
    asked = questions(Answers(((MIRRORS, "m", hostile),)), (port,), (host,))
    assert [each.text for each in asked] == [
        "show lldp neighbors Gi1/0/24 detail",
        "show ip arp 192.0.2.50",
    ]


@pytest.mark.parametrize(
    ("command", "text", "seen"),
    [
        (
            "show cdp neighbors Gi1/0/24 detail",
            CDP,
            Neighbour("Gi1/0/24", "cdp", "sensor1.example.net", line=2),
        ),
        (
            "show lldp neighbors Gi1/0/24 detail",
            LLDP,
            Neighbour("Gi1/0/24", "lldp", "sensor1", line=5),
        ),
        (
            "show ip arp 192.0.2.50",
            ARP,
            Neighbour("192.0.2.50", "arp", "0011.2233.4455", "Vlan10", 2),
        ),
        (
            "show ip arp 192.0.2.51",
            NXOS_ARP,
            Neighbour("192.0.2.51", "arp", "0011.2233.4466", "Vlan20", 2),
        ),
    ],
)
def test_who_stands_there(command, text, seen):
    assert neighbours(answers((command, text))) == (seen,)


def test_nobody_asked_is_not_nobody_there():
    assert neighbours(Answers(())) is None
    assert neighbours(answers(("show ip arp 192.0.2.50", ""))) == ()


def test_ages_do_not_make_a_new_version():
    older = [
        (CDP, CDP.replace("143", "12")),
        (LLDP, LLDP.replace("95", "7")),
        (ARP, ARP.replace("    5 ", "  129 ")),
        (NXOS_ARP, NXOS_ARP.replace("00:12:34", "01:59:59")),
    ]
    for one, other in older:
        assert one != other
        assert blank(one, AGES, NEIGHBOURS).split() == blank(other, AGES, NEIGHBOURS).split()


@pytest.mark.parametrize(
    ("config", "held"),
    [
        ("interface Gi1\n ip address 192.0.2.1 255.255.255.0\n", [("Gi1", "192.0.2.1")]),
        ("interface Vlan7\n ip address 192.0.2.1/24\n", [("Vlan7", "192.0.2.1")]),
        ("interface Gi2\n ipv6 address 2001:DB8::1/64\n", [("Gi2", "2001:db8::1")]),
        (
            "interface GE0/0/1\n ip address 192.0.2.1 255.255.255.0 sub\n",
            [("GE0/0/1", "192.0.2.1")],
        ),
        (
            "/ip address\nadd address=192.0.2.1/24 interface=ether1 network=192.0.2.0\n",
            [("ether1", "192.0.2.1")],
        ),
        (
            "set interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24\n",
            [("ge-0/0/0", "192.0.2.1")],
        ),
        ('    edit "port1"\n        set ip 192.0.2.1 255.255.255.0\n', [("port1", "192.0.2.1")]),
        ("tacacs server T\n address ipv4 192.0.2.9\nlogging host 192.0.2.8\n", []),
        ("ip route 192.0.2.0 255.255.255.0 198.51.100.1\n", []),
        ("interface Gi1\n! ip address 192.0.2.1 255.255.255.0\n", []),
    ],
)
def test_the_addresses_of_interfaces(config, held):
    found = interface_addresses(config)
    assert found == tuple(InterfaceAddress(*each) for each in held)


@given(st.text(alphabet="interfaceipaddress 0123456789./:\n", max_size=400))
def test_no_text_is_too_strange(text):
    assert interface_addresses(text) is not None
    assert ends(text) is not None

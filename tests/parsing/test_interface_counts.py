"""Layouts as real devices print them (public captures), the numbers our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.build import port, span, to_port

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.model.volume import PortCount, port_counts
from netwatch.parsing.interface_counts import COUNTS, VOLATILE, asked, junos, listed
from netwatch.parsing.linux.counts import at_ends, kernel_counts, switch_counts
from netwatch.parsing.noise import blank
from netwatch.parsing.ovs.table import read_table

IOS = """GigabitEthernet1/0/1 is up, line protocol is up (connected)
  Hardware is Gigabit Ethernet, address is 0011.2233.4401 (bia 0011.2233.4401)
  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
  Last clearing of "show interface" counters never
  5 minute input rate 95000 bits/sec, 57 packets/sec
     338297 packets input, 7284010 bytes, 0 no buffer
     Received 3192 broadcasts (89 multicasts)
     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored
     336857 packets output, 9179061 bytes, 0 underruns
     0 output errors, 0 collisions, 2 interface resets
"""
EOS = """Ethernet1 is up, line protocol is up (connected)
  Hardware is Ethernet, address is 0800.27dc.5443
  Last clearing of "show interface" counters 0:15:31 ago
     292 packets input, 31440 bytes
     Received 3 broadcasts, 0 multicast
     203 packets output, 33221 bytes
     Sent 0 broadcasts, 32 multicast
"""
NXOS = """Ethernet1/48 is up
admin state is up, Dedicated Interface
  Hardware: 1000/10000 Ethernet, address: 002a.6a11.3e37 (bia 002a.6a11.3e37)
  Switchport monitor is off
  30 seconds input rate 209999056 bits/sec, 29837 packets/sec
  RX
    2171 unicast packets  31 multicast packets  22 broadcast packets
    2224 input packets  229001 bytes
    0 jumbo packets  0 storm suppression bytes
  TX
    1342 unicast packets  18 multicast packets  13 broadcast packets
    1373 output packets  92880 bytes
"""
JUNOS = """Physical interface: ge-0/0/1, Enabled, Physical link is Up
  Interface index: 138, SNMP ifIndex: 506, Generation: 141
  Link-level type: Ethernet, MTU: 1514, Speed: 1000mbps
  Last flapped   : 2018-10-12 07:55:25 UTC (1w6d 00:29 ago)
  Statistics last cleared: Never
  Traffic statistics:
   Input  bytes  :             79748352                  248 bps
   Output bytes  :            215993949                 1320 bps
   Input  packets:              1115931                    0 pps
   Output packets:              1591473                    0 pps
   IPv6 transit statistics:
    Input  bytes  :                   7
    Output bytes  :                   7
    Input  packets:                   7
    Output packets:                   7

  Logical interface ge-0/0/1.0 (Index 73) (SNMP ifIndex 509) (Generation 138)
    Flags: SNMP-Traps 0x4000 Encapsulation: ENET2
"""
READ = {
    "ios": (listed, IOS, PortCount("GigabitEthernet1/0/1", 7284010, 338297, 9179061, 336857)),
    "eos": (listed, EOS, PortCount("Ethernet1", 31440, 292, 33221, 203)),
    "nxos": (listed, NXOS, PortCount("Ethernet1/48", 229001, 2224, 92880, 1373)),
    "junos": (junos, JUNOS, PortCount("ge-0/0/1", 79748352, 1115931, 215993949, 1591473)),
}
LINK = (
    '[{"ifindex":3,"ifname":"p1","flags":["UP"],"stats64":{"rx":{"bytes":1234,"packets":12,'
    '"errors":0},"tx":{"bytes":99,"packets":1,"errors":0}}},'
    '{"ifindex":4,"ifname":"eth9","stats64":{"rx":{"bytes":5,"packets":1},'
    '"tx":{"bytes":5,"packets":1}}},{"ifindex":5,"ifname":"odd","stats64":{"rx":{"bytes":"x"}}}]'
)


def answers(*texts, config="monitor session 1 source interface Gi1/0/1\n", **more):
    counts = ((COUNTS, f"show interfaces {n}", text) for n, text in enumerate(texts))
    return Answers(((CONFIG, "show running-config", config), *counts, *more.values()))


@pytest.mark.parametrize("name", READ)
def test_counts_are_read(name):
    read, text, count = READ[name]
    assert port_counts(read(answers(text))) == (count,)
    assert read(answers()) is None


@pytest.mark.parametrize("name", READ)
def test_an_unchanged_interface_is_kept_as_the_same_text(name):
    _, text, _ = READ[name]
    kept = blank(text, VOLATILE, COUNTS)
    assert kept.split("\n")[0] == text.split("\n")[0]
    assert kept == blank(text.replace("7", "8").replace(":28:", ":27:"), VOLATILE, COUNTS)
    assert kept.count("\n") == text.count("\n")


@pytest.mark.parametrize("name", READ)
def test_a_torn_answer_counts_nothing(name):
    read, text, _ = READ[name]
    rows = text.splitlines(keepends=True)
    for begin in range(1, len(rows)):
        assert read(answers("".join(rows[begin:]))) == ()


def test_short_forms_are_not_exact():
    assert junos(answers(JUNOS.replace("79748352 ", "54.2M    "))) == ()


@given(st.text(alphabet="0123456789 packetsinoub,.:\nGEth", max_size=300))
def test_hostile_text_is_read_or_not(text):
    for read in (listed, junos):
        for each in read(answers(text)):
            assert each.value >= 0


QUESTIONS = {
    "cisco_ios": ("show interfaces GigabitEthernet0/1", "show interfaces GigabitEthernet0/2"),
    "cisco_xe": ("show interfaces GigabitEthernet0/1", "show interfaces GigabitEthernet0/2"),
    "arista_eos": ("show interfaces Ethernet1", "show interfaces Ethernet2"),
    "cisco_nxos": ("show interface Ethernet1/1", "show interface Ethernet1/2"),
    "juniper_junos": ("show interfaces ge-0/0/1 extensive", "show interfaces ge-0/0/2 extensive"),
}
SESSIONS = {
    "cisco_ios": "monitor session 1 source interface GigabitEthernet0/1 rx\n"
    "monitor session 1 destination interface GigabitEthernet0/2\nend\n",
    "arista_eos": "monitor session 1 source Ethernet1\nmonitor session 1 destination Ethernet2\n"
    "end\n",
    "cisco_nxos": "monitor session 1\n  source interface Ethernet1/1 both\n"
    "  destination interface Ethernet1/2\n  no shut\n",
    "juniper_junos": "forwarding-options {\n    analyzer A1 {\n        input {\n"
    "            ingress {\n                interface ge-0/0/1.0;\n            }\n        }\n"
    "        output {\n            interface ge-0/0/2.0;\n        }\n    }\n}\n",
}
SESSIONS["cisco_xe"] = SESSIONS["cisco_ios"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_only_the_ends_of_mirrors_are_asked_about(name):
    platform = registry.platform(name)
    more = [each.text for each in platform.follow_up(answers(config=SESSIONS[name]))]
    assert tuple(each for each in more if each in QUESTIONS[name]) == QUESTIONS[name]
    assert all(platform.may_send(each) for each in QUESTIONS[name])
    plain = platform.follow_up(answers(config="hostname r1\nend\n"))
    assert [each.text for each in plain if each.topic == COUNTS] == []


def test_a_hostile_name_is_not_asked_about():
    platform = registry.platform("cisco_ios")
    config = "monitor session 1 source interface Gi0/1|redirect\nend\n"
    found = asked(answers(config=config), config, platform.read, platform.templates[0])
    assert all("|" not in each.text for each in found)


SWITCH = (
    '{"data":[["p1",["map",[["collisions",0],["rx_bytes",7],["rx_packets",1],["tx_bytes",9],'
    '["tx_packets",2]]]],["tun0",["map",[]]],["p9",["map",[["rx_bytes",1],["rx_packets",1],'
    '["tx_bytes",1],["tx_packets",1]]]]],"headings":["name","statistics"]}'
)


def test_linux_and_open_vswitch():
    kernel, ports = kernel_counts(LINK), switch_counts(read_table(SWITCH))
    assert kernel == {
        "p1": PortCount("p1", 1234, 12, 99, 1), "eth9": PortCount("eth9", 5, 1, 5, 1)
    }  # fmt: skip
    assert ports == {"p1": PortCount("p1", 7, 1, 9, 2), "p9": PortCount("p9", 1, 1, 1, 1)}
    assert kernel_counts(None) is switch_counts(None) is None
    assert kernel_counts("Object not found") is None


def test_a_host_tells_of_the_ends_of_its_mirrors_alone():
    kernel, ports = kernel_counts(LINK), switch_counts(read_table(SWITCH))
    mirrors = (span(sources=(port("p1"), port("p9")), destinations=(to_port("gone"),)),)
    found = port_counts(at_ends(mirrors, kernel, ports))
    assert [(each.interface, each.in_octets) for each in found] == [("p1", 1234), ("p9", 1)]
    assert at_ends((), kernel, None) == ()
    assert at_ends(mirrors, None, None) is None


@pytest.mark.parametrize(("topic", "text"), [(COUNTS, LINK), ("ovs-port-counts", SWITCH)])
def test_an_unchanged_host_is_kept_as_the_same_text(topic, text):
    volatile = registry.platform("openvswitch").volatile
    kept = blank(text, volatile, topic)
    assert kept == blank(text.replace("1234", "99").replace("9]", "12]"), volatile, topic)
    assert '"p1"' in kept


@given(st.text(alphabet='[]{}":,0123456789statifnamerxbyp', max_size=300))
def test_hostile_json_is_read_or_not(text):
    for each in (kernel_counts(text) or {}).values():
        assert min(each.in_octets, each.out_octets) >= 0

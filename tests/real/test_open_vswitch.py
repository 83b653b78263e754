"""A real Open vSwitch: every way it can mirror, proven in packets, then read over SSH."""

import pytest
from support.visiting import visit

from netwatch.model.mirror import DestinationKind, Direction, MirrorKind, SeenIn, SourceKind

pytestmark = pytest.mark.namespaces

TO = "options:remote_ip=10.8.3.2 options:local_ip=10.8.3.1"
# The pcap expressions look into the tunnel's own header: GRE protocol, key or session, VNI.
TUNNELS = {
    "erspan v1": (
        "type=erspan options:key=100 options:erspan_ver=1 options:erspan_idx=7",
        "ip proto 47 and ip[22:2] = 0x88be and ip[30:2] & 0x3ff = 100",
        "erspan", 100,
    ),
    "erspan v2": (
        "type=erspan options:key=200 options:erspan_ver=2 options:erspan_dir=1",
        "ip proto 47 and ip[22:2] = 0x22eb and ip[30:2] & 0x3ff = 200",
        "erspan", 200,
    ),
    "gre": ("type=gre options:key=33", "ip proto 47 and ip[22:2] = 0x6558 and ip[24:4] = 33",
            "gre", None),
    "vxlan": ("type=vxlan options:key=777", "udp port 4789 and udp[12:4] = 198912",
              "vxlan", None),
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean(switch):
    yield
    switch.ctl("clear", "bridge", "br0", "mirrors", "--", "clear", "bridge", "br0", "flood_vlans")
    switch.ctl("--if-exists", "del-port", "br0", "tun0")


@pytest.fixture
def copied(switch, tmp_path):
    """Ping through the switch and return (requests, replies) that the collector received."""

    def count(device, expression):
        switch.flush()
        with switch.collector.capture(device, expression, tmp_path) as capture:
            switch.left.ping("10.8.1.2", 5)
        return capture.pair

    return count


def read(switch):
    return visit(switch.target, "ovs1", "openvswitch")


def only(state):
    (mirror,) = state.mirrors
    return mirror


def tunnel(switch, options):
    switch.ctl("add-port", "br0", "tun0", "--", "set", "interface", "tun0", *options.split(),
               *TO.split())  # fmt: skip


@pytest.mark.parametrize("name", TUNNELS)
def test_mirror_into_a_tunnel(switch, copied, name):
    options, expression, encapsulation, session = TUNNELS[name]
    tunnel(switch, options)
    switch.mirror("select_all=true", "output_port=@tun0")
    assert copied("eth0", expression) == (5, 5)
    state = read(switch)
    mirror = only(state)
    assert (mirror.id, mirror.kind) == ("br0/exfil", MirrorKind.ERSPAN_SOURCE)
    assert mirror.enabled
    assert mirror.seen_in is SeenIn.BOTH
    assert [(each.kind, each.name, each.direction) for each in mirror.sources] == [
        (SourceKind.ALL, "br0", Direction.BOTH)
    ]
    (end,) = mirror.destinations
    assert (end.kind, end.value, end.origin) == (DestinationKind.IP, "10.8.3.2", "10.8.3.1")
    assert (end.encapsulation, end.erspan_id) == (encapsulation, session)
    assert end.resolved_from == "tun0"
    assert [each.remote for each in state.tunnels] == ["10.8.3.2"]


def test_only_the_remote_is_retargeted_and_the_copy_moves(switch, copied):
    options, expression, *_ = TUNNELS["gre"]
    tunnel(switch, options)
    switch.mirror("select_all=true", "output_port=@tun0")
    before = read(switch)
    switch.ctl("set", "interface", "tun0", "options:remote_ip=10.8.3.9")
    assert copied("eth0", f"{expression} and dst host 10.8.3.9") == (5, 5)
    after = read(switch)
    assert only(before).id == only(after).id
    assert [each.value for each in only(before).destinations] == ["10.8.3.2"]
    assert [each.value for each in only(after).destinations] == ["10.8.3.9"]


def test_span_to_a_port(switch, copied):
    switch.mirror("select_src_port=@p1", "select_dst_port=@p1", "output_port=@p4")
    assert copied("eth1", "icmp or vlan 10") == (5, 5)
    mirror = only(read(switch))
    assert mirror.kind is MirrorKind.LOCAL
    assert [(each.name, each.direction) for each in mirror.sources] == [("p1", Direction.BOTH)]
    assert [(each.kind, each.value) for each in mirror.destinations] == [
        (DestinationKind.INTERFACE, "p4")
    ]


def test_span_of_one_direction(switch, copied):
    switch.mirror("select_src_port=@p1", "output_port=@p4")
    assert copied("eth1", "icmp or vlan 10") == (5, 0)
    assert [(each.name, each.direction) for each in only(read(switch)).sources] == [
        ("p1", Direction.RX)
    ]


def test_rspan_into_a_vlan(switch, copied):
    switch.ctl("set", "bridge", "br0", "flood_vlans=999")
    switch.mirror("select_src_port=@p1", "select_dst_port=@p1", "output_vlan=999")
    assert copied("eth1", "vlan 999") == (5, 5)
    mirror = only(read(switch))
    assert mirror.kind is MirrorKind.RSPAN_SOURCE
    assert [(each.kind, each.value) for each in mirror.destinations] == [
        (DestinationKind.VLAN, "999")
    ]


def test_a_mirror_with_neither_port_nor_vlan_is_inert(switch, copied):
    switch.mirror("select_all=true")
    assert copied("eth1", "icmp or vlan 10") == (0, 0)
    mirror = only(read(switch))
    assert (mirror.enabled, mirror.complete) == (False, False)


def test_traffic_is_no_drift(switch, copied):
    switch.mirror("select_src_port=@p1", "output_port=@p4")
    before = read(switch)
    assert copied("eth1", "icmp or vlan 10") == (5, 0)
    after = read(switch)
    assert after.mirrors == before.mirrors
    assert after.config == before.config
    assert before.config is not None

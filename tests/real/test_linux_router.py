"""A real Linux router: packets are proven to be copied, then the copy is read over SSH."""

import pytest
from support.real_devices import ROUTER_VXLAN
from support.visiting import visit

from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    MirrorKind,
    SeenIn,
    Source,
    SourceKind,
)

pytestmark = pytest.mark.namespaces

VXLAN_ONLY = "udp port 4789 and udp[12:4] = 25600"
CLEAR = """
tc qdisc del dev eth1 clsact 2>/dev/null || true
nft flush ruleset
for tables in iptables ip6tables; do $tables -t mangle -F; done
ip link del vxlan100 2>/dev/null || true
"""


@pytest.fixture(autouse=True)
def clean(router):
    router.router.sh(CLEAR)
    yield
    router.router.sh(CLEAR)


@pytest.fixture
def copied(router, tmp_path):
    """Ping through the router and return (requests, replies) that the collector received."""

    def count(expression):
        with router.collector.capture("eth0", expression, tmp_path) as capture:
            router.left.ping("10.9.2.2", 5)
        return capture.pair

    return count


def read(router):
    return visit(router.target, "core-rtr1", "linux")


def only(state):
    (mirror,) = state.mirrors
    return mirror


def test_a_quiet_router_shows_no_mirror_and_no_difference(router):
    first, second = read(router), read(router)
    assert first.mirrors == ()
    assert first.unread == ()
    assert first.warnings == ()
    assert first.config is not None
    assert (first.config, first.tunnels, first.identity) == (
        second.config, second.tunnels, second.identity,
    )  # fmt: skip
    assert first.identity.hostname == "core-rtr1"


def test_tc_mirror_both_ways_into_a_vxlan(router, copied):
    router.router.sh(ROUTER_VXLAN.format(remote="10.9.3.2"))
    router.router.sh(
        "tc qdisc add dev eth1 clsact; for way in ingress egress; do"
        " tc filter add dev eth1 $way protocol all pref 10 u32 match u32 0 0"
        " action mirred egress mirror dev vxlan100; done"
    )
    assert copied(VXLAN_ONLY) == (5, 5)
    state = read(router)
    by_id = {each.id: each for each in state.mirrors}
    assert set(by_id) == {"tc/eth1/ingress/10", "tc/eth1/egress/10"}
    into = by_id["tc/eth1/ingress/10"]
    assert into.kind is MirrorKind.ERSPAN_SOURCE
    assert into.enabled
    assert into.seen_in is SeenIn.BOTH
    assert into.sources == (Source(SourceKind.INTERFACE, "eth1", Direction.RX),)
    assert into.destinations == (
        Destination(
            DestinationKind.IP, "10.9.3.2", origin="10.9.3.1", port=4789, encapsulation="vxlan",
            resolved_from="vxlan100",
        ),
    )  # fmt: skip
    assert by_id["tc/eth1/egress/10"].sources[0].direction is Direction.TX
    quoted = into.evidence[0]
    assert state.config.split("\n")[quoted.line - 1] == quoted.text


def test_only_the_tunnel_is_retargeted_and_the_copy_moves(router, copied):
    router.router.sh(ROUTER_VXLAN.format(remote="10.9.3.2"))
    router.router.sh(
        "tc qdisc add dev eth1 clsact; tc filter add dev eth1 ingress protocol all pref 10"
        " u32 match u32 0 0 action mirred egress mirror dev vxlan100"
    )
    before = read(router)
    router.router.sh("ip link set vxlan100 type vxlan id 100 remote 10.9.3.9")
    assert copied(f"{VXLAN_ONLY} and dst host 10.9.3.9") == (5, 0)
    after = read(router)
    assert [each.value for each in only(before).destinations] == ["10.9.3.2"]
    assert [each.value for each in only(after).destinations] == ["10.9.3.9"]
    assert only(before).id == only(after).id
    assert before.tunnels[0].remote == "10.9.3.2"
    assert after.tunnels[0].remote == "10.9.3.9"


def test_a_second_receiver_hidden_in_the_forwarding_database(router, copied):
    router.router.sh(ROUTER_VXLAN.format(remote="10.9.3.2"))
    router.router.sh(
        "bridge fdb append 00:00:00:00:00:00 dev vxlan100 dst 10.9.3.9;"
        "tc qdisc add dev eth1 clsact; tc filter add dev eth1 ingress protocol all pref 10"
        " u32 match u32 0 0 action mirred egress mirror dev vxlan100"
    )
    assert copied(f"{VXLAN_ONLY} and dst host 10.9.3.9") == (5, 0)
    values = [each.value for each in only(read(router)).destinations]
    assert values == ["10.9.3.2", "10.9.3.9"]


def test_a_redirect_is_no_copy(router):
    router.router.sh(ROUTER_VXLAN.format(remote="10.9.3.2"))
    router.router.sh(
        "tc qdisc add dev eth1 clsact; tc filter add dev eth1 ingress protocol ip pref 5"
        " u32 match ip dst 203.0.113.7/32 action mirred egress redirect dev vxlan100"
    )
    state = read(router)
    assert state.mirrors == ()
    assert "mirred egress redirect dev vxlan100" in state.config


def test_a_filter_on_a_shared_block(router, copied):
    router.router.sh(ROUTER_VXLAN.format(remote="10.9.3.2"))
    router.router.sh(
        "tc qdisc add dev eth1 ingress_block 7 clsact; tc filter add block 7 protocol ip pref 3"
        " u32 match ip protocol 1 0xff action mirred egress mirror dev vxlan100"
    )
    assert copied(VXLAN_ONLY) == (5, 0)
    mirror = only(read(router))
    assert mirror.id == "tc/eth1/ingress/3"
    assert mirror.kind is MirrorKind.FLOW
    assert mirror.sources[0].on == ("eth1",)


def test_nft_dup_in_a_netdev_chain(router, copied, tmp_path):
    router.router.sh(ROUTER_VXLAN.format(remote="10.9.3.2"))
    load(router, tmp_path, NETDEV)
    assert copied(VXLAN_ONLY) == (5, 0)
    mirror = only(read(router))
    assert mirror.id == "nft/netdev/mon/ing/1"
    assert mirror.kind is MirrorKind.TEE
    assert mirror.sources == (Source(SourceKind.INTERFACE, "eth1", Direction.RX),)
    assert [each.value for each in mirror.destinations] == ["10.9.3.2"]


def test_nft_dup_of_ip_packets(router, copied, tmp_path):
    load(router, tmp_path, IP)
    assert copied("icmp and dst host 10.9.2.2") == (5, 0)
    mirror = only(read(router))
    assert mirror.id == "nft/ip/mon/pre/1"
    assert mirror.kind is MirrorKind.TEE
    assert mirror.destinations == (Destination(DestinationKind.IP, "10.9.3.2"),)


def test_iptables_tee_is_one_mirror_though_nft_shows_it_too(router, copied):
    router.router.sh("iptables -t mangle -A PREROUTING -i eth1 -j TEE --gateway 10.9.3.2")
    assert copied("icmp and dst host 10.9.2.2") == (5, 0)
    mirror = only(read(router))
    assert mirror.id == "iptables/mangle/PREROUTING/1"
    assert mirror.kind is MirrorKind.TEE
    assert mirror.sources == (Source(SourceKind.INTERFACE, "eth1", Direction.RX),)
    assert mirror.destinations == (Destination(DestinationKind.IP, "10.9.3.2"),)


def test_counters_and_time_are_no_drift(router, copied):
    router.router.sh("iptables -t mangle -A PREROUTING -i eth1 -j TEE --gateway 10.9.3.2")
    before = read(router)
    assert copied("icmp and dst host 10.9.2.2") == (5, 0)
    assert read(router).config == before.config


def test_tcpdump_on_the_router_is_a_capture(router, tmp_path):
    with router.router.capture("eth1", "icmp", tmp_path) as capture:
        state = read(router)
        router.left.ping("10.9.2.2", 3)
    assert capture.pair == (3, 0)
    mirror = only(state)
    assert mirror.id == "packet/eth1/tcpdump"
    assert mirror.kind is MirrorKind.CAPTURE
    assert mirror.seen_in is SeenIn.OPERATIONAL


NETDEV = """table netdev mon {
  chain ing {
    type filter hook ingress device "eth1" priority 0; policy accept;
    counter dup to "vxlan100"
  }
}
"""
IP = """table ip mon {
  chain pre {
    type filter hook prerouting priority -300; policy accept;
    iifname "eth1" ip protocol icmp counter dup to 10.9.3.2 device "eth3"
  }
}
"""


def load(router, folder, rules):
    path = folder / "rules.nft"
    path.write_text(rules)
    router.router.run("nft", "-f", str(path))

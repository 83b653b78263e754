"""A site that mirrors traffic to a stranger, beside tunnels to another site that go both ways.

Hosts ``left`` and ``right`` talk through the Open vSwitch ``edge``, whose uplink leads over the
router ``transit`` to the stranger's ``collector`` and to the site ``far``. Two more networks of
``left`` reach ``distant`` in a VXLAN and in a GRE tunnel between the two sites.
"""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from support.namespaces import Bench, Space, until

EDGE, FAR, COLLECTOR = "203.0.113.1", "198.51.100.1", "192.0.2.9"
"""softflowd counts both directions under the lower address: the mirror's is the higher one."""

LEFT, RIGHT = "10.8.1.1", "10.8.1.2"
BY_VXLAN, BY_GRE = "10.8.2.2", "10.8.3.2"
PORT = 5201
TALK, TZSP = (Path(__file__).with_name(each) for each in ("talk.py", "tzsp.py"))


@dataclass(frozen=True)
class OpenVSwitch:
    """An Open vSwitch of userspace, with its database and sockets in ``folder``."""

    space: Space
    folder: Path

    def run(self, program: str, *words: str) -> str:
        """Run one of Open vSwitch's programs against this switch."""
        return self.space.run("env", f"OVS_RUNDIR={self.folder}", program, *words)

    def bridge(self, name: str, *ports: str) -> None:
        """Make a bridge of these network devices."""
        self.run("ovs-vsctl", "add-br", name, "--", "set", "bridge", name, "datapath_type=netdev")
        for each in ports:
            self.run("ovs-vsctl", "add-port", name, each)

    def tunnel(self, bridge: str, name: str, here: str, there: str, options: str) -> None:
        """Add a tunnel from ``here`` to ``there`` as a port of ``bridge``."""
        self.run("ovs-vsctl", "add-port", bridge, name, "--", "set", "interface", name,
                 f"options:local_ip={here}", f"options:remote_ip={there}",
                 *options.split())  # fmt: skip

    @contextlib.contextmanager
    def mirror(self, bridge: str, port: str, options: str) -> Iterator[None]:
        """Mirror ``port`` both ways into a tunnel to the collector during the block."""
        self.tunnel(bridge, "copy0", EDGE, COLLECTOR, options)
        self.run("ovs-vsctl", "--id=@from", "get", "port", port, "--", "--id=@to", "get", "port",
                 "copy0", "--", "--id=@m", "create", "Mirror", "name=copy",
                 "select_src_port=@from", "select_dst_port=@from", "output_port=@to", "--", "set",
                 "bridge", bridge, "mirrors=@m")  # fmt: skip
        self._forget()
        try:
            yield
        finally:
            self.run("ovs-vsctl", "clear", "bridge", bridge, "mirrors", "--", "del-port", bridge,
                     "copy0")  # fmt: skip
            self._forget()

    def _forget(self) -> None:
        """Drop cached flows: half a second long they would go on as before."""
        self.run("ovs-appctl", "dpctl/del-flows")


def _open_vswitch(bench: Bench, space: Space, address: str, gateway: str) -> OpenVSwitch:
    """Return a running switch whose bridge ``br-phy`` has the uplink and its ``address``."""
    folder = bench.folder / space.name
    folder.mkdir()
    switch = OpenVSwitch(space, folder)
    database = f"{folder}/conf.db"
    switch.run("ovsdb-tool", "create", database, "/usr/share/openvswitch/vswitch.ovsschema")
    for program, *words in (
        ("ovsdb-server", database, f"--remote=punix:{folder}/db.sock"),
        ("ovs-vswitchd", f"unix:{folder}/db.sock"),
    ):
        logging = ("-vsyslog:off", "-vconsole:off", f"--log-file={folder}/{program}.log")
        switch.run("sh", "-c", 'exec "$@" >/dev/null 2>&1', program, program, *words, "--pidfile",
                   "--detach", "--no-chdir", *logging)  # fmt: skip
        if program == "ovsdb-server":
            switch.run("ovs-vsctl", "--no-wait", "init")
    switch.bridge("br-phy", "uplink")
    space.sh(
        f"ip addr add {address}/24 dev br-phy; ip link set br-phy up;"
        f" ip route add default via {gateway}"
    )
    return switch


@dataclass(frozen=True)
class MirrorSite:
    """The whole: who talks, what mirrors, and where it is recorded."""

    left: Space
    right: Space
    distant: Space
    edge: OpenVSwitch
    transit: Space

    def talk(self) -> None:
        """Hold a conversation through the mirrored port, and one in each of the two tunnels."""
        _converse(self.left, self.right, RIGHT)
        for address in (BY_VXLAN, BY_GRE):
            _converse(self.left, self.distant, address)

    @contextlib.contextmanager
    def mirrored_by_tc(self) -> Iterator[None]:
        """Copy by tc's mirred, both ways, into the kernel's own VXLAN device."""
        self.edge.space.sh(
            f"ip link add copy0 type vxlan id 100 remote {COLLECTOR} local {EDGE} dstport 4789"
            " dev br-phy; ip link set copy0 up; tc qdisc add dev p1 clsact;"
            " for way in ingress egress; do tc filter add dev p1 $way protocol all pref 10"
            " u32 match u32 0 0 action mirred egress mirror dev copy0; done"
        )
        try:
            yield
        finally:
            self.edge.space.sh("tc qdisc del dev p1 clsact; ip link del copy0")

    @contextlib.contextmanager
    def mirrored_by_tzsp(self) -> Iterator[None]:
        """Copy by a program that sends every frame of the port as TZSP."""
        sender = _start(self.edge.space, TZSP, "p1", COLLECTOR)
        try:
            sender.stdout.readline()
            yield
        finally:
            sender.send_signal(signal.SIGTERM)
            sender.communicate(timeout=10)


def mirror_site(bench: Bench) -> MirrorSite:
    """Return the site, with its tunnels to the other one in use."""
    left, right, distant, edge, far, transit, collector = (
        bench.space(each) for each in ("l", "r", "d", "edge", "far", "tr", "col")
    )
    bench.cable((edge, "p1", ""), (left, "eth0", f"{LEFT}/24"))
    bench.cable((edge, "p2", ""), (right, "eth0", f"{RIGHT}/24"))
    for number in (2, 3):
        bench.cable((edge, f"q{number}", ""), (left, f"eth{number}", f"10.8.{number}.1/24"))
        bench.cable((far, f"q{number}", ""), (distant, f"eth{number}", f"10.8.{number}.2/24"))
    bench.cable((edge, "uplink", ""), (transit, "eth1", "203.0.113.254/24"))
    bench.cable((far, "uplink", ""), (transit, "eth2", "198.51.100.254/24"))
    bench.cable((collector, "eth0", f"{COLLECTOR}/24"), (transit, "eth3", "192.0.2.254/24"))
    transit.sh("echo 1 > /proc/sys/net/ipv4/ip_forward")
    collector.sh("ip route add default via 192.0.2.254")
    for host in (left, right, distant):
        # Open vSwitch reads raw frames: it would pass on the checksums that a veth leaves out.
        host.sh(
            "for each in /sys/class/net/eth*; do ethtool -K ${each##*/} tx off >/dev/null;"
            " ip link set ${each##*/} mtu 1400; done"
        )
    here = _open_vswitch(bench, edge, EDGE, "203.0.113.254")
    there = _open_vswitch(bench, far, FAR, "198.51.100.254")
    here.bridge("br0", "p1", "p2")
    for switch, mine, other in ((here, EDGE, FAR), (there, FAR, EDGE)):
        switch.bridge("br2", "q2")
        switch.bridge("br3", "q3")
        switch.tunnel("br2", "vxlan0", mine, other, "type=vxlan options:key=20")
        switch.tunnel("br3", "gre0", mine, other, "type=gre options:key=30")
    edge.ping(FAR, 2)
    edge.ping(COLLECTOR, 2)
    for address in (RIGHT, BY_VXLAN, BY_GRE):
        left.ping(address, 2)
    return MirrorSite(left, right, distant, here, transit)


def _converse(asking: Space, answering: Space, address: str, rounds: int = 200) -> None:
    server = _start(answering, TALK, "answer", address, str(PORT))
    try:
        until("the server", lambda: f"{address}:{PORT}" in answering.run("ss", "-ltnH"))
        asking.run(sys.executable, "-I", str(TALK), "ask", address, str(PORT), str(rounds))
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=10)


def _start(space: Space, program: Path, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        ["ip", "netns", "exec", space.name, sys.executable, "-I", str(program), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        text=True,
    )

"""The four real devices: a Linux router, Open vSwitch, FRR's vtysh, and a box with its own root."""

from dataclasses import dataclass
from pathlib import Path

from support.namespaces import Bench, Space, Target

ROUTER_VXLAN = (
    "ip link add vxlan100 type vxlan id 100 remote {remote} local 10.9.3.1 dstport 4789 dev eth3;"
    " ip link set vxlan100 up"
)


@dataclass(frozen=True)
class Router:
    """A router between two clients, with a collector on a third leg."""

    target: Target
    router: Space
    left: Space
    right: Space
    collector: Space


def linux_router(bench: Bench) -> Router:
    """Return a forwarding router ``core-rtr1`` and its three neighbours."""
    router, left, right, collector = (bench.space(each) for each in ("rtr", "a", "b", "col"))
    bench.cable((router, "eth1", "10.9.1.1/24"), (left, "eth0", "10.9.1.2/24"))
    bench.cable((router, "eth2", "10.9.2.1/24"), (right, "eth0", "10.9.2.2/24"))
    bench.cable((router, "eth3", "10.9.3.1/24"), (collector, "eth0", "10.9.3.2/24"))
    left.sh("ip route add default via 10.9.1.1")
    right.sh("ip route add default via 10.9.2.1")
    router.sh("echo 1 > /proc/sys/net/ipv4/ip_forward")
    collector.sh("ip addr add 10.9.3.9/24 dev eth0")
    target = bench.sshd(router, "core-rtr1")
    left.ping("10.9.2.2", 2)
    collector.ping("10.9.3.1", 2)
    return Router(target, router, left, right, collector)


@dataclass(frozen=True)
class Switch:
    """An Open vSwitch between two hosts; ``folder`` holds its private run directory."""

    target: Target
    switch: Space
    left: Space
    right: Space
    collector: Space
    folder: Path

    def ctl(self, *words: str) -> str:
        """Run ovs-vsctl against this switch's own database."""
        return self.switch.run("ovs-vsctl", f"--db=unix:{self.folder}/db.sock", *words)

    def flush(self) -> None:
        """Forget cached flows: a running ping would go on by the mirror of the moment before."""
        control = next(self.folder.glob("ovs-vswitchd.*.ctl"))
        self.switch.run("ovs-appctl", "-t", str(control), "dpctl/del-flows")

    def mirror(self, *columns: str) -> None:
        """Replace the mirrors of br0 by one called ``exfil``."""
        self.ctl("clear", "bridge", "br0", "mirrors")
        ports = [f"--id=@{name} get port {name}".split() for name in _ports(columns)]
        words = [word for each in ports for word in (*each, "--")]
        self.ctl("--", *words, "--id=@m", "create", "Mirror", "name=exfil", *columns, "--",
                 "set", "bridge", "br0", "mirrors=@m")  # fmt: skip
        self.flush()


def _ports(columns: tuple[str, ...]) -> list[str]:
    found = (part for each in columns for part in each.replace(",", "=").split("="))
    return sorted({part[1:] for part in found if part.startswith("@")})


_OVS = """
mkdir -p $HOME_DIR/ovs /run/openvswitch
mount --bind $HOME_DIR/ovs /run/openvswitch
cd $HOME_DIR/ovs
ovsdb-tool create $HOME_DIR/ovs/conf.db /usr/share/openvswitch/vswitch.ovsschema
ovsdb-server $HOME_DIR/ovs/conf.db --remote=punix:/run/openvswitch/db.sock --pidfile --detach \
  --no-chdir --log-file=$HOME_DIR/ovs/db.log >/dev/null 2>&1
ovs-vsctl --no-wait init
ovs-vswitchd --pidfile --detach --no-chdir --log-file=$HOME_DIR/ovs/vs.log >/dev/null 2>&1
"""


def open_vswitch(bench: Bench) -> Switch:
    """Return a userspace Open vSwitch with hosts on p1 and p2 and a collector behind p3 and p4.

    br-phy carries the tunnels (p3). p4 leads to the collector for SPAN and RSPAN; as a trunk
    of VLAN 999 alone it gets no flooded frame of the hosts.
    """
    switch, left, right, collector = (bench.space(each) for each in ("sw", "a", "b", "col"))
    bench.cable((switch, "p1", ""), (left, "eth0", "10.8.1.1/24"))
    bench.cable((switch, "p2", ""), (right, "eth0", "10.8.1.2/24"))
    bench.cable((switch, "p3", ""), (collector, "eth0", "10.8.3.2/24"))
    bench.cable((switch, "p4", ""), (collector, "eth1", ""))
    collector.sh("ip addr add 10.8.3.9/24 dev eth0")
    target = bench.sshd(switch, "ovs1", before=_OVS)
    folder = bench.folder / "ovs1" / "ovs"
    made = Switch(target, switch, left, right, collector, folder)
    made.ctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev")
    made.ctl("add-br", "br-phy", "--", "set", "bridge", "br-phy", "datapath_type=netdev")
    for bridge, port, *rest in (
        ("br0", "p1", "tag=10"), ("br0", "p2", "tag=10"), ("br0", "p4", "trunks=999"),
        ("br-phy", "p3"),
    ):  # fmt: skip
        made.ctl("add-port", bridge, port, *rest)
    switch.sh("ip addr add 10.8.3.1/24 dev br-phy; ip link set br-phy up")
    switch.ping("10.8.3.2", 2)
    switch.ping("10.8.3.9", 2)
    left.ping("10.8.1.2", 2)
    return made


_FRR = """
for part in run etc; do
  mkdir -p $HOME_DIR/frr-$part /$part/frr
  chown frr:frr $HOME_DIR/frr-$part
  mount --bind $HOME_DIR/frr-$part /$part/frr
done
printf 'hostname frr-rtr1\\nip route 198.51.100.0/24 blackhole\\n' > /etc/frr/frr.conf
printf 'service integrated-vtysh-config\\n' > /etc/frr/vtysh.conf
chown frr:frr /etc/frr/*
/usr/lib/frr/zebra -d -A 127.0.0.1 >/dev/null 2>&1
/usr/lib/frr/staticd -d -A 127.0.0.1 >/dev/null 2>&1
vtysh -b >/dev/null 2>&1
"""


def frr_router(bench: Bench) -> tuple[Target, Space]:
    """Return FRR behind an SSH server that gives everyone vtysh instead of a shell."""
    space = bench.space("frr")
    return bench.sshd(space, "frr-rtr1", before=_FRR, forced="/usr/bin/vtysh"), space


_OVERLAY = """
mount -t tmpfs tmpfs $HOME_DIR/scratch
mkdir $HOME_DIR/scratch/up $HOME_DIR/scratch/work
cd $HOME_DIR/scratch
mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=work $HOME_DIR/root
cd /
for part in dev proc sys run; do mount --rbind /$part $HOME_DIR/root/$part; done
mkdir -p $HOME_DIR/root$HOME_DIR
mount --bind $HOME_DIR $HOME_DIR/root$HOME_DIR
head -c 65536 /dev/zero | tr '\\0' 'K' > $HOME_DIR/root/boot/vmlinuz-$(uname -r)
exec chroot $HOME_DIR/root /usr/sbin/sshd -f $HOME_DIR/sshd_config -E $HOME_DIR/sshd.log
"""


def overlay_box(bench: Bench) -> tuple[Target, Space]:
    """Return a host with a root file system of its own, whose /boot may be tampered with."""
    space = bench.space("box")
    home = bench.folder / "box1"
    before = f"mkdir -p {home}/scratch {home}/root\n{_OVERLAY}"
    return bench.sshd(space, "box1", before=before), space

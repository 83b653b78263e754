"""A small table of flows whose answers are known, for every engine that the questions run on."""

import random
from itertools import count

END = 1_772_323_200.0
DAY = 86_400
HOUR = 3600
COLUMNS = (
    "ts", "source", "source_port", "destination", "destination_port", "protocol",
    "bytes_out", "bytes_in", "packets_out", "packets_in", "uid",
)  # fmt: skip
_uid = count(1)


def flow(at, source, destination, protocol, port, *, out=1000, back=1000, source_port=40_000):
    return {
        "ts": float(at),
        "source": source,
        "source_port": source_port,
        "destination": destination,
        "destination_port": port,
        "protocol": protocol,
        "bytes_out": out,
        "bytes_in": back,
        "packets_out": max(1, (out or 0) // 500),
        "packets_in": None if back is None else back // 500,
        "uid": f"C{next(_uid):05}",
    }


def labelled():
    """Return (flows, parents): rows of the table ``flows`` and (uid, parent) pairs."""
    flows, parents = [], []
    for hour in range(4):
        for number in range(3):
            _overlay(flows, parents, END - HOUR * (hour + 1) + 60 * number, number)
    # a mirror over VXLAN in many small flows; nobody answers
    flows += [
        flow(END - 1800 + n, "10.9.0.1", "198.51.100.9", "udp", 4789, out=40_000, back=0,
             source_port=50_000 + n)
        for n in range(50)
    ]  # fmt: skip
    # ERSPAN as NetFlow tells it: protocol 47, no ports, one direction a record
    flows.append(flow(END - 900, "10.9.0.2", "198.51.100.10", "gre", 0, out=90_000, back=None))
    # no mirrors: a group nobody can answer from, and the other end of a tunnel is down
    flows.append(flow(END - 900, "10.0.0.1", "239.1.1.1", "udp", 4789, out=90_000, back=0))
    flows.append(flow(END - 900, "10.0.0.1", "FF05::1:3", "udp", 4789, out=90_000, back=0))
    flows.append(flow(END - 900, "10.0.0.1", "10.0.0.8", "udp", 4789, out=900, back=0))
    # two mirrors to addresses that look a little like groups
    flows.append(flow(END - 900, "10.9.0.5", "23.4.5.6", "udp", 37008, out=80_000, back=0))
    flows.append(flow(END - 900, "10.9.0.6", "223.4.5.6", "udp", 4754, out=70_000, back=0))
    # the answer comes in the next window: no mirror
    edge = (END // HOUR) * HOUR - 5 * HOUR
    flows.append(flow(edge - 1, "10.9.0.3", "10.9.0.4", "udp", 4789, out=5000, back=0))
    flows.append(flow(edge + 1, "10.9.0.4", "10.9.0.3", "udp", 4789, out=5000, back=0))
    _copied(flows, parents, "10.9.1.1", "198.51.100.11", size=12_000_000)
    _copied(flows, parents, "10.9.1.2", "198.51.100.12", size=1_000_000)
    _copied(flows, parents, "10.9.1.3", "198.51.100.13", size=12_000_000, lost=True)
    _background(flows)
    _regular(flows)
    flows.append(flow(END - 120, "10.1.1.1", "203.0.113.77", "tcp", 443))
    flows.append(flow(END - 5 * HOUR, "10.6.0.1", "203.0.113.80", "tcp", 443, out=4 * 10**9))
    flows.append(flow(END - 4000, "10.5.0.0", "203.0.113.81", "tcp", 443, out=5 * 10**8))
    flows.append(flow(END - 8 * DAY, "10.1.1.1", "10.1.1.2", "tcp", 22))
    flows.append(flow(END, "10.1.1.1", "10.1.1.2", "tcp", 22))
    return flows, parents


def _overlay(flows, parents, at, number):
    """Two tunnel ends that talk to each other, as a fabric does all day."""
    there = flow(at, "10.0.0.1", "10.0.0.2", "udp", 4789, out=20_000_000, back=0,
                 source_port=50_000 + number)  # fmt: skip
    again = flow(at, "10.0.0.2", "10.0.0.1", "udp", 4789, out=20_000_000, back=0,
                 source_port=51_000 + number)  # fmt: skip
    inner = flow(at, "172.16.0.1", "172.16.0.2", "tcp", 443, out=9000, back=9000)
    flows += [there, again, inner]
    parents += [(inner["uid"], there["uid"]), (inner["uid"], again["uid"])]


def _copied(flows, parents, source, destination, *, size, lost=False):
    """A tunnel that is answered a little and carries both directions of a conversation."""
    outer = flow(END - 1000, source, destination, "udp", 6081, out=size, back=size // 20)
    inner = flow(END - 1000, "172.16.1.1", "172.16.1.2", "tcp", 80, out=7000, back=9000)
    flows += [outer, inner]
    parents.append((inner["uid"], outer["uid"]))
    if lost:
        parents.append((inner["uid"], "Cmissing"))


def _background(flows):
    dice = random.Random(7)
    for host in range(8):
        at = END - DAY
        while (at := at + dice.expovariate(1 / 1500)) < END:
            flows.append(
                flow(at, f"10.5.0.{host}", f"203.0.113.{dice.randrange(4)}", "tcp", 443,
                     out=int(dice.lognormvariate(8, 2)), back=int(dice.lognormvariate(9, 2)),
                     source_port=dice.randrange(30_000, 60_000))
            )  # fmt: skip


def _regular(flows):
    """One beacon without a tremble, one with, and one that only lives two hours."""
    dice = random.Random(11)
    for n in range(287):
        at = END - DAY + 300 * (n + 1)
        flows.append(flow(at, "10.7.0.1", "203.0.113.90", "tcp", 8443, out=512, back=128))
        flows.append(flow(at + dice.uniform(-40, 40), "10.7.0.2", "203.0.113.91", "udp", 53,
                          out=500 + dice.randrange(9), back=90))  # fmt: skip
    for n in range(24):
        flows.append(flow(END - 7200 + 290 * n, "10.7.0.3", "203.0.113.92", "tcp", 8080, out=700))

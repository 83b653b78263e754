"""A synthetic hour of flow records with planted mirrors, the same for the same seed.

conn.log of a Zeek sensor, and what a border router exported of GRE as nfdump's CSV. Most rows are
short connections between ever new pairs; among them are VXLAN and Geneve overlays, backups, video,
polls of monitoring and ordinary GRE tunnels, none of which is a mirror.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BEGIN = 1_772_330_400  # 2026-03-01 02:00:00 UTC
FIELDS = [
    "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service",
    "duration", "orig_bytes", "resp_bytes", "conn_state", "local_orig", "local_resp",
    "missed_bytes", "history", "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes",
    "tunnel_parents", "ip_proto",
]  # fmt: skip
PORTS = {"vxlan": 4789, "geneve": 6081, "tzsp": 37008, "gre-in-udp": 4754}


@dataclass(frozen=True)
class Hour:
    """Where the records are and which pairs copy traffic."""

    conn: Path
    netflow: Path
    planted: frozenset[tuple[str, str]]


def write(folder: Path, rows: int, seed: int = 1, each: int = 4) -> Hour:
    """Write an hour of about ``rows`` rows and ``each`` mirrors of every encapsulation."""
    rng = random.Random(seed)
    planted: dict[tuple[str, str], str] = {}
    for number, kind in enumerate((*PORTS, "erspan")):
        for one in range(each):
            planted[f"10.9.{number}.{one + 1}", f"203.0.113.{number * each + one + 1}"] = kind
    conn, netflow = folder / "conn.log", folder / "border.csv"
    special = _special(rng, planted)
    rng.shuffle(special)
    with conn.open("w", encoding="ascii") as file:
        file.write("#separator \\x09\n#set_separator\t,\n#unset_field\t-\n#path\tconn\n")
        file.write("#fields\t" + "\t".join(FIELDS) + "\n")
        file.writelines(_mixed(rng, special, rows))
    with netflow.open("w", encoding="ascii") as file:
        file.write("ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n")
        file.writelines(_border(rng, planted))
    return Hour(conn, netflow, frozenset(planted))


def _mixed(rng: random.Random, special: list[str], rows: int) -> Iterator[str]:
    """Yield ordinary rows with the special ones spread evenly among them, in order of time."""
    every = max(1, rows // max(1, len(special)))
    random_, randrange = rng.random, rng.randrange
    waiting = iter(special)
    for number in range(rows):
        at = BEGIN + 3600 * number / rows
        if number % every == 0:
            row = next(waiting, None)
            if row is not None:
                yield f"{at:.6f}\t{row}"
                continue
        a, b, sent = randrange(1 << 16), randrange(1 << 24), int(400 / (random_() + 0.001))
        yield (
            f"{at:.6f}\tC{number:017x}\t10.{a >> 14}.{a >> 8 & 255}.{a & 255}\t"
            f"{32768 + b % 28000}\t{100 + (b >> 20)}.{b >> 12 & 255}.{b >> 4 & 255}.{b & 15}\t"
            f"{_PORTS[b & 7]}\ttcp\tssl\t"
            f"0.{b % 1000:03d}\t{sent}\t{sent * 7}\tSF\tT\tF\t0\tShADadFf\t9\t{sent + 400}\t12\t"
            f"{sent * 7 + 500}\t-\t6\n"
        )


_PORTS = (443, 443, 443, 80, 22, 8443, 8000, 5000)


def _special(rng: random.Random, planted: dict[tuple[str, str], str]) -> list[str]:
    rows: list[str] = []
    for (source, destination), kind in planted.items():
        if kind in PORTS:
            rows += [
                _conn(
                    rng,
                    source,
                    destination,
                    PORTS[kind],
                    "udp",
                    rng.randrange(200_000, 2_000_000),
                    0,
                )
                for _ in range(40)
            ]
    for vtep in range(40):  # overlays: every pair both ways, each direction with its own ports
        for peer in range(vtep):
            one, other = f"10.200.0.{vtep + 1}", f"10.200.0.{peer + 1}"
            port = 6081 if vtep % 4 == 0 else 4789
            for _ in range(2):
                rows.append(_conn(rng, one, other, port, "udp", rng.randrange(10**6), 0))
                rows.append(_conn(rng, other, one, port, "udp", rng.randrange(10**8), 0))
    for host in range(300):  # backups: gigabytes one way, next to nothing back
        size = rng.randrange(10**9, 10**11)
        rows.append(_conn(rng, f"10.1.0.{host % 250}", "10.50.0.5", 10001, "tcp", size, 9000))
    for camera in range(400):  # video: even, one way, for the whole hour
        rows += [
            _conn(
                rng, f"10.2.{camera % 4}.{camera // 4 + 1}", "10.60.0.9", 5004, "udp", 15_000_000, 0
            )
            for _ in range(6)
        ]
        rows.append(_conn(rng, f"10.2.0.{camera % 250 + 1}", "239.1.1.7", 4789, "udp", 10**7, 0))
    for poll in range(100):  # monitoring: even sizes at even times
        rows += [_conn(rng, "10.3.0.1", f"10.4.0.{poll + 1}", 161, "udp", 90, 120)] * 60
    return rows


def _conn(rng, source, destination, port, proto, sent, back) -> str:  # a row
    number = {"udp": 17, "tcp": 6}[proto]
    packets = sent // 1200 + 1
    return (
        f"S{rng.getrandbits(64):017x}\t{source}\t{rng.randrange(1024, 65535)}\t{destination}\t"
        f"{port}\t{proto}\t-\t3.1\t{sent}\t{back}\tS0\tT\tF\t0\tD\t"
        f"{packets}\t{sent + 28 * packets}\t"
        f"{back // 60}\t{back}\t-\t{number}\n"
    )


def _border(rng: random.Random, planted: dict[tuple[str, str], str]) -> Iterator[str]:
    pairs = [(each, 0.0) for each, kind in planted.items() if kind == "erspan"]
    pairs += [((f"10.8.0.{each}", f"198.51.100.{each}"), 0.4) for each in range(1, 60)]
    for minute in range(60):
        for (source, destination), share in pairs:
            sent = rng.randrange(500_000, 900_000)
            yield _netflow(minute, source, destination, sent)
            if share:
                yield _netflow(minute, destination, source, int(sent * share))


def _netflow(minute: int, source: str, destination: str, sent: int) -> str:
    first, last = f"2026-03-01 02:{minute:02d}:00", f"2026-03-01 02:{minute:02d}:59"
    counts = f"{sent // 900},{sent},0,0"
    return f"{first},{last},59.0,{source},{destination},0,0,GRE,........,0,0,{counts}\n"

"""A synthetic hour of flows with planted mirrors: what is found, how fast, in how much memory.

    python benchmarks/flows.py [ROWS] [FOLDER]

10 million rows by themselves. The hour is written first (and left in FOLDER when one is given);
measured is the reading alone, as ``netwatch logs`` does it: every row, all analytics.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from netwatch.app.flow_reading import tally_of
from netwatch.judgement.flows.tally import Watched
from netwatch.judgement.flows.verdicts import THRESHOLD, verdicts
from netwatch.model.flow import FlowKind

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from support.flow_hour import write  # the tests' own hour, larger


def main(rows: int, folder: Path) -> None:
    began = time.monotonic()
    hour = write(folder, rows)
    size = (hour.conn.stat().st_size + hour.netflow.stat().st_size) / 1e6
    print(f"{rows:,} rows of conn.log and a router's GRE, {size:,.0f} MB, "
          f"written in {time.monotonic() - began:.0f} s")  # fmt: skip
    began, spent = time.monotonic(), _cpu()
    tally = tally_of([hour.conn, hour.netflow], Watched())
    found = verdicts(tally)
    took = time.monotonic() - began
    spent = _cpu() - spent
    alerts = {(each.source, each.destination) for each in found if each.risk >= THRESHOLD}
    kinds = {kind: sum(each.kind is kind for each in found) for kind in FlowKind}
    print(f"planted {len(hour.planted)}, found {len(alerts & hour.planted)}, "
          f"missed {len(hour.planted - alerts)}, false {len(alerts - hour.planted)}")  # fmt: skip
    print("verdicts: " + ", ".join(f"{many} {kind}" for kind, many in kinds.items() if many))
    print(f"{tally.rows:,} rows in {took:.1f} s: {tally.rows / took / 1e6:.2f} million a second; "
          f"bytes of a pair are at most {tally.volumes.error:,} too low")  # fmt: skip
    print(f"{spent:.1f} seconds of CPU: {tally.rows / spent / 1e6:.2f} million rows in one")
    own, child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"peak memory: {own:.0f} MB here, {child:.0f} MB in the largest child")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    if len(sys.argv) > 2:  # noqa: PLR2004  # ROWS and FOLDER
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(wanted, Path(made))

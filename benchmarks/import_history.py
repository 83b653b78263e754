"""How fast a history is imported: a synthetic Oxidized repository through the whole pipe.

``python benchmarks/import_history.py [--devices 40] [--versions 50] [--processes N]``. Every
version is read out of git, cleaned, read, compared, judged and kept; printed are versions a second,
the size of the database a version, and what 700 devices with 500 versions each would take at that
rate. With ``--processes 1`` the processor time is printed too, which a busy machine changes little.
Building the repository is not counted. Configurations have some 460 lines; one or two lines differ
from a version to the next.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from support.oxidized_repository import build

WHOLE = 700 * 500
_BUILT: list[float] = []


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--devices", type=int, default=40)
    options.add_argument("--versions", type=int, default=50)
    options.add_argument("--processes", type=int, default=None)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        began = time.perf_counter()
        size = build(home / "configs.git", given.devices, given.versions)
        count = given.devices * given.versions
        print(f"repository: {count} versions, {size / 1e6:.0f} MB of text,"
              f" built in {time.perf_counter() - began:.1f} s")  # fmt: skip
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        _BUILT.append(used.ru_utime + used.ru_stime)
        first = run(home, given.processes)
        told("imported", count, first, given.processes)
        kept = sum(each.stat().st_size for each in (home / "state").glob("netwatch.db*"))
        print(f"database: {kept / 1e6:.1f} MB, {kept / count:.0f} bytes a version")
        again = run(home, given.processes)
        print(f"again, nothing new: {again:.1f} s")


def run(home: Path, processes: int | None) -> float:
    """Import as a user would, and return the seconds it took."""
    surroundings = dict(os.environ)
    if processes:
        surroundings["NETWATCH_PROCESSES"] = str(processes)
    words = [sys.executable, "-m", "netwatch", "--state-dir", str(home / "state")]
    words += ["import", "oxidized", str(home / "configs.git"), "--format", "json"]
    began = time.perf_counter()
    done = subprocess.run(
        words, env=surroundings, cwd=home, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"the import failed: {done.stderr[-2000:]}")
    answer = json.loads(done.stdout)
    spans = [each for each in answer["mirrors"] if each["to"]]
    print(f"  {len(answer['devices'])} devices, {len(spans)} mirrors that came and went")
    return time.perf_counter() - began


def told(what: str, count: int, seconds: float, processes: int | None) -> None:
    if processes == 1:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = used.ru_utime + used.ru_stime - _BUILT[0]
        print(f"processor time: {spent:.1f} s, {spent / count * 1000:.1f} ms a version,"
              f" its own start and the whole of git included")  # fmt: skip
    rate = count / seconds
    cores = processes or len(os.sched_getaffinity(0))
    print(f"{what}: {count} versions in {seconds:.1f} s, {rate:.0f} versions/s on {cores} cores;"
          f" {WHOLE} would take {WHOLE / rate / 60:.0f} min")  # fmt: skip


if __name__ == "__main__":
    main()

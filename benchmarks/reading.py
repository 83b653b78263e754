"""How fast every configuration is read, and whether twelve times the lines take twelve times that.

    python benchmarks/reading.py [PLATFORM...]

Each platform's longest golden configuration is repeated to 40,000 and to 500,000 lines: texts that
hold far more mirrors than any device does. Printed are seconds of processor time, lines a second,
the ratio to a bare splitter (indent and text of every line) in the same run, and for Cisco's IOS
family the ratio to ciscoconfparse2 over the whole file. ``growth`` is the time at 500,000 lines
over 12.5 times the time at 40,000: 1 is linear. ``many s`` is a text of 40,000 lines in which every
repetition has numbers of its own, so that it holds thousands of *different* sessions and
interfaces, and ``growth`` beside it that time over 4 times the time at 10,000 lines.
"""

import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from netwatch import registry
from netwatch.app.golden import read_case
from netwatch.model.platform import CONFIG, Platform
from netwatch.model.state import Answers

GOLDEN = Path(__file__).parents[1] / "tests" / "data" / "platforms"
TINY, SMALL, LARGE = 10_000, 40_000, 500_000
LIMIT_S = 60
LIMIT_BYTES = 4 * 1024**3
BUDGET_S = 0.5
LINEAR = 1.6
SYNTAX = {"cisco_ios": "ios", "cisco_xe": "ios", "cisco_nxos": "nxos", "cisco_xr": "iosxr"}
# Not a part of an address, a time or a slot.
_NUMBER = re.compile(r"(?<![\d./:-])\d{1,4}(?![\d./:-])")


def sample(platform: Platform) -> str:
    configs = (read_case(case).get(CONFIG) for case in sorted((GOLDEN / platform.name).glob("*/")))
    return max((each for each in configs if each), key=lambda text: text.count("\n"), default="")


def repeated(text: str, lines: int) -> str:
    once = text.rstrip("\n").split("\n")
    return "\n".join((once * (lines // len(once) + 1))[:lines])


def varied(text: str, lines: int) -> str:
    """Return ``text`` repeated, its free-standing numbers and numbered names new in each round."""
    once = text.rstrip("\n")
    rounds = lines // (once.count("\n") + 1) + 1
    pieces = [_NUMBER.sub(lambda found, k=k: f"{found[0]}{k}", once) for k in range(rounds)]
    return "\n".join("\n".join(pieces).split("\n")[:lines])


def out_of_time(*_: object) -> None:
    raise TimeoutError


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the least processor time of several rounds; infinity past a limit."""
    taken = []
    signal.signal(signal.SIGPROF, out_of_time)
    try:
        for _ in range(rounds):
            signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
            began = time.process_time()
            work()
            taken.append(time.process_time() - began)
    except (TimeoutError, MemoryError):
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return min(taken)


def split(text: str) -> list[tuple[int, str]]:
    return [(len(line) - len(line.lstrip()), line.strip()) for line in text.split("\n")]


def reader(platform: Platform, text: str) -> Callable[[], object]:
    answers = Answers(((CONFIG, CONFIG, text),))
    return lambda: platform.read(answers)


def confparse(text: str, syntax: str) -> float:
    from ciscoconfparse2 import CiscoConfParse

    lines = text.split("\n")
    return seconds(lambda: CiscoConfParse(lines, syntax=syntax), 1)


def row(platform: Platform) -> tuple[str, str]:
    once = sample(platform)
    small = repeated(once, SMALL)
    bare = seconds(lambda: split(small), 3)
    read = seconds(reader(platform, small), 2)
    flat = seconds(lambda: platform.flatten(small), 1)
    slow = seconds(reader(platform, repeated(once, LARGE)), 1)
    few = seconds(reader(platform, varied(once, TINY)), 2)
    many = seconds(reader(platform, varied(once, SMALL)), 1)
    growths = slow / (read * LARGE / SMALL), many / (few * SMALL / TINY)
    syntax = SYNTAX.get(platform.name)
    other = f"{confparse(small, syntax) / read:8.1f}" if syntax else f"{'':8}"
    shown = (
        f"{platform.name:<20}{read:>8.3f}{SMALL / read:>10,.0f}{read / bare:>9.1f}{other}"
        f"{flat:>8.3f}{slow:>9.2f}{growths[0]:>8.2f}{many:>9.3f}{growths[1]:>8.2f}"
    )
    faults = [f"{read:.2f} s at {SMALL:,} lines"] * (read > BUDGET_S)
    faults += [f"growth {each:.2f}" for each in growths if each > LINEAR]
    return shown, ", ".join(faults)


def main(names: list[str]) -> None:
    # A reader that multiplies what it reads must not take the machine with it.
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    print(
        f"{'platform':<20}{'read s':>8}{'lines/s':>10}{'x split':>9}{'ccp2 x':>8}"
        f"{'flat s':>8}{'500k s':>9}{'growth':>8}{'many s':>9}{'growth':>8}"
    )
    told = []
    for platform in registry.platforms():
        wanted = not names or platform.name in names
        if wanted and platform.dialogue and sample(platform):
            shown, fault = row(platform)
            print(shown, flush=True)
            told += [f"{platform.name}: {fault}"] * bool(fault)
    print("\nover budget: " + ("; ".join(told) or "none"))


if __name__ == "__main__":
    main(sys.argv[1:])

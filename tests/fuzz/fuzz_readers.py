"""Coverage-guided fuzzing of the readers, one target a family, outside the test run.

    pip install atheris
    python tests/fuzz/fuzz_readers.py FAMILY [FOLDER] [libFuzzer's options: -max_total_time=600]

A family is the first word of its platforms' names (cisco, juniper, linux). An input is one visit:
a byte that chooses the platform, then answers parted by ``\\x1e``, each a byte that chooses the
topic and a text whose first line ``$ COMMAND`` may name the command. The golden cases are the
seeds, their words the dictionary. What raises, or takes more than ``SLOW_S`` of processor time, is
told once for each place in the code, with the file in FOLDER (default: fuzz-FAMILY) that repeats
it; ``python tests/fuzz/fuzz_readers.py FAMILY FOLDER/FILE`` runs that file alone.
"""

import re
import sys
import time
import traceback
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("this needs atheris: pip install atheris")

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

with atheris.instrument_imports(include=["netwatch"]):
    from netwatch import registry
    from netwatch.model.state import Answers
    from netwatch.parsing.text import clean

    PLATFORMS = registry.platforms()

SLOW_S = 2.0
MAX_LEN = 16_384
RECORD = "\x1e"
DATA = TESTS / "data" / "platforms"


def topics(platform):
    return sorted({each.topic for each in (*platform.commands, *platform.templates)})


def answers(platform, text):
    """Return the visit that an input's text (after the first byte) stands for."""
    known = topics(platform)
    triples = []
    for part in text.split(RECORD):
        topic = known[ord(part[0]) % len(known)] if part and known else "running-config"
        shown, command = clean(part[1:]), topic
        if shown.startswith("$ "):
            first, _, shown = shown.partition("\n")
            command = first[2:]
        triples.append((topic, command, shown))
    return Answers(tuple(triples))


def read(platform, visit):
    """Do with a visit all that netwatch does with one, up to its state."""
    platform.read(visit)
    platform.follow_up(visit)
    for topic in visit:
        for _, text in visit.all(topic):
            platform.flatten(text)


def seed(number, platform, case):
    """Return a golden case as an input."""
    known = topics(platform)
    parts = []
    for path in sorted(case.glob("*.txt")):
        topic = path.name.split(".")[0]
        at = known.index(topic) if topic in known else 0
        parts.append(chr(at) + path.read_text(encoding="utf-8"))
    return bytes([number]) + RECORD.join(parts).encode()


def prepare(family, members, folder):
    """Write seeds and dictionary; return the options that name them."""
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    words = set()
    for number, platform in enumerate(members):
        for case in sorted((DATA / platform.name).glob("*/")):
            data = seed(number, platform, case)
            (seeds / f"{platform.name}-{case.name}").write_bytes(data[:MAX_LEN])
            words.update(re.findall(rb"[A-Za-z][A-Za-z0-9_/-]{2,20}", data))
    listed = "\n".join(f'"{each.decode()}"' for each in sorted(words))
    (folder / "words.dict").write_text(listed + "\n")
    (folder / "grown").mkdir(exist_ok=True)
    return [str(folder / "grown"), str(seeds), f"-dict={folder / 'words.dict'}"]


class Target:
    """Runs one input, and tells each new fault once."""

    def __init__(self, members, folder):
        self.members, self.folder, self.told = members, folder, set()

    def __call__(self, data):
        if not data:
            return
        platform = self.members[data[0] % len(self.members)]
        visit = answers(platform, data[1:].decode("utf-8", errors="replace"))
        began = time.process_time()
        try:
            read(platform, visit)
        except Exception as error:  # noqa: BLE001  # whatever a reader raises is the find
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.tell(f"{type(error).__name__} at {place.filename}:{place.lineno}", platform, data)
        took = time.process_time() - began
        if took > SLOW_S:
            self.tell(f"slow on {platform.name}", platform, data, f"{took:.1f} s")

    def tell(self, fault, platform, data, more=""):
        if fault not in self.told:
            self.told.add(fault)
            path = self.folder / f"found-{len(self.told)}"
            path.write_bytes(data)
            sys.stdout.write(f"FOUND {fault} {more} platform={platform.name} input={path}\n")
            sys.stdout.flush()


def main(family, *options):
    members = [each for each in PLATFORMS if each.name.split("_")[0] == family]
    if not members:
        families = sorted({each.name.split("_")[0] for each in PLATFORMS})
        sys.exit(f"no platform of family {family!r}; there are {', '.join(families)}")
    given = Path(options[0]) if options and options[0][0] != "-" else Path(f"fuzz-{family}")
    if given.is_file():
        Target(members, given.parent)(given.read_bytes())
        return
    rest = options[1:] if options and options[0][0] != "-" else options
    fixed = prepare(family, members, given)
    limits = [f"-max_len={MAX_LEN}", "-timeout=600", "-rss_limit_mb=2048", "-print_final_stats=1"]
    places = [f"-artifact_prefix={given}/"]
    atheris.Setup([sys.argv[0], *fixed, *limits, *places, *rest], Target(members, given))
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])

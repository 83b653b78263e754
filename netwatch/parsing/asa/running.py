"""What runs on an ASA, and whether it still works: processes, code in memory, health counters.

Sources: the vendor's integrity assurance guide and the published checks for the implants of 2024
to 2026 (CISA ED 25-03, AR26-113A). Layouts are from memory but for the row of ``lina_cs``: a line
that does not look like a row is left alone.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.platform import VERSION, Noise
from netwatch.model.posture import Counter, Posture, Trait
from netwatch.model.state import Answers
from netwatch.parsing.posture.changed import last_change
from netwatch.parsing.posture.shown import rows, with_fields
from netwatch.parsing.posture.traits import Traits

MEMORY_REGION = "memory-region"
CHECKHEAPS = "checkheaps"
KERNEL_PROCESS = "kernel-process"
LOG_SETTING = "logging-setting"

_PROCESS_ROW = (
    r"^ *\d{1,7} +\d{1,7} +-?\d{1,4} +-?\d{1,4} +\d{1,15} +\d{1,15} +\S{1,20} +[A-Z]\S{0,4}"
    r"(?: +\d{1,12}){1,4} +(?P<name>[^\d\s]\S{0,80}(?: \S{1,40}){0,4}) *$"
)
_PROCESS = re.compile(_PROCESS_ROW)
_CODE = re.compile(
    r"^ *(?:0x)?(?P<start>[0-9a-f]{4,16})-(?:0x)?(?P<end>[0-9a-f]{4,16}) +[r-][w-]x[ps-]\b"
    r".{0,200}\blina\b",
    re.IGNORECASE,
)
_RUNS = re.compile(r"^ *total +number +of +runs *:? *(\d{1,18}) *$", re.IGNORECASE | re.MULTILINE)
_LOGGED = re.compile(r"\b(\d{1,18}) messages? logged\b", re.IGNORECASE)
_PASSING = re.compile(r"\[?kworker")

# Read before they are blanked: they grow while the box works.
VOLATILE = (
    Noise(_PROCESS_ROW, r"\g<name>", topic=KERNEL_PROCESS),
    Noise(r"^\[?kworker.*$", "", topic=KERNEL_PROCESS),
    Noise(r"^ *(?:0x)?[0-9a-f]{4,16}-(?:0x)?[0-9a-f]{4,16} +[r-][w-]-.*$", "", topic=MEMORY_REGION),
    Noise(r"^([^:\n]{1,60}:).*$", r"\1", topic=CHECKHEAPS),
    Noise(r"\b\d{1,18}( messages? (?:logged|dropped))", r"N\1", topic=LOG_SETTING),
)


def with_running(posture: Posture | None, answers: Answers) -> Posture | None:
    """Return ``posture`` with the processes; ``lina`` says how many executable regions it has."""
    text, code = answers.get(KERNEL_PROCESS), _code(answers)
    seen = text is not None or len(code) > 1
    return with_fields(posture, {"processes": _processes(text or "", code) if seen else None})


def _processes(text: str, code: tuple[Evidence, ...]) -> tuple[Trait, ...] | None:
    mapped = f"executable regions: {len(code)}" if code else ""
    found = Traits("processes")
    for said, quote in rows(text, KERNEL_PROCESS, _PROCESS):
        name = said["name"]
        if name == "lina":
            found.add("processes", name, mapped, quote, *code[:8])
        elif not _PASSING.match(name):
            found.add("processes", name, "", quote)
    if code and not found.has("processes", "lina"):
        found.add("processes", "lina", mapped, *code[:8])
    return found.of("processes") or None


def _code(answers: Answers) -> tuple[Evidence, ...]:
    """Return the lines of ``lina``'s executable memory."""
    text = answers.get(MEMORY_REGION) or ""
    return tuple(quote for _, quote in rows(text, MEMORY_REGION, _CODE))


def doubts(answers: Answers) -> tuple[str, ...]:
    """Return what is said of more than one executable region: published as a sign of an implant."""
    count = len(_code(answers))
    if count < 2:  # noqa: PLR2004  # one is the program itself
        return ()
    return (f"lina has {count} executable memory regions where one is usual",)


def counters(answers: Answers) -> tuple[Counter, ...] | None:
    """Return the numbers that grow while the box works; None where none was asked for."""
    heaps, logs, version = (answers.get(each) for each in (CHECKHEAPS, LOG_SETTING, VERSION))
    if heaps is None and logs is None and version is None:
        return None
    found = list(last_change(version, VERSION) or ())
    runs = _RUNS.search(heaps or "")
    if runs and heaps:
        found.append(_counter("checkheaps runs", int(runs[1]), CHECKHEAPS, heaps, runs))
    counts = list(_LOGGED.finditer(logs or ""))
    if counts and logs:
        most = max(counts, key=lambda each: int(each[1]))
        found.append(_counter("log messages", int(most[1]), LOG_SETTING, logs, most))
    return tuple(found)


def _counter(name: str, value: int, topic: str, text: str, match: re.Match[str]) -> Counter:
    number = text.count("\n", 0, match.start(1)) + 1
    return Counter(name, value, (Evidence(topic, number, text.split("\n")[number - 1].strip()),))

"""What the interfaces at a mirror's ends have carried, by the device's own count.

Layouts seen in public real output: IOS, IOS XE and EOS (``338297234 packets input, 728401053
bytes``), NX-OS (``49976 input packets  7496400 bytes``), Junos (``Input  bytes  : 79748352``, once
for the physical interface). The questions are follow-ups: a device without a mirror is not asked.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from netwatch.model.mirror import DestinationKind, Mirror, SourceKind
from netwatch.model.platform import Command, Noise
from netwatch.model.posture import Counter
from netwatch.model.state import Answers, Reading
from netwatch.model.volume import PortCount

COUNTS = "interface-counts"
_MOST = 24
_LONGEST = 20_000
_NUMBER = r"(\d{1,20})"
_MENTIONS = re.compile(r"\b(?:monitor session|port-mirror\w*|analyzer|mirror)\b", re.IGNORECASE)

_HEAD = re.compile(r"^(?P<name>[A-Za-z][^\s,]{0,63}) is [^\n]{1,80}$", re.MULTILINE)
_IOS_IN = re.compile(rf"^ +{_NUMBER} packets input, {_NUMBER} bytes", re.MULTILINE)
_IOS_OUT = re.compile(rf"^ +{_NUMBER} packets output, {_NUMBER} bytes", re.MULTILINE)
_NX_IN = re.compile(rf"^ +{_NUMBER} input packets +{_NUMBER} bytes", re.MULTILINE)
_NX_OUT = re.compile(rf"^ +{_NUMBER} output packets +{_NUMBER} bytes", re.MULTILINE)
_JUNOS = re.compile(
    r"^Physical interface: (?P<name>[^\s,]{1,64}),(?:[^\n]{0,500}\n){1,40}?"
    r"  Traffic statistics:[^\n]{0,40}\n"
    rf" {{3,4}}Input  bytes  : +{_NUMBER}(?: [^\n]{{0,60}})?\n"
    rf" {{3,4}}Output bytes  : +{_NUMBER}(?: [^\n]{{0,60}})?\n"
    rf" {{3,4}}Input  packets: +{_NUMBER}(?: [^\n]{{0,60}})?\n"
    rf" {{3,4}}Output packets: +{_NUMBER}(?: [^\n]{{0,60}})?$",
    re.MULTILINE,
)

VOLATILE = (Noise(r"^[ \t]+\S.*$", topic=COUNTS),)
"""Read first and blanked before the answer is kept: only the interface's name and state stay."""


def asked(
    answers: Answers, config: str | None, read: Callable[[Answers], Reading], command: Command
) -> tuple[Command, ...]:
    """Return ``command`` about each interface that a mirror copies from or to, at most 24.

    ``config`` is looked at first: reading it again costs time, and few devices have a mirror.
    """
    if config is None or _MENTIONS.search(config) is None:
        return ()
    reading = read(answers)
    names = _ends((*(reading.declared or ()), *(reading.operating or ())))
    return command.about_each(tuple(dict.fromkeys(names))[:_MOST])


def _ends(mirrors: Iterable[Mirror]) -> Iterator[str]:
    """Yield the physical interfaces at the ends; units and subinterfaces are counted there."""
    for mirror in mirrors:
        for source in mirror.sources:
            names = (source.name,) if source.kind is SourceKind.INTERFACE else source.on
            yield from (each.partition(".")[0] for each in names)
        for end in mirror.destinations:
            if end.kind is DestinationKind.INTERFACE:
                yield end.value.partition(".")[0]


def listed(answers: Answers) -> tuple[Counter, ...] | None:
    """Return the counts that IOS, IOS XE, EOS and NX-OS answered; None where nothing was."""
    return _counters(answers, _listed)


def junos(answers: Answers) -> tuple[Counter, ...] | None:
    """Return the counts that Junos answered; None where nothing was.

    A count in short form (``54.2M``) is not exact and not read.
    """
    return _counters(answers, _junos)


def _counters(
    answers: Answers, read: Callable[[str], PortCount | None]
) -> tuple[Counter, ...] | None:
    texts = [text[:_LONGEST] for _, text in answers.all(COUNTS)[:_MOST]]
    if not texts:
        return None
    found = (read(each) for each in texts)
    return tuple(counter for each in found if each for counter in each.counters())


def _listed(text: str) -> PortCount | None:
    head = _HEAD.search(text)
    came = _IOS_IN.search(text) or _NX_IN.search(text)
    went = _IOS_OUT.search(text) or _NX_OUT.search(text)
    if head is None or came is None or went is None:
        return None
    return PortCount(head["name"], int(came[2]), int(came[1]), int(went[2]), int(went[1]))


def _junos(text: str) -> PortCount | None:
    found = _JUNOS.search(text)
    if found is None:
        return None
    name, *values = found.groups()
    octets_in, octets_out, packets_in, packets_out = (int(each) for each in values)
    return PortCount(name, octets_in, packets_in, octets_out, packets_out)


def with_counts(
    counters: tuple[Counter, ...] | None, counted: tuple[Counter, ...] | None
) -> tuple[Counter, ...] | None:
    """Return both; None only where neither was observed."""
    return counters if counted is None else (*(counters or ()), *counted)

"""Syslog lines as devices really send them -> who claims to speak, and what it says.

RFC 5424 and RFC 3164 where they are kept; vendors' own headers (sequence numbers, ``*Mar  1``,
a year before or after the day, ``RP/0/RP0/CPU0:``) are left at the front of the text, since only
the message is searched for. No line is refused: the sender's address decides whose it is.
"""

import re
from dataclasses import dataclass

LONGEST = 8192
_PRIORITY = re.compile(r"\s{0,4}<\d{1,3}>")
_RFC5424 = re.compile(
    r"1 \S{1,40} (?P<host>\S{1,255}) \S{1,48} \S{1,128} (?P<name>\S{1,32}) "
    r"(?:-|(?:\[(?:[^\]\\]|\\.){0,4000}\])+)(?: \ufeff?(?P<text>.*))?",
    re.DOTALL,
)
_RFC3164 = re.compile(
    r"(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{5,30}) "
    r"(?P<host>[A-Za-z0-9][A-Za-z0-9_.:-]{0,254}) (?P<text>.*)",
    re.DOTALL,
)
_HIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class SyslogLine:
    """One message: ``host`` is what the header claims, None when there is none to read."""

    host: str | None
    text: str


def syslog_line(raw: bytes) -> SyslogLine:
    """Return what ``raw``, one datagram or frame, says; the first 8 kB of it count."""
    text = raw[:LONGEST].decode("utf-8", "replace")
    text = _PRIORITY.sub("", text, count=1)
    named = _RFC5424.match(text)
    framed = named or _RFC3164.match(text)
    host = framed["host"] if framed and framed["host"] != "-" else None
    said = (framed["text"] or "") if framed else text
    if named and named["name"] != "-":  # Junos puts UI_COMMIT there when it writes RFC 5424
        said = f"{named['name']}: {said}"
    return SyslogLine(host, _HIDDEN.sub(" ", said).strip())


def frames(buffer: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Split what a stream brought into whole messages, and what is left for the next time.

    Octet counting and newlines are told apart frame by frame (RFC 6587). A frame longer than
    ``LONGEST`` is cut off there, and its rest is told as a message of its own.
    """
    found: list[bytes] = []
    while buffer:
        counted = re.match(rb"(\d{1,5}) (?=<)", buffer)
        if counted:
            end = counted.end() + int(counted[1])
            if len(buffer) < end:
                break
            found.append(buffer[counted.end() : end][:LONGEST])
            buffer = buffer[end:].removeprefix(b"\n")
            continue
        line, newline, rest = buffer.partition(b"\n")
        if not newline and len(buffer) < LONGEST:
            break
        found.append(line[:LONGEST])
        buffer = rest if newline else b""
    return tuple(each for each in found if each.strip()), buffer

"""``dir /all`` of VRP and Comware: index, attributes, size, date, time, name (vendors' guides)."""

import re

from netwatch.model.image import FileEntry

_HEAD = re.compile(r"Directory of (\S{1,60}?)/?\s*$")
_ENTRY = re.compile(
    r" *\d{1,6} +[-drwxh]{4} +([\d,]{1,20}|-) +"
    r"([A-Z][a-z]{2} +\d{1,2} \d{4} \d\d:\d\d(?::\d\d)?(?:\+\d\d:\d\d)?) +(\S.{0,200}?)\s*$"
)


def listing(text: str | None) -> tuple[FileEntry, ...] | None:
    """Return the files with size in bytes; paths carry the device, as in ``flash:/x.cc``."""
    if text is None:
        return None
    place = ""
    found = []
    for line in text.split("\n"):
        if head := _HEAD.match(line):
            place = f"{head[1]}/"
        elif entry := _ENTRY.match(line):
            size = None if entry[1] == "-" else int(entry[1].replace(",", ""))
            found.append(FileEntry(place + entry[3], size, entry[2]))
    return tuple(found)

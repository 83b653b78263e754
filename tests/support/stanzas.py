"""Golden configurations cut into pieces whose order means nothing on the device."""

import json
import re

_SECTION = re.compile(r"interface |(?:ip|mac) access-list |vlan database|router ")
_BY_EXIT = ("ubiquiti_edgeswitch", "extreme_voss")


def pieces(name, text):
    """Return the independent pieces of ``text``, each a list of lines."""
    lines = text.rstrip("\n").split("\n")
    if name == "mikrotik_routeros":
        return _begun(lines, lambda line: line.startswith("/"))
    if name == "fortinet_fortios":
        return _closed(
            lines, lambda line: (line.split()[:1] == ["config"]) - (line.strip() == "end")
        )
    if name in _BY_EXIT:
        return _closed(lines, _exits)
    if any(line.rstrip().endswith("{") for line in lines):
        return _closed(lines, lambda line: line.count("{") - line.count("}"))
    return _begun(lines, lambda line: line[:1] not in " \t!#" and line.strip() != "exit")


def _begun(lines, begins):
    found = []
    for line in lines:
        if found and not begins(line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _closed(lines, step):
    """Close a piece where the steps down have made up for the steps in."""
    found, depth = [[]], 0
    for line in lines:
        found[-1].append(line)
        depth = max(0, depth + step(line))
        if not depth:
            found.append([])
    return [each for each in found if each]


def _exits(line):
    return bool(_SECTION.match(line)) - (line.strip() == "exit")


def shuffled_json(text, random):
    """Return a JSON text with the members of its objects in another order, None if it is none."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return json.dumps(_shuffled(value, random), indent=1)


def _shuffled(value, random):
    if isinstance(value, dict):
        names = list(value)
        random.shuffle(names)
        return {name: _shuffled(value[name], random) for name in names}
    return [_shuffled(each, random) for each in value] if isinstance(value, list) else value

"""Golden cases of platforms: text files in, the JSON shape of the reading out.

A case is a folder ``tests/data/platforms/<platform>/<case>``: ``<topic>.txt`` holds an answer,
several answers to one topic are ``<topic>.<n>.txt``; a first line ``$ COMMAND`` names the command.
``python tests/support/golden.py PLATFORM [CASE]`` writes ``expected.json`` anew: review the diff.
"""

import json
import sys
from pathlib import Path

from netwatch import registry
from netwatch.model.state import Answers
from netwatch.parsing.text import clean
from netwatch.shapes import evidence_shape, mirror_shape, reading_shape

HOME = Path(__file__).parents[1] / "data" / "platforms"


def cases():
    return sorted(path.parent for path in HOME.glob("*/*/expected.json"))


def answers(case):
    triples = []
    for path in sorted(case.glob("*.txt")):
        topic = path.name.split(".")[0]
        text = clean(path.read_text(encoding="utf-8"))
        command = topic
        if text.startswith("$ "):
            first, text = text.split("\n", 1)
            command = first[2:]
        triples.append((topic, command, text))
    return Answers(tuple(triples))


def shape(case):
    platform = registry.platform(case.parent.name)
    reading = platform.read(answers(case))
    found = reading_shape("running-config.txt", platform, detected=False, reading=reading)
    found["mirrors"] = None if reading.declared is None else found["mirrors"]
    found["unread"] = _all(reading.unread, evidence_shape)
    found["dormant"] = None if reading.dormant is None else found["dormant"]
    found["operating"] = _all(reading.operating, mirror_shape)
    found["tunnels"] = _all(reading.tunnels, _tunnel)
    found["files"] = _all(reading.files, lambda each: [each.path, each.size, each.modified])
    found["identity"] = reading.identity and [
        reading.identity.hostname,
        reading.identity.serial,
        reading.identity.model,
    ]
    if reading.image and reading.image.digests is not None:
        found["digests"] = [
            [each.path, each.algorithm, each.value] for each in reading.image.digests
        ]
    return found


def _all(values, shaped):
    return None if values is None else [shaped(each) for each in values]


def _tunnel(each):
    return [each.name, each.mode, each.local, each.remote, each.vrf, each.key]


def _write(platform, name):
    for case in sorted((HOME / platform).glob(name)):
        text = json.dumps(shape(case), indent=1, ensure_ascii=False)
        (case / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "*")

"""The real configurations and outputs that NETWATCH_CORPUS names."""

import json
import os
from pathlib import Path

import pytest

from netwatch.parsing.text import clean


def corpus(*below):
    """Return the path ``below`` the corpus; without a corpus the test is skipped."""
    home = os.environ.get("NETWATCH_CORPUS")
    if not home:
        pytest.skip("NETWATCH_CORPUS names no corpus")
    return Path(home, *below)


def text_of(path):
    """Return what a reader is given of a file, whatever its bytes."""
    return clean(path.read_bytes().decode(errors="replace"))


def outputs(*patterns):
    """Return the text of each recorded answer by its file's name; empty ones are left out."""
    found = (path for each in patterns for path in sorted(corpus("outputs").glob(each)))
    return {path.name: text_of(path) for path in found if not path.name.startswith("empty__")}


def labels():
    """Return what a person read in the corpus: the sessions of each file by its path in there."""
    return json.loads(corpus("labels.json").read_text(encoding="utf-8"))["files"]

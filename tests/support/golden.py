"""Golden cases of platforms: text files in, the JSON shape of the reading out.

A case is a folder ``tests/data/platforms/<platform>/<case>`` as ``netwatch.app.golden`` describes.
``python tests/support/golden.py PLATFORM [CASE]`` writes ``expected.json`` anew: review the diff.
"""

import sys
from pathlib import Path

from netwatch import registry
from netwatch.app.golden import case_shape, read_case, write_expected

HOME = Path(__file__).parents[1] / "data" / "platforms"
answers = read_case


def cases():
    return sorted(path.parent for path in HOME.glob("*/*/expected.json"))


def shape(case):
    return case_shape(registry.platform(case.parent.name), answers(case))


if __name__ == "__main__":
    name, wanted = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "*"
    for each in sorted((HOME / name).glob(wanted)):
        write_expected(each, registry.platform(name))

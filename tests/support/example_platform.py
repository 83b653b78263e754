"""The worked example platform: loaded from its file, since it is no part of the package.

``python tests/support/example_platform.py`` writes its expected readings anew.
"""

import importlib.util
import sys
from pathlib import Path

HOME = Path(__file__).parents[1] / "data" / "example_platform"
FILE = HOME / "acme_os.py"


def platform():
    """Return the platform the file declares."""
    spec = importlib.util.spec_from_file_location("acme_os", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PLATFORM


def cases():
    return sorted((HOME / "cases").glob("*/"))


if __name__ == "__main__":
    from netwatch.app.golden import write_expected

    sys.dont_write_bytecode = True
    for each in cases():
        write_expected(each, platform())

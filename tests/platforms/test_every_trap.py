"""For every platform: the traps of its language, as ``tests/data/traps`` lists them."""

import pytest
from support import traps

from netwatch import registry

NAMES = registry.names("platforms")
CASES = [(name, each) for name in NAMES for each in traps.traps(name)]


@pytest.mark.parametrize(
    ("name", "trap"), CASES, ids=[f"{name}: {trap.name}" for name, trap in CASES]
)
def test_a_trap_is_not_stepped_into(name, trap):
    assert traps.told(name, trap.text) == trap.expected


def test_every_platform_has_traps():
    assert {path.stem for path in traps.HOME.iterdir()} == set(NAMES)

"""What the console's tests stand on: the demonstration's data, and a browser."""

import shutil

import pytest
from support.chromium import chromium, tab

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace

__all__ = ["chromium", "tab"]


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """Play the demonstration once over real SSH and return its folder; nobody writes in it."""
    from netwatch.lab.demo import perform

    folder = tmp_path_factory.mktemp("played") / "demo"
    for _ in perform(folder, lambda _number: lambda checked: checked):
        pass
    return folder


@pytest.fixture
def demo(played, tmp_path):
    """Return a workspace over a copy of the demonstration's data."""
    folder = shutil.copytree(played, tmp_path / "demo")
    given = load_settings(
        state_dir=folder, inventory=folder / "inventory.yaml", policy=folder / "policy.yaml"
    )
    with Workspace(given) as work:
        yield work

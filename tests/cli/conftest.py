from pathlib import Path

import pytest
from support.commands import netwatch

from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run ``netwatch WORDS`` in this process as a user would, in an empty folder."""
    return netwatch(monkeypatch, tmp_path)


@pytest.fixture(scope="module")
def fleet():
    with Fleet(load_folder(DEMO_FLEET)) as running:
        yield running


@pytest.fixture
def lab(fleet, monkeypatch, tmp_path):
    """The demo fleet in its first stage, with inventory and policy in the working folder."""
    fleet.stage("before")
    for name, value in environment(fleet.specs).items():
        monkeypatch.setenv(name, value)
    Path(tmp_path / "inventory.yaml").write_text(inventory_yaml(fleet.specs, fleet.ports))
    Path(tmp_path / "policy.yaml").write_text((DEMO_FLEET / "policy.yaml").read_text())
    return fleet

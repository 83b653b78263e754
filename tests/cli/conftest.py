import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from netwatch.cli import main as cli
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run ``netwatch WORDS`` in this process as a user would, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETWATCH_STATE_DIR", str(tmp_path / "state"))

    def go(*words):
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["netwatch", *map(str, words)])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
                code = 0
            except SystemExit as ended:
                code = ended.code or 0
        assert "Traceback" not in err.getvalue()
        return Result(code, out.getvalue(), err.getvalue())

    return go


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

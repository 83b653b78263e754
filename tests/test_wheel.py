"""The wheel carries templates, migrations and example, and works away from the repository."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONFIG = "hostname r1\nmonitor session 1 source interface Gi1/0/1\nend\n"
SCRIPT = """
import netwatch, sys
from pathlib import Path
from netwatch.parsing import templates
from netwatch.store.store import Store
assert Path(netwatch.__file__).is_relative_to(sys.argv[1]), netwatch.__file__
assert templates.rows("cisco_ios_show_version", "r1 uptime is 5 minutes")
with Store.open(f"sqlite:///{Path.cwd()}/x.db") as store:
    assert store.devices() == ()
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    home = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", home, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = home.glob("netwatch_drift-*.whl")
    target = home / "site"
    install = [*pip, "install", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(install, check=True, capture_output=True)
    return wheel, target


def run(installed, cwd, *words):
    _, target = installed
    environment = {"PYTHONPATH": str(target), "PATH": "/usr/bin:/bin", "HOME": str(cwd)}
    words = [sys.executable, *map(str, words)]
    return subprocess.run(
        words, cwd=cwd, env=environment, check=False, capture_output=True, text=True
    )


def test_the_wheel_holds_what_lies_outside_the_package(installed):
    names = zipfile.ZipFile(installed[0]).namelist()
    assert "netwatch/_data/migrations/env.py" in names
    assert "netwatch/_data/inventory.example.yaml" in names
    assert "netwatch/_data/alerts.example.yaml" in names
    assert any(each.startswith("netwatch/_data/templates/") for each in names)
    assert any(each.startswith("netwatch/lab/") and each.endswith(".yaml") for each in names)
    for ending in (".yml", ".spl", ".esql", ".kql", ".sql"):
        assert any(each.startswith("netwatch/content/") and each.endswith(ending) for each in names)
    assert not any(each.startswith("tests/") for each in names)


def test_templates_and_migrations_are_found_there(installed, tmp_path):
    done = run(installed, tmp_path, "-c", SCRIPT, installed[1])
    assert done.returncode == 0, done.stderr


def test_the_commands_work_there(installed, tmp_path):
    (tmp_path / "r1.cfg").write_text(CONFIG)
    parsed = run(installed, tmp_path, "-m", "netwatch", "parse", "r1.cfg", "-p", "cisco_ios")
    assert parsed.returncode == 0, parsed.stderr
    assert "Gi1/0/1" in parsed.stdout
    assert run(installed, tmp_path, "-m", "netwatch", "init").returncode == 0
    assert (tmp_path / "inventory.yaml").exists()


@pytest.mark.lab
def test_the_demonstration_works_there(installed, tmp_path):
    done = run(installed, tmp_path, "-m", "netwatch", "demo")
    assert done.returncode == 0, done.stderr
    assert "mirror-new-session" in done.stdout
    assert "flow-undeclared-mirror" in done.stdout

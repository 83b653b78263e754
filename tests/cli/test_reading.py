"""The commands that need neither inventory nor network."""

import json
import subprocess
import sys

import pytest

from netwatch.cli.main import app, hoist

ERSPAN = """\
hostname core-rtr1
!
monitor session 52 type erspan-source
 source interface Gi1/0/1 , Gi1/0/5 - 6 rx
 no shutdown
 destination
  erspan-id 101
  ip address 192.0.2.50
  origin ip address 198.51.100.1
!
end
"""
HEAVY = {"netmiko", "paramiko", "sqlalchemy", "apscheduler", "ciscoconfparse2", "rich", "pydantic"}


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "core-rtr1.cfg"
    path.write_text(ERSPAN)
    return path


def test_parse_prints_the_contract(run, config):
    result = run("parse", config, "--platform", "cisco_xe", "--format", "json")
    assert result.code == 0
    assert result.json["schema"] == "netwatch/reading/1"
    assert result.json["file"] == "core-rtr1.cfg"
    assert (result.json["platform"], result.json["detected"]) == ("cisco_xe", False)
    (mirror,) = result.json["mirrors"]
    assert (mirror["id"], mirror["kind"], mirror["enabled"]) == ("52", "erspan-source", True)
    assert [each["name"] for each in mirror["sources"]] == ["Gi1/0/1", "Gi1/0/5", "Gi1/0/6"]
    assert mirror["destinations"][0]["value"] == "192.0.2.50"
    assert mirror["destinations"][0]["origin"] == "198.51.100.1"
    assert mirror["evidence"][0] == {"line": 3, "text": "monitor session 52 type erspan-source"}


def test_parse_is_honest_about_what_it_does_not_know(run, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("buy milk\n")
    result = run("parse", path, "--format", "json")
    assert result.code == 3
    assert result.json["platform"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("parse", "none.cfg"), "none.cfg"),
        (("parse", "core-rtr1.cfg", "--platform", "cisco_ex"), "cisco_xe"),
        (("parse", "core-rtr1.cfg", "--format", "tabel"), "is not one of"),
        (("scan", "no-such-folder"), "no such file or directory"),
        (("rules", "mirror-new-sesion"), "mirror-new-session"),
        (("check", "core-rtr1"), "netwatch init"),
        (("history", "core-rtr1"), "netwatch check core-rtr1"),
        (("check",), "Missing argument"),
        (("--inventory",), "requires an argument"),
        (("frobnicate",), "No such command"),
    ],
)
def test_a_mistake_gets_a_message_and_exit_2(run, config, words, says):
    result = run(*words)
    assert result.code == 2
    assert says in result.err


def test_scan_reads_a_tree_and_counts_findings(run, config, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "quiet.cfg").write_text(ERSPAN.replace("monitor", "! monitor"))
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: x")
    result = run("scan", tmp_path, "--platform", "cisco_xe", "--format", "json")
    assert result.code == 1
    assert [len(each["mirrors"]) for each in result.json] == [1, 0]
    assert run("scan", tmp_path / "site", "--platform", "cisco_xe").code == 0
    lines = run("scan", tmp_path, "--platform", "cisco_xe", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["schema"] for line in lines] == ["netwatch/reading/1"] * 2


def test_output_goes_to_the_file_and_nowhere_else(run, config, tmp_path):
    result = run("parse", config, "-p", "cisco_xe", "-f", "json", "-o", tmp_path / "out.json")
    assert result.out == ""
    assert json.loads((tmp_path / "out.json").read_text())["platform"] == "cisco_xe"
    assert run("parse", config, "-p", "cisco_xe", "-o", "/no/such/dir/x").code == 2


def test_hostile_text_reaches_no_terminal(run, tmp_path):
    path = tmp_path / "hostile.cfg"
    path.write_text("monitor session 1 source interface Gi1/0/1\u202e evil\nend\n")
    result = run("parse", path, "--platform", "cisco_ios")
    assert "\u202e" not in result.out


def test_a_pipe_gets_no_colour(run, config):
    assert "\x1b" not in run("parse", config, "-p", "cisco_xe").out


def test_global_options_may_stand_anywhere():
    words = ["check", "r1", "--inventory", "x.yaml", "--state-dir=y", "-f", "json", "--", "-i"]
    assert hoist(words) == [
        "--inventory", "x.yaml", "--state-dir=y", "check", "r1", "-f", "json", "--", "-i",
    ]  # fmt: skip


def test_every_command_shows_an_example(run):
    for command in app.registered_commands:
        assert "Example: netwatch" in run(command.name, "--help").out, command.name


def test_platforms_and_rules_are_listed(run):
    names = [each["name"] for each in run("platforms", "list", "-f", "json").json]
    assert {"cisco_xe", "juniper_junos", "openvswitch"} <= set(names)
    shown = run("platforms", "show", "cisco_xe", "--commands", "-f", "json").json
    assert "show running-config" in [each["command"] for each in shown["commands"]]
    rules = run("rules", "-f", "json").json
    assert {"mirror-new-session", "host-key-changed"} <= {each["id"] for each in rules}


def test_init_writes_once(run, tmp_path):
    assert run("init").code == 0
    assert (tmp_path / "inventory.yaml").exists()
    again = run("init")
    assert again.code == 2
    assert "--force" in again.err


def test_help_imports_nothing_heavy():
    script = (
        "import sys; sys.argv = ['netwatch', '--help']\n"
        "from netwatch.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(eval(done.stderr))  # a list we printed ourselves


@pytest.mark.parametrize("words", [["--version"], ["-m", "netwatch", "--version"]])
def test_version(run, words):
    if words[0] == "-m":
        done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("netwatch ")
    else:
        assert run(*words).out.startswith("netwatch ")

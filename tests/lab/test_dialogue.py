from pathlib import Path

import pytest

from netwatch.lab.dialogue import DialogueError, load, load_folder, merged
from netwatch.lab.spec import AnswerForm, Crypto, FaultKind, PagerManner


@pytest.fixture
def written(tmp_path):
    def write(text, name="box.yaml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def text_of(scene, command):
    return next(each.text for each in scene.answers if each.command == command)


def test_every_key_of_a_device(written):
    spec = load(
        written(
            """
            platform: cisco_ios
            site: nyc
            role: core
            tags: [edge]
            jump: [bastion]
            hostname: r1
            login: {username: u, password: p, enable: e, methods: [publickey], delay: 2}
            pager: {lines: 10, manner: deaf}
            crypto: legacy
            rtt: 0.02
            delay: 0.5
            forwards: true
            host_key: other
            banner: b {{prompt}}
            commands: {show x: {text: "y {{n}}", delay: 3, wrap: true}}
            vars: {n: 5}
            faults: [{kind: drip, at: show x, after: 4, seconds: 0.1, times: 2}]
            """
        )
    )
    scene = spec.scene("before")
    assert (spec.name, spec.site, spec.role, spec.tags, spec.jump) == (
        "box",
        "nyc",
        "core",
        ("edge",),
        ("bastion",),
    )
    assert (scene.login.username, scene.login.enable, scene.login.delay_s) == ("u", "e", 2.0)
    assert (scene.pager.lines, scene.pager.manner) == (10, PagerManner.DEAF)
    assert (scene.crypto, scene.rtt_s, scene.delay_s) == (Crypto.LEGACY, 0.02, 0.5)
    assert (scene.forwards, scene.host_key, scene.banner) == (True, "other", "b r1#")
    (answer,) = scene.answers
    assert (answer.text, answer.delay_s, answer.form) == ("y 5\n", 3.0, AnswerForm.WRAPPED)
    (fault,) = scene.faults
    assert (fault.kind, fault.after, fault.times) == (FaultKind.DRIP, 4, 2)
    assert not {"'p'", "'e'"} & set(repr(scene.login).replace("=", " ").replace(",", " ").split())


def test_a_stage_changes_only_what_it_says(written):
    spec = load(
        written(
            """
            platform: cisco_ios
            vars: {a: one}
            texts: {body: "{{a}} of {{hostname}}"}
            commands:
              show a: "{{body}}"
              show b: "b\\nend\\n"
            stages:
              before: {}
              after:
                vars: {a: two}
                edits:
                  - {command: show b, insert: "new\\n"}
              late: {hostname: stranger, commands: {show b: other, show a: null}}
            """
        )
    )
    assert spec.stages == ("before", "after", "late")
    before, after, late = (spec.scene(each) for each in spec.stages)
    assert text_of(before, "show a") == "one of box\n"
    assert (text_of(after, "show a"), text_of(after, "show b")) == ("two of box\n", "b\nnew\nend\n")
    assert [(each.command, each.text) for each in late.answers] == [("show b", "other\n")]
    assert late.hostname == "stranger"
    assert spec.scene("never") is before


def test_blocks_ranges_lists_and_files(written):
    written("from {{hostname}}\n", "piece.txt")
    spec = load(
        written(
            """
            platform: cisco_ios
            commands:
              show x:
                blocks:
                  - {file: piece.txt}
                  - {each: 1-2, text: "port {{n}}\\n"}
                  - {each: [a, b], text: "{{item}} "}
                  - {each: [{k: v}], text: "{{k}}"}
            """
        )
    )
    assert text_of(spec.scene("before"), "show x") == "from box\nport 1\nport 2\na b \nv\n"


def test_a_base_lies_under_the_device(written):
    written("platform: cisco_ios\nvars: {a: 1, b: 2}\ncommands: {show a: '{{a}}{{b}}'}", "_b.yaml")
    spec = load(written("base: _b.yaml\nvars: {b: 3}"))
    assert text_of(spec.scene("before"), "show a") == "13\n"


def test_a_folder_holds_devices_bases_and_a_policy(written, tmp_path):
    for name in ("b.yaml", "a.yaml"):
        written("platform: cisco_ios", name)
    written("platform: cisco_ios", "_base.yaml")
    written("prefixes: []", "policy.yaml")
    assert [each.name for each in load_folder(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("platfrom: cisco_ios", "platfrom.*did you mean platform"),
        ("hostname: x", "'platform' is missing"),
        ("platform: x\ncommands: {show a: '{{nothing}}'}", "nothing.*has no value"),
        ("platform: x\ncommands: {show a: {each: 1-99999, text: x}}", "not a range"),
        ("platform: x\ncommands: {show a: {file: ../../etc/passwd}}", "lies outside"),
        ("platform: x\ncommands: {show a: {file: none.txt}}", "cannot be read"),
        ("platform: x\ncommands: {show a: {tekst: b}}", "tekst.*did you mean text"),
        ("platform: x\ncommands: {show a: [1]}", "neither a text"),
        ("platform: x\nfaults: [{kind: sulk}]", "sulk"),
        ("platform: x\nedits: [{command: show z, insert: a}]", "unknown command 'show z'"),
        ("platform: x\ncommands: {show a: b}\nedits: [{command: show a}]", "insert, replace"),
        (
            "platform: x\ncommands: {show a: b}\nedits: [{command: show a, replace: q, with: r}]",
            "'q' does not occur",
        ),
        ("platform: x\nstages: {after: {site: y}}", "stage after.*site"),
        ("platform: x\nbase: ../up.yaml", "beside the file"),
        ("- a list", "not a mapping"),
        ("a: [", "box.yaml"),
        ("init_prompt: x", "commands is neither"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(written, text, told):
    with pytest.raises(DialogueError, match=f"(?s)box.yaml.*{told}|{told}"):
        load(written(text))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DialogueError, match=r"none\.yaml"):
        load(tmp_path / "none.yaml")


def test_merging_replaces_answers_whole_and_other_mappings_key_by_key():
    low = {
        "commands": {"a": {"text": "x", "delay": 1}},
        "login": {"username": "u", "password": "p"},
    }
    high = {"commands": {"a": {"text": "y"}}, "login": {"password": "q"}}
    assert merged(low, high) == {
        "commands": {"a": {"text": "y"}},
        "login": {"username": "u", "password": "q"},
    }


def test_the_device_file_of_the_documentation_is_a_device(written):
    page = Path(__file__).parents[2] / "docs" / "lab.md"
    example = page.read_text().partition("```yaml\n")[2].partition("```")[0]
    base = "commands: {show version: up 3 weeks, show boot: x, show running-config: null}"
    written(base, "_xe.yaml")
    written("line vty 0 4\nlogging host 192.0.2.60\n", "tail.txt")
    spec = load(written(example))
    assert spec.stages == ("before", "after")
    config = text_of(spec.scene("after"), "show running-config")
    assert config.splitlines()[-4:] == ["x", "line vty 0 4", "monitor session 1 ...", "end"]
    assert "description desk 48" in config
    assert text_of(spec.scene("after"), "show version") == "up 2 minutes\n"
    assert "show boot" not in {each.command for each in spec.scene("before").answers}

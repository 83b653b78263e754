"""The lab through netwatch's own collector: the demo fleet, and recordings of real devices."""

import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netwatch import registry
from netwatch.collect.access import Access
from netwatch.lab.dialogue import DEMO_FLEET, LAB_LOGIN, load, load_folder
from netwatch.lab.fleet import LOOPBACK, Fleet
from netwatch.lab.mutate import with_stanzas
from netwatch.lab.spec import AnswerForm
from netwatch.model.device import Credentials, Device, HostKeyPolicy
from netwatch.model.platform import Command
from netwatch.model.snapshot import Reason
from netwatch.model.state import Answers
from netwatch.parsing.text import clean

pytestmark = pytest.mark.lab

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLATFORMS = {
    "ios": "cisco_ios",
    "nxos": "cisco_nxos",
    "eos": "arista_eos",
    "junos": "juniper_junos",
    "pfsense": "linux",
    "opnsense": "linux",
}
BYE = {"exit", "quit", "logout"}


class NoKeys:
    def pinned(self, name):
        return None

    def pin(self, name, key):
        return key


def visit(spec, port, platform):
    from netwatch.collect.ssh import collect

    login = spec.scenes[0][1].login
    device = Device(
        name=spec.name,
        address=LOOPBACK,
        port=port,
        platform=platform.name,
        host_key=HostKeyPolicy.OFF,
        timeout_s=60,
    )
    access = Access(
        credentials=Credentials(
            username=login.username, password=login.password, enable=login.enable
        ),
        host_keys=NoKeys(),
        redact=lambda text, topic: text,
    )
    return collect(device, platform, access, now=NOW)


@pytest.fixture(scope="module")
def demo():
    with Fleet(load_folder(DEMO_FLEET)) as running:
        yield running


@pytest.mark.parametrize("stage", ["before", "after"])
def test_every_device_of_the_demo_fleet_is_collected_whole(demo, stage):
    demo.stage(stage)
    for spec in demo.specs:
        platform = registry.platform(spec.platform)
        snapshot = visit(spec, demo.ports[spec.name], platform)
        assert snapshot.failures == (), (spec.name, snapshot.failures)
        said = {each.command: each.text for each in spec.scene(stage).answers}
        got = {each.command: each.text for each in snapshot.artifacts}
        for command, text in got.items():
            if platform.name != "openvswitch":
                assert re.sub(r"\s", "", said[command]) == re.sub(r"\s", "", text) or any(
                    each.at == command for each in spec.scene(stage).faults
                ), (spec.name, command)


@pytest.mark.parametrize("name", ["core-rtr1", "dc1-leaf1", "dc1-leaf2", "dc2-leaf1", "hv1"])
def test_nothing_but_the_platforms_own_questions_is_ever_written(demo, name):
    spec = next(each for each in demo.specs if each.name == name)
    platform = registry.platform(spec.platform)
    visit(spec, demo.ports[name], platform)
    session = demo.sessions(name)[-1]
    login, words = spec.scenes[0][1].login, platform.dialogue
    allowed = {"", login.enable, words.enable, words.bye, *words.prepare}
    written = session.received.decode().replace("\r", "\n").split("\n")
    assert [each for each in written if each not in allowed and not platform.may_send(each)] == []
    assert session.executed == []


def recordings():
    home = os.environ.get("NETWATCH_CORPUS")
    folder = Path(home) / "dialogues" if home else Path("/nonexistent")
    return sorted(each for each in folder.glob("*.yaml") if each.name.split("_")[0] in PLATFORMS)


@pytest.fixture(scope="module")
def recorded():
    paths = recordings()
    if not paths:
        pytest.skip("NETWATCH_CORPUS names no corpus")
    with Fleet(load(path, LAB_LOGIN) for path in paths) as running:
        yield running


def body(answer, prompt):
    """Return the recorded answer without its echo and the prompt behind it."""
    lines = [each.rstrip() for each in clean(answer.text).split("\n")]
    if answer.form is AnswerForm.RECORDED:
        lines = lines[1:]
        if lines and lines[-1].strip() == prompt.strip():
            lines = lines[:-1]
    return "\n".join(lines).strip("\n")


@pytest.mark.corpus
def test_every_recorded_command_comes_back_with_nothing_lost(recorded):
    lost = []
    for spec in recorded.specs:
        scene = spec.scene("recorded")
        asked = [
            each
            for each in scene.answers
            if each.command not in BYE and not each.command.startswith(("terminal ", "set cli "))
        ]
        base = registry.platform(PLATFORMS[spec.platform])
        platform = replace(
            base,
            commands=tuple(Command(each.command, each.command) for each in asked),
            follow_up=lambda _answers: (),
            dialogue=replace(base.dialogue, refused=(), denied=()),
        )
        snapshot = visit(spec, recorded.ports[spec.name], platform)
        got = {each.command: each.text for each in snapshot.artifacts}
        failed = {each.command: each for each in snapshot.failures}
        for answer in asked:
            told = body(answer, scene.prompt or "")
            heard = "\n".join(each.rstrip() for each in got.get(answer.command, "").split("\n"))
            if heard.strip("\n") != told:
                lost.append((spec.name, answer.command, failed.get(answer.command), heard[-80:]))
    assert lost == []


@pytest.mark.corpus
def test_an_unknown_command_on_a_recording_is_a_clean_refusal(recorded):
    spec = next(each for each in recorded.specs if each.platform == "ios")
    platform = replace(registry.platform("cisco_ios"), commands=(Command("show nonsense", "x"),))
    snapshot = visit(spec, recorded.ports[spec.name], platform)
    assert [each.reason for each in snapshot.failures] == [Reason.COMMAND_REJECTED]


STANZA = """monitor session 7 type erspan-source
 source interface Gi0/0/1 rx
 no shutdown
 destination
  erspan-id 70
  ip address 203.0.113.7
  origin ip address 192.0.2.7
"""


@pytest.mark.corpus
def test_a_stanza_spliced_into_a_recording_is_read_through_all_its_noise(recorded):
    original = next(each for each in recorded.specs if each.platform == "ios")
    spec = with_stanzas(original, STANZA)
    platform = replace(
        registry.platform("cisco_xe"),
        commands=(Command("show running-config", "running-config", end=r"^end\s*$"),),
        follow_up=lambda _answers: (),
    )
    with Fleet([spec]) as fleet:
        snapshot = visit(spec, fleet.ports[spec.name], platform)
    (artifact,) = snapshot.artifacts
    answers = Answers(((artifact.topic, artifact.command, artifact.text),))
    (mirror,) = platform.read(answers).declared
    assert (mirror.id, mirror.enabled, mirror.destinations[0].value) == ("7", True, "203.0.113.7")

"""The lab through netwatch's own collector: the demo fleet, and recordings of real devices."""

import re
from dataclasses import replace

import pytest
from support.recordings import paths, visit

from netwatch import registry
from netwatch.lab.dialogue import DEMO_FLEET, LAB_LOGIN, load, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.mutate import with_stanzas
from netwatch.model.platform import Command
from netwatch.model.snapshot import Reason
from netwatch.model.state import Answers

pytestmark = pytest.mark.lab


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


@pytest.fixture(scope="module")
def recorded():
    with Fleet(load(path, LAB_LOGIN) for path in paths(("ios",))) as running:
        yield running


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

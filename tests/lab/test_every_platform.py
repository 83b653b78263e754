"""One device of each platform, with its vendor's manners, through netwatch's own collection."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from support.recordings import visit

from netwatch import registry
from netwatch.collect.access import Limits
from netwatch.lab.dialogue import LAB_LOGIN
from netwatch.lab.family import family, family_name
from netwatch.lab.fleet import Fleet
from netwatch.lab.spec import (
    Answer,
    DeviceSpec,
    Fault,
    FaultKind,
    Pager,
    PagerManner,
    Scene,
)
from netwatch.model.platform import CONFIG, Command
from netwatch.model.snapshot import Reason

pytestmark = pytest.mark.lab
PLATFORMS = {each.name: each for each in registry.platforms() if each.dialogue}
ANSWERS = yaml.safe_load(Path(__file__).with_name("every_platform.yaml").read_text())
SECRET = "lab-enable"  # protects nothing
LONG = Command("show a long list", "long")
STRANGE = Command("xyzzy frotz", "strange")
LIMITS = Limits(prompt_s=8, silence_s=0.2)


def scene(name, **more):
    texts = {**ANSWERS[name], LONG.text: "".join(f"line {n}\n" for n in range(60))}
    answers = tuple(
        Answer(command, text if text.endswith("\n") else f"{text}\n")
        for command, text in texts.items()
    )
    manners = family(name)
    login = replace(LAB_LOGIN, enable=SECRET if PLATFORMS[name].dialogue.enable else None)
    plain = Scene(
        hostname="box1",
        family=family_name(name),
        answers=answers,
        login=login,
        pager=Pager(manners.page_lines),
    )
    return replace(plain, **more)


def denied_in(name):
    """Return the command a device denies: the one for its configuration, where it has one."""
    own = [each for each in PLATFORMS[name].commands if each.text in ANSWERS[name]]
    return next((each for each in own if each.topic == CONFIG), own[-1]).text


def spec(name):
    """Return the device ``name`` in its stages: whole, denying, and with a pager that stays."""
    denying = (Fault(kind=FaultKind.DENY, at=denied_in(name).replace("[", "[[]")),)
    stages = (
        ("whole", scene(name)),
        ("denying", scene(name, faults=denying)),
        ("paging", scene(name, pager=Pager(24, PagerManner.STUBBORN))),
    )
    return DeviceSpec(name=name, platform=name, scenes=stages)


@pytest.fixture(scope="module")
def fleet():
    with Fleet([spec(name) for name in PLATFORMS]) as running:
        yield running


def collected(fleet, name, stage, *more):
    fleet.stage(stage)
    platform = PLATFORMS[name]
    wanted = replace(platform, commands=(*platform.commands, *more))
    device = next(each for each in fleet.specs if each.name == name)
    return visit(device, fleet.ports[name], wanted, LIMITS)


def test_there_is_a_device_of_every_platform():
    assert sorted(ANSWERS) == sorted(PLATFORMS)
    assert [name for name in PLATFORMS if family_name(name) == "plain"] == []


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_it_must_answer_comes_back_whole_and_what_it_refuses_is_told(fleet, name):
    snapshot = collected(fleet, name, "whole", STRANGE, LONG)
    (refused,) = snapshot.failures
    assert (refused.command, refused.reason) == (STRANGE.text, Reason.COMMAND_REJECTED)
    required = {each.text for each in PLATFORMS[name].commands if not each.optional}
    got = {each.command: each.text for each in snapshot.artifacts}
    assert required <= set(got)
    # The first line of a prompt of two lines is blanked as noise, later.
    assert got[LONG.text].splitlines()[:60] == [f"line {n}" for n in range(60)]


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_a_device_denies_is_told_as_denied(fleet, name):
    snapshot = collected(fleet, name, "denying")
    assert denied_in(name) not in {each.command for each in snapshot.artifacts}
    assert {each.reason for each in snapshot.failures} == {Reason.COMMAND_REJECTED}
    assert any("does not authorise" in each.detail for each in snapshot.failures)


@pytest.mark.parametrize("name", [name for name in PLATFORMS if family(name).page_lines])
def test_a_pager_that_stays_is_turned_and_leaves_no_trace(fleet, name):
    snapshot = collected(fleet, name, "paging", LONG)
    assert snapshot.failures == ()
    got = {each.command: each.text for each in snapshot.artifacts}
    assert got[LONG.text].splitlines() == [f"line {n}" for n in range(60)]

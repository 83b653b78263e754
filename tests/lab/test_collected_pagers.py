"""Recordings of FortiGates that page, and of RouterOS, through netwatch's own collector."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netwatch import registry
from netwatch.collect.access import Access
from netwatch.collect.ssh import collect
from netwatch.lab.dialogue import LAB_LOGIN, load
from netwatch.lab.fleet import LOOPBACK, Fleet
from netwatch.lab.spec import AnswerForm
from netwatch.model.device import Credentials, Device, HostKeyPolicy
from netwatch.model.platform import CONFIG, VERSION, Command
from netwatch.parsing.text import clean
from netwatch.read import read_device

pytestmark = [pytest.mark.corpus, pytest.mark.lab]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLATFORMS = {
    "routeros": "mikrotik_routeros",
    "fortigate": "fortinet_fortios",
    "fortios": "fortinet_fortios",
}
# Typed by the recorder inside `config global`, where netwatch never goes.
INSIDE = (
    "config global",
    "end",
    "get system ha",
    "get hardware",
    "diagnose hardware",
    "get system int",
)


class NoKeys:
    def pinned(self, name):
        return None

    def pin(self, name, key):
        return key


def recordings():
    folder = Path(os.environ.get("NETWATCH_CORPUS") or "/nonexistent") / "dialogues"
    return sorted(each for each in folder.glob("*.yaml") if each.name.split("_")[0] in PLATFORMS)


@pytest.fixture(scope="module")
def fleet():
    paths = recordings()
    if not paths:
        pytest.skip("NETWATCH_CORPUS names no corpus")
    with Fleet(load(path, LAB_LOGIN) for path in paths) as running:
        yield running


def visit(spec, port, platform):
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
        credentials=Credentials(username=login.username, password=login.password),
        host_keys=NoKeys(),
        redact=lambda text, topic: text,
    )
    return collect(device, platform, access, now=NOW)


def recorded(scene):
    """Return what was typed and everything that came back, the pages of a pager joined."""
    told = {}
    for answer in scene.answers:
        if answer.form is AnswerForm.KEYSTROKE:
            told[list(told)[-1]] += answer.text
        else:
            told[answer.command] = answer.text
    return {each: text for each, text in told.items() if each not in {"exit", "quit", ""}}


def shown(text, command, prompt):
    lines = [each.strip() for each in clean(text).replace("--More-- ", "").split("\n")]
    return [each for each in lines if each not in {"", command, (prompt or "").strip()}]


def topic_of(command):
    return CONFIG if command.startswith(("show", "/export")) else VERSION


def test_every_page_of_every_answer_comes_back(fleet):
    lost = []
    for spec in fleet.specs:
        scene = spec.scene("recorded")
        told = {
            each: text
            for each, text in recorded(scene).items()
            if "vdom" not in spec.name or not each.startswith(INSIDE)
        }
        base = registry.platform(PLATFORMS[spec.platform])
        platform = replace(
            base,
            commands=tuple(Command(each, each) for each in told),
            dialogue=replace(base.dialogue, refused=(), denied=()),
        )
        snapshot = visit(spec, fleet.ports[spec.name], platform)
        got = {each.command: each.text for each in snapshot.artifacts}
        lost += [
            (spec.name, each)
            for each, text in told.items()
            if shown(got.get(each, ""), each, scene.prompt) != shown(text, each, scene.prompt)
        ]
    assert lost == []


def test_the_answers_prove_themselves_and_are_read(fleet):
    for spec in fleet.specs:
        scene = spec.scene("recorded")
        base = registry.platform(PLATFORMS[spec.platform])
        proofs = {each.topic: each for each in base.commands}
        asked = tuple(
            replace(proofs[topic_of(each)], text=each)
            for each in recorded(scene)
            if each.startswith(("get system status", "show", "/export", "/system resource"))
        )
        snapshot = visit(spec, fleet.ports[spec.name], replace(base, commands=asked))
        assert snapshot.failures == (), spec.name
        state = read_device(base, snapshot)
        assert state.image.version, spec.name
        assert state.mirrors == (), spec.name

"""A simulated device's answers to its platform's questions, without SSH, judged as collected."""

import re
from datetime import UTC, datetime, timedelta

from netwatch import registry
from netwatch.compare import compare, overlay
from netwatch.detect import detect
from netwatch.lab.device import SimulatedDevice
from netwatch.model.device import Device
from netwatch.model.rule import Facts
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.model.state import Answers
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact
from netwatch.read import read_device

START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = b"k" * 32


def answers(spec, stage):
    """Ask ``spec`` everything its platform asks; fail when a question is refused or cut."""
    platform = registry.platform(spec.platform)
    device = SimulatedDevice(spec)
    device.go(stage)
    given = _asked(platform, device, platform.commands)
    given += _asked(platform, device, platform.follow_up(Answers(tuple(given))))
    return Answers(tuple(given))


def _asked(platform, device, commands):
    asked = ((each.topic, each.text, _answer(platform, device, each)) for each in commands)
    return [each for each in asked if each[2] is not None]


def _answer(platform, device, command):
    reply = device.reply(command.text)
    text = reply.body.decode().replace("\r\n", "\n")
    words = platform.dialogue.refused
    if not reply.known or any(re.search(each, text, re.MULTILINE) for each in words):
        assert command.optional, f"{command.text} is refused and not optional"
        return None
    if command.end:
        assert re.search(command.end, text, re.MULTILINE), f"{command.text} looks incomplete"
    return text


def findings(spec, policy):
    """Check ``spec`` once a stage, a minute apart; return the findings raised by stage."""
    platform = registry.platform(spec.platform)
    device = Device(name=spec.name, address="127.0.0.1", platform=spec.platform)
    before, raised = None, {}
    for minute, stage in enumerate(spec.stages):
        now = START + timedelta(minutes=minute)
        seen = read_device(platform, _snapshot(platform, spec, stage, now))
        facts = Facts(
            device=device,
            platform=platform,
            now=now,
            before=before,
            after=seen,
            known=overlay(before, seen),
            changes=compare(before, seen, platform),
            policy=policy,
            addresses={},
        )
        raised[stage] = detect(facts, registry.rules())
        before = seen
    return raised


def _snapshot(platform, spec, stage, now):
    given = answers(spec, stage)
    artifacts = tuple(
        Artifact(topic, command, redact(blank(text, platform.noise, topic), platform.secrets, KEY))
        for topic in given
        for command, text in given.all(topic)
    )
    return Snapshot(device=spec.name, platform=platform.name, taken_at=now, artifacts=artifacts)

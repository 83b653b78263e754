"""Every byte a device receives is on its platform's list, for every platform there is."""

import dataclasses
import logging
import re

import pytest

from netwatch import registry
from netwatch.collect.ssh import Depth
from netwatch.lab.family import family_name
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.state import Reading

pytestmark = pytest.mark.lab

SSH = [name for name in registry.names("platforms") if registry.platform(name).transport == "ssh"]
ENABLE = "top-s3cret"


def spoken(fleet, name="box1"):
    (session,) = fleet.sessions(name)
    assert session.executed == []
    return session.received.decode()


def without_nonce(sent):
    """Return what was written with its one random number, checked to be one, as ``{nonce}``."""
    numbers = set(re.findall(r" nonce ([1-9][0-9]{0,9})(?= json\n|\n)", sent))
    assert len(numbers) <= 1
    return re.sub(r" nonce [1-9][0-9]{0,9}(?= json\n|\n)", " nonce {nonce}", sent)


def questions(platform, depth=Depth.FULL):
    return [
        each.text
        for each in platform.commands
        if (depth is Depth.FULL or not each.slow) and not each.opt_in
    ]


def opening(words):
    return [*filter(None, [words.inner_shell]), *words.prepare]


@pytest.fixture
def play(box, serve, collect, access):
    """Let a device of a platform be visited to the full; return the platform and what was sent."""

    def one(name, extra="", depth=Depth.FULL, more=(), **login):
        real = registry.platform(name)
        platform = dataclasses.replace(
            real,
            read=lambda _: Reading(),
            follow_up=lambda _: more,
            dialogue=dataclasses.replace(real.dialogue, hostname=r"^nothing(\d)"),
        )
        answers = "".join(f"  {text!r}: an answer\n" for text in questions(platform))
        fleet = serve(box(f"family: {family_name(name)}\n{extra}commands:\n{answers}"))
        snapshot = collect(fleet.ports["box1"], of=platform, to=access(login=login), depth=depth)
        return platform, snapshot, spoken(fleet)

    return one


@pytest.mark.parametrize("name", SSH)
def test_a_full_visit_writes_the_list_and_nothing_else(play, name):
    platform, _, sent = play(name)
    words = platform.dialogue
    expected = [*opening(words), *questions(platform), words.bye]
    assert without_nonce(sent) == "".join(f"{each}{words.enter}" for each in expected)


@pytest.mark.parametrize("name", SSH)
def test_slow_questions_wait_for_a_full_visit(play, name):
    platform, _, sent = play(name, depth=Depth.QUICK)
    words = platform.dialogue
    expected = [*opening(words), *questions(platform, Depth.QUICK), words.bye]
    assert sent == "".join(f"{each}{words.enter}" for each in expected)


@pytest.mark.parametrize("name", [each for each in SSH if registry.platform(each).dialogue.enable])
def test_the_enable_secret_goes_out_once_and_leaves_in_nothing(play, name, caplog):
    caplog.set_level(logging.DEBUG)
    platform, snapshot, sent = play(name, f"login: {{enable: {ENABLE}}}\n", enable=ENABLE)
    enter = platform.dialogue.enter
    assert sent.startswith(f"{platform.dialogue.enable}{enter}{ENABLE}{enter}")
    assert sent.count(ENABLE) == 1
    assert ENABLE not in repr(snapshot)
    client_side = [each for each in caplog.records if not each.name.startswith("asyncssh")]
    assert ENABLE not in "".join(each.getMessage() for each in client_side)


@pytest.mark.parametrize("name", [each for each in SSH if registry.platform(each).templates])
def test_follow_ups_are_instances_of_the_templates(play, name):
    template = registry.platform(name).templates[0]
    good, bad = template.about("flash:image.bin"), template.about("flash:a; reload")
    assert bad is None
    _, _, sent = play(name, more=(good,))
    assert f"{good.text}\n" in sent


def test_a_platform_that_asks_for_more_than_it_lists_is_a_bug_and_sends_nothing(play):
    from netwatch.collect.errors import ForbiddenWriteError
    from netwatch.model.platform import Command

    with pytest.raises(ForbiddenWriteError):
        play("cisco_ios", more=(Command("write memory", "x"),))


def test_a_pager_costs_one_key_a_page(box, serve, collect):
    fleet = serve(box("pager: {lines: 50, manner: stubborn}\n"))
    collect(fleet.ports["box1"])
    lines = spoken(fleet).split("\n")
    assert lines[:4] == [
        "terminal width 511",
        "terminal length 0",
        "show version",
        "show running-config",
    ]
    assert lines[4] == "  show monitor"
    assert lines[5:] == ["dir flash:", "exit", ""]


def test_netmikos_own_methods_cannot_write(box, serve, access, platform):
    from netwatch.collect.deadline import Lifeline
    from netwatch.collect.errors import ForbiddenWriteError
    from netwatch.collect.link import Link
    from netwatch.collect.session import Session
    from netwatch.model.device import Device

    fleet = serve(box())
    device = Device(name="box1", address=LOOPBACK, port=fleet.ports["box1"], platform="box")
    to, lifeline = access(), Lifeline(20)
    with Link(device, platform.dialogue, to, lifeline) as link:
        session = Session(platform, link, to, lifeline, link.reach())
        session.establish_connection()
        for write in (
            lambda: session.send_command("reload"),
            lambda: session.send_command_timing("configure terminal"),
            lambda: session.send_config_set(["no logging host 192.0.2.1"]),
            lambda: session.write_channel("show version\nreload\n"),
            session.find_prompt,
            session.is_alive,
        ):
            with pytest.raises((ForbiddenWriteError, NotImplementedError, AttributeError)):
                write()
    assert spoken(fleet) == ""

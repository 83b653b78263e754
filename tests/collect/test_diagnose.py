from dataclasses import replace

import pytest

from netwatch.collect.diagnose import Outcome, diagnose
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import Device
from netwatch.model.platform import CONFIG, Command

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("threads_end")]

SERVER = ["name", "connection", "key exchange", "host key", "login methods"]
TERMINAL = ["login", "prompt", "privilege", "session settings"]
COMMANDS = ["show version", "show running-config", "show monitor", "dir flash:"]


@pytest.fixture
def examine(box, serve, access, platform):
    def one(extra="", to=None, **options):
        fleet = serve(box(extra))
        device = Device(
            name="box1", address=LOOPBACK, port=fleet.ports["box1"], platform="box", **options
        )
        return list(diagnose(device, platform, to or access()))

    return one


def test_every_step_of_a_visit_that_works(examine):
    steps = examine()
    assert [each.name for each in steps] == [*SERVER, *TERMINAL, *COMMANDS]
    assert {each.outcome for each in steps} == {Outcome.OK}
    said = {each.name: each.detail for each in steps}
    assert "'SSH-2.0-AsyncSSH" in said["key exchange"]
    assert "curve25519-sha256" in said["key exchange"]
    assert "SHA256:" in said["host key"]
    assert "'password'" in said["login methods"]
    assert "'box1#'" in said["prompt"]
    assert "lines, complete" in said["show running-config"]


FAILURES = [
    ("key exchange", "crypto: legacy\n", {}, "ssh: {kex: [diffie-hellman-group14-sha1]"),
    ("key exchange", "faults: [{kind: refuse-connection, at: connect}]\n", {}, "lines"),
    ("login", "", {"password": "wr0ng"}, "check the credentials"),
    ("privilege", "login: {enable: right}\n", {"enable": "wr0ng"}, "check the one"),
    ("show version", "faults: [{kind: drop, at: show version, after: 3}]\n", {}, ""),
]


@pytest.mark.parametrize(("name", "extra", "login", "advice"), FAILURES)
def test_the_first_failure_is_explained_and_the_rest_is_skipped(
    examine, access, name, extra, login, advice
):
    steps = examine(extra, access(login=login))
    names = [*SERVER, *TERMINAL, *COMMANDS]
    assert [each.name for each in steps] == names
    at = names.index(name)
    assert [each.outcome for each in steps[: at + 1]] == [Outcome.OK] * at + [Outcome.FAILED]
    assert {each.outcome for each in steps[at + 1 :]} <= {Outcome.SKIPPED}
    assert advice in f"{steps[at].detail} {steps[at].advice}"
    assert "wr0ng" not in repr(steps)


def test_a_changed_key_is_the_host_keys_step(examine, keys):
    keys.pin("box1", "ssh-ed25519 SHA256:another")
    steps = examine()
    (failed,) = [each for each in steps if each.outcome is Outcome.FAILED]
    assert failed.name == "host key"
    assert "SHA256:another" in failed.detail


def test_one_bad_answer_does_not_hide_the_others(examine):
    steps = examine(
        "faults:\n  - {kind: deny, at: show version}\n  - {kind: refuse, at: show monitor}\n"
    )
    outcomes = {each.name: each.outcome for each in steps}
    assert outcomes["show version"] is Outcome.FAILED
    assert outcomes["show running-config"] is Outcome.OK
    assert {each.name: each.detail for each in steps}["show monitor"] == (
        "not offered by this device"
    )


def test_through_a_jump_host(box, serve, access, platform, hop):
    fleet = serve(box("forwards: true\nhostname: b1\n", name="b1"), box())
    device = Device(name="box1", address=LOOPBACK, port=fleet.ports["box1"], platform="box")
    steps = list(diagnose(device, platform, access(jump=(hop("b1", fleet.ports["b1"]),))))
    assert [each.name for each in steps] == ["jump hosts", *SERVER[2:], *TERMINAL, *COMMANDS]
    assert {each.outcome for each in steps} == {Outcome.OK}


def test_a_box_that_knows_no_way_to_show_its_configuration(box, serve, access, platform):
    ways = tuple(Command(each, CONFIG, optional=True) for each in ("show one", "show other"))
    device = {"name": "box1", "address": LOOPBACK, "platform": "box"}
    asking = replace(platform, commands=ways)
    fleet = serve(box("stages: {none: {}, one: {commands: {show one: here it is}}}\n"))
    steps = list(diagnose(Device(port=fleet.ports["box1"], **device), asking, access()))[-2:]
    assert [each.outcome for each in steps] == [Outcome.OK, Outcome.FAILED]
    assert "neither 'show one' nor 'show other'" in steps[1].detail
    fleet.stage("one")
    steps = list(diagnose(Device(port=fleet.ports["box1"], **device), asking, access()))[-2:]
    assert [each.outcome for each in steps] == [Outcome.OK, Outcome.OK]

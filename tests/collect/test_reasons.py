"""Every reason code of the JSON output, provoked over real SSH."""

import dataclasses
import socket

import pytest

from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import HostKeyPolicy, SshAlgorithms
from netwatch.model.platform import CONFIG, MIRRORS, Command
from netwatch.model.snapshot import Reason

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("threads_end")]

MOTD = "motd: |\n  Property of the lab, see box1#\n  box1# is watched\n"


def fault(text):
    return f"faults:\n  - {{{text}}}\n"


def reasons(snapshot):
    return [(each.command, each.reason) for each in snapshot.failures]


def topics(snapshot):
    return [each.topic for each in snapshot.artifacts]


@pytest.fixture
def visit(box, serve, collect):
    def one(extra="", **options):
        fleet = serve(box(extra))
        return collect(fleet.ports["box1"], **options)

    return one


def test_a_quiet_device_gives_every_answer(visit):
    snapshot = visit()
    assert snapshot.failures == ()
    assert topics(snapshot) == ["version", CONFIG, MIRRORS, "files"]
    config = snapshot.artifacts[1].text
    assert config.startswith("Building configuration...\n\nhostname box1\n!\ninterface")
    assert config.endswith(" description access 60\nend")
    assert snapshot.host_key.startswith(("ssh-", "ecdsa-"))
    assert " SHA256:" in snapshot.host_key


def test_nobody_listens(collect):
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
    snapshot = collect(port)
    assert reasons(snapshot) == [(None, Reason.UNREACHABLE)]
    assert "refused" in snapshot.failures[0].detail
    assert "check address" in snapshot.failures[0].detail


def test_a_name_that_does_not_resolve(collect, monkeypatch):
    def nothing(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    snapshot = collect(22, address="no-such-host.invalid")
    assert reasons(snapshot) == [(None, Reason.UNREACHABLE)]
    assert "does not resolve" in snapshot.failures[0].detail


def test_a_wrong_password(visit, access):
    snapshot = visit(to=access(login={"password": "wr0ng-pw"}))
    assert reasons(snapshot) == [(None, Reason.AUTH_FAILED)]
    assert "wr0ng-pw" not in snapshot.failures[0].detail
    assert "check the credentials" in snapshot.failures[0].detail


def test_a_wrong_enable_secret(visit, access):
    snapshot = visit("login: {enable: right}\n", to=access(login={"enable": "wr0ng-pw"}))
    assert reasons(snapshot) == [(None, Reason.AUTH_FAILED)]
    assert "enable secret" in snapshot.failures[0].detail


def test_a_missing_enable_secret_is_hinted_at(visit):
    snapshot = visit("login: {enable: right}\n")
    assert reasons(snapshot) == [("show running-config", Reason.COMMAND_REJECTED)]
    assert "enable secret" in snapshot.failures[0].detail
    assert CONFIG not in topics(snapshot)


def test_a_changed_host_key_stops_before_any_credential(box, serve, collect, keys):
    fleet = serve(box("stages: {a: {host_key: one}, b: {host_key: two}}\n"))
    fleet.stage("a")
    before = collect(fleet.ports["box1"])
    assert before.failures == ()
    assert keys.keys == {"box1": before.host_key}
    fleet.stage("b")
    after = collect(fleet.ports["box1"])
    assert reasons(after) == [(None, Reason.HOST_KEY_CHANGED)]
    assert after.artifacts == ()
    assert before.host_key in after.failures[0].detail
    assert after.host_key in after.failures[0].detail
    assert before.host_key != after.host_key
    assert len(fleet.sessions("box1")) == 1
    off = collect(fleet.ports["box1"], host_key=HostKeyPolicy.OFF)
    assert (off.failures, off.host_key) == ((), after.host_key)
    assert keys.keys == {"box1": before.host_key}


def test_strict_refuses_an_unknown_key_and_accepts_a_pinned_one(box, serve, collect, keys):
    fleet = serve(box())
    refused = collect(fleet.ports["box1"], host_key=HostKeyPolicy.STRICT)
    assert reasons(refused) == [(None, Reason.HOST_KEY_CHANGED)]
    assert keys.keys == {}
    keys.pin("box1", refused.host_key)
    assert collect(fleet.ports["box1"], host_key=HostKeyPolicy.STRICT).failures == ()


def test_two_devices_at_one_address_keep_their_own_keys(box, serve, collect, keys):
    fleet = serve(box("host_key: one\n"), box("host_key: two\nhostname: box2\n", name="box2"))
    for _ in range(2):
        for name in ("box1", "box2"):
            assert collect(fleet.ports[name], name=name).failures == ()
    assert len(set(keys.keys.values())) == 2


def test_an_old_device_is_refused_with_the_line_that_lets_it_in(box, serve, collect):
    fleet = serve(box("crypto: legacy\n"))
    refused = collect(fleet.ports["box1"])
    assert reasons(refused) == [(None, Reason.LEGACY_CRYPTO)]
    line = "ssh: {kex: [diffie-hellman-group14-sha1], host_keys: [ssh-rsa], ciphers: [aes128-cbc]}"
    assert line in refused.failures[0].detail
    added = SshAlgorithms(
        kex=("diffie-hellman-group14-sha1",), host_keys=("ssh-rsa",), ciphers=("aes128-cbc",)
    )
    reached = collect(fleet.ports["box1"], ssh=added)
    assert reached.failures == ()
    assert reached.host_key.startswith("ssh-rsa SHA256:")


def test_an_algorithm_nobody_has_is_named(visit):
    snapshot = visit(ssh=SshAlgorithms(kex=("diffie-helman",)))
    assert reasons(snapshot) == [(None, Reason.LEGACY_CRYPTO)]
    assert "diffie-helman" in snapshot.failures[0].detail


def test_a_server_of_version_1(raw_server, collect):
    def talk(sock):
        sock.sendall(b"SSH-1.5-Cisco-1.25\n")
        sock.recv(1000)

    with raw_server(talk) as port:
        snapshot = collect(port)
    assert reasons(snapshot) == [(None, Reason.LEGACY_CRYPTO)]
    assert "version 2" in snapshot.failures[0].detail


def test_a_refused_command(visit):
    snapshot = visit(fault("kind: refuse, at: 'dir flash:'"))
    assert reasons(snapshot) == [("dir flash:", Reason.COMMAND_REJECTED)]
    assert topics(snapshot) == ["version", CONFIG, MIRRORS]


def test_a_refused_optional_command_is_just_not_offered(visit):
    snapshot = visit(fault("kind: refuse, at: show monitor"))
    assert reasons(snapshot) == []
    assert MIRRORS not in topics(snapshot)


def test_a_command_that_is_not_authorised_is_a_failure_even_when_optional(visit):
    snapshot = visit(fault("kind: deny, at: show monitor"))
    assert reasons(snapshot) == [("show monitor", Reason.COMMAND_REJECTED)]
    assert "AAA command set" in snapshot.failures[0].detail


def test_paging_that_may_not_be_switched_off_is_told_and_lived_with(visit):
    snapshot = visit(
        fault("kind: deny, at: terminal length 0") + "pager: {lines: 24, manner: stubborn}\n"
    )
    assert reasons(snapshot) == [("terminal length 0", Reason.COMMAND_REJECTED)]
    assert snapshot.artifacts[1].text.endswith(" description access 60\nend")


@pytest.mark.parametrize("after", [0, 1, 200, 1000])
def test_a_truncated_configuration_is_incomplete(visit, after):
    snapshot = visit(fault(f"kind: truncate, at: show running-config, after: {after}"))
    assert reasons(snapshot) == [("show running-config", Reason.INCOMPLETE)]
    assert topics(snapshot) == ["version", MIRRORS, "files"]


def test_an_empty_version_is_incomplete(visit):
    snapshot = visit(fault("kind: empty, at: show version"))
    assert reasons(snapshot) == [("show version", Reason.INCOMPLETE)]


def test_a_connection_dropped_in_an_answer(visit):
    snapshot = visit(fault("kind: drop, at: show running-config, after: 300"))
    assert reasons(snapshot) == [("show running-config", Reason.INCOMPLETE)]
    assert topics(snapshot) == ["version"]
    assert "2 further commands were not asked" in snapshot.failures[0].detail


def test_another_devices_configuration(visit):
    snapshot = visit("prompt: 'other-box#'\n")
    assert reasons(snapshot) == [(None, Reason.WRONG_DEVICE)]
    assert snapshot.artifacts == ()
    assert "'box1'" in snapshot.failures[0].detail
    assert "other-box#" in snapshot.failures[0].detail


def test_a_prompt_that_becomes_another_boxs_in_the_middle(box, serve, collect, access, quick):
    fleet = serve(
        box(
            "stages: {a: {}, b: {hostname: other-box}}\n"
            "commands: {show version: {text: Version 1, delay: 0.5}}\n"
        )
    )

    def redact(text, topic):
        return text

    hurried = access(limits=quick, redact=redact)
    import threading

    switch = threading.Timer(0.3, fleet.stage, ["b"])
    switch.start()
    snapshot = collect(fleet.ports["box1"], to=hurried)
    switch.join()
    assert reasons(snapshot) == [(None, Reason.WRONG_DEVICE)]
    assert "other-box#" in snapshot.failures[0].detail


def test_a_hang_in_an_answer(visit, access, quick, platform):
    hasty = dataclasses.replace(
        platform,
        commands=tuple(dataclasses.replace(each, timeout_s=0.5) for each in platform.commands),
    )
    snapshot = visit(fault("kind: hang, at: show running-config, after: 300"), of=hasty)
    assert reasons(snapshot) == [("show running-config", Reason.TIMEOUT)]
    assert topics(snapshot) == ["version"]
    assert "last line is" in snapshot.failures[0].detail


def test_a_pager_that_answers_no_key(visit, access, quick):
    limits = dataclasses.replace(quick, pages=3)
    snapshot = visit(
        "pager: {lines: 10, manner: stubborn}\n" + fault("kind: deny, at: 'terminal *'"),
        to=access(limits=limits),
    )
    assert ("show running-config", Reason.INCOMPLETE) in reasons(snapshot)


SURVIVED = {
    "banner": MOTD,
    "prompt twice": fault("kind: double-prompt, at: '*'"),
    "log line behind the echo": fault(
        "kind: syslog, at: show version, text: '%SYS-5-CONFIG_I: Configured from console by a'"
    ),
    "drip": fault("kind: drip, at: '*', after: 64, seconds: 0.001"),
    "drip of a login": MOTD + fault("kind: drip, at: login, after: 3, seconds: 0.005"),
    "stubborn pager": "pager: {lines: 24, manner: stubborn}\n",
    "one log line in the configuration": fault(
        "kind: syslog, at: show running-config, after: 305, times: 1, "
        "text: '*Mar  1 00:01:02.345: %LINK-3-UPDOWN: Interface Gi1, changed state to up'"
    ),
    "wrapped": "commands: {show version: {text: 'Lab Software, Version 1.2.3\n\n"
    "    box1 uptime is 3 weeks', wrap: true}}\n",
    "keyboard-interactive": "login: {methods: [keyboard-interactive]}\n",
}


@pytest.mark.parametrize("case", SURVIVED)
def test_what_must_not_disturb(visit, case):
    plain, odd = visit(name="plain"), visit(SURVIVED[case])
    assert odd.failures == ()
    assert [each.text.strip() for each in odd.artifacts] == [
        each.text.strip() for each in plain.artifacts
    ]


def test_log_lines_in_every_copy_of_the_configuration_are_a_failure(visit):
    snapshot = visit(
        fault(
            "kind: syslog, at: show running-config, after: 305, "
            "text: '%LINK-3-UPDOWN: Interface Gi1, changed state to up'"
        )
    )
    assert reasons(snapshot) == [("show running-config", Reason.INCOMPLETE)]
    assert topics(snapshot) == ["version", MIRRORS, "files"]


BANNER = """
commands:
  show running-config: |
    hostname box1
    banner motd ^
    box1#
    box1# no entry
    ^
    interface Gi1
     description to box1#
    !
  show monitor: |
    box1#
    session 1
"""


@pytest.mark.parametrize("after", [1, 2, 5, 1000])
def test_a_prompt_inside_an_answer_without_an_end_marker_loses_nothing(visit, platform, after):
    endless = dataclasses.replace(
        platform,
        commands=(
            Command("show version", "version", timeout_s=5),
            Command("show running-config", CONFIG, timeout_s=5),
            Command("show monitor", MIRRORS, timeout_s=5),
        ),
    )
    drip = fault(f"kind: drip, at: 'show *', after: {after}, seconds: 0.002")
    snapshot = visit(BANNER + drip, of=endless)
    assert snapshot.failures == ()
    texts = {each.topic: each.text for each in snapshot.artifacts}
    assert texts[CONFIG].split("\n") == [
        "hostname box1",
        "banner motd ^",
        "box1#",
        "box1# no entry",
        "^",
        "interface Gi1",
        " description to box1#",
        "!",
    ]
    assert texts[MIRRORS] == "box1#\nsession 1"


def test_every_text_that_leaves_has_been_redacted(visit, access):
    seen = []

    def redact(text, topic):
        seen.append(topic)
        return f"[{text}]"

    snapshot = visit(fault("kind: refuse, at: 'dir flash:'"), to=access(redact=redact))
    assert all(each.text.startswith("[") for each in snapshot.artifacts)
    assert all(each.detail.startswith("[") for each in snapshot.failures)
    assert set(seen) == {"version", CONFIG, MIRRORS, None}

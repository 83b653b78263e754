"""Whatever hangs, the slot is free within the limit, and no thread stays behind."""

import dataclasses
import select
import socket
import threading
import time
from pathlib import Path

import pytest

from netwatch.collect.access import Limits
from netwatch.collect.deadline import Halt
from netwatch.collect.retry import collect_patiently
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import Device
from netwatch.model.snapshot import Reason

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("threads_end")]

LIMIT_S = 1.0
# Far longer than the limit of the whole visit: only that one can end a step.
PATIENT = Limits(resolve_s=60, connect_s=60, login_s=60, prompt_s=60, silence_s=0.2)
SLACK_S = 3.0


@pytest.fixture
def timed(collect, access):
    """Visit with a limit of one second; return the snapshot when it came back in time."""

    def visit(port, limits=PATIENT, **options):
        began = time.monotonic()
        snapshot = collect(
            port, to=access(limits=limits, **options), timeout_s=LIMIT_S, address=LOOPBACK
        )
        assert time.monotonic() - began < LIMIT_S + SLACK_S
        return snapshot

    return visit


STAGES = {
    "greeting": "faults: [{kind: hang, at: connect}]\n",
    "authentication": "faults: [{kind: hang, at: auth}]\n",
    "login": "faults: [{kind: hang, at: login}]\n",
    "session setting": "faults: [{kind: hang, at: terminal length 0}]\n",
    "middle of an answer": "faults: [{kind: hang, at: show running-config, after: 200}]\n",
    "pager": "pager: {lines: 10, manner: deaf}\n",
    "slow drip": "faults: [{kind: drip, at: show running-config, after: 1, seconds: 0.05}]\n",
    "thinking": "delay: 60\n",
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_hard_limit_frees_the_slot(box, serve, timed, stage):
    fleet = serve(box(STAGES[stage]))
    snapshot = timed(fleet.ports["box1"])
    assert {each.reason for each in snapshot.failures} & {Reason.TIMEOUT, Reason.INCOMPLETE}
    assert "limit of 1 s" in snapshot.failures[-1].detail or stage == "pager"


@pytest.mark.parametrize("stage", STAGES)
def test_the_limit_of_a_step_frees_it_sooner(box, serve, collect, access, quick, platform, stage):
    fleet = serve(box(STAGES[stage]))
    hasty = dataclasses.replace(
        platform,
        commands=tuple(dataclasses.replace(each, timeout_s=0.5) for each in platform.commands),
    )
    began = time.monotonic()
    snapshot = collect(fleet.ports["box1"], to=access(limits=quick), of=hasty, timeout_s=60)
    assert snapshot.failures
    assert time.monotonic() - began < 10


def test_a_name_server_that_hangs(timed, monkeypatch, collect, access, quick):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(10) and [])
    began = time.monotonic()
    snapshot = collect(22, to=access(limits=quick), address="slow.invalid")
    assert time.monotonic() - began < 3
    assert [each.reason for each in snapshot.failures] == [Reason.TIMEOUT]
    assert "name server" in snapshot.failures[0].detail
    release.set()


def test_a_port_that_accepts_no_connection(collect, access, quick):
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen(0)
        port = server.getsockname()[1]
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex((LOOPBACK, port))
            fillers.append(filler)
        snapshot = collect(port, to=access(limits=quick))
        for filler in fillers:
            filler.close()
    assert [each.reason for each in snapshot.failures] == [Reason.UNREACHABLE]
    assert "no answer in 1 s" in snapshot.failures[0].detail


def test_a_greeting_that_drips_without_an_end(raw_server, timed):
    def talk(sock):
        while True:
            sock.sendall(b"x")
            time.sleep(0.05)

    with raw_server(talk) as port:
        snapshot = timed(port)
    assert [each.reason for each in snapshot.failures] == [Reason.TIMEOUT]


def test_a_server_that_stops_in_the_key_exchange(raw_server, timed):
    def talk(sock):
        sock.sendall(b"SSH-2.0-Stuck\r\n")
        while sock.recv(1000):
            pass

    with raw_server(talk) as port:
        snapshot = timed(port)
    assert [each.reason for each in snapshot.failures] == [Reason.TIMEOUT]


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-Gone\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_server_that_hangs_up_early(raw_server, timed, said):
    with raw_server(lambda sock: (sock.sendall(said), sock.shutdown(socket.SHUT_RDWR))) as port:
        snapshot = timed(port)
    assert [each.reason for each in snapshot.failures] == [Reason.UNREACHABLE]


def test_a_server_that_talks_garbage(raw_server, timed):
    with raw_server(
        lambda sock: sock.sendall(b"SSH-2.0-x\r\n" + b"\x00\x00\x01\x00" * 500)
    ) as port:
        snapshot = timed(port)
    assert snapshot.failures[0].reason in {Reason.UNREACHABLE, Reason.TIMEOUT}


def test_a_server_that_never_stops_talking(box, serve, collect, access):
    endless = "{blocks: [{each: 1-4000, text: 'a line of output, number {{n}}\n'}]}"
    fleet = serve(box(f"commands: {{show version: {endless}}}\n"))
    limits = Limits(answer_bytes=100_000)
    snapshot = collect(fleet.ports["box1"], to=access(limits=limits))
    assert [(each.command, each.reason) for each in snapshot.failures] == [
        ("show version", Reason.INCOMPLETE)
    ]
    assert "larger than 100,000 bytes" in snapshot.failures[0].detail


@pytest.fixture
def visit_until(collect, access):
    """Begin a visit in a thread; return its results and how to end it."""

    def begin(port, halt):
        results = []
        thread = threading.Thread(
            target=lambda: results.append(
                collect(port, to=access(limits=PATIENT, halt=halt), timeout_s=60)
            )
        )
        thread.start()
        return thread, results

    return begin


@pytest.mark.parametrize("stage", ["greeting", "authentication", "login", "middle of an answer"])
def test_a_halt_ends_visits_in_flight_at_once(box, serve, visit_until, stage):
    fleet = serve(box(STAGES[stage]))
    halt = Halt()
    thread, results = visit_until(fleet.ports["box1"], halt)
    time.sleep(0.3)
    halt.now()
    thread.join(3)
    assert not thread.is_alive()
    assert "netwatch was stopped" in results[0].failures[-1].detail
    thread, results = visit_until(fleet.ports["box1"], halt)
    thread.join(3)
    assert "netwatch was stopped" in results[0].failures[-1].detail


def open_files():
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_sockets_are_closed_too(box, serve, collect):
    fleet = serve(box(), box("faults: [{kind: drop, at: show version, after: 5}]\n", name="box2"))
    collect(fleet.ports["box1"])
    before = open_files()
    for _ in range(5):
        collect(fleet.ports["box1"])
        collect(fleet.ports["box2"], name="box2")
    until = time.monotonic() + 3
    while open_files() > before and time.monotonic() < until:
        select.select([], [], [], 0.05)
    assert open_files() <= before


@pytest.fixture
def patiently(access, platform):
    def visit(port, **changes):
        described = {"name": "box1", "address": LOOPBACK, "timeout_s": 20.0, **changes}
        device = Device(port=port, platform="box", **described)
        return collect_patiently(device, platform, access(), now=None, backoff_s=0.05)

    return visit


def test_a_passing_failure_is_tried_once_more(box, serve, patiently):
    fleet = serve(box("faults: [{kind: refuse-connection, at: connect, times: 1}]\n"))
    assert patiently(fleet.ports["box1"]).failures == ()


def test_a_lasting_failure_is_tried_twice_and_no_more(box, serve, patiently):
    fleet = serve(box("faults: [{kind: refuse-connection, at: connect, times: 2}]\n"))
    assert [each.reason for each in patiently(fleet.ports["box1"]).failures] == [Reason.UNREACHABLE]
    assert patiently(fleet.ports["box1"]).failures == ()


def test_a_refused_login_is_not_tried_again(box, serve, collect, access, platform):
    fleet = serve(box())
    device = Device(name="box1", address=LOOPBACK, platform="box", port=fleet.ports["box1"])
    denied = access(login={"password": "wr0ng"})
    began = time.monotonic()
    snapshot = collect_patiently(device, platform, denied, now=None, backoff_s=5)
    assert [each.reason for each in snapshot.failures] == [Reason.AUTH_FAILED]
    assert time.monotonic() - began < 3

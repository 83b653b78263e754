"""Fifty sessions side by side: every answer goes to the device it came from."""

import threading
import time

import pytest

from netwatch.collect.pool import Pool
from netwatch.collect.ssh import collect
from netwatch.collect.transport import Transport
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import Device

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("threads_end")]

NUMBER = 50


def test_no_answer_is_swapped_and_no_thread_stays(box, serve, access, platform, keys):
    names = [f"sw{number}" for number in range(NUMBER)]
    fleet = serve(
        *(
            box(
                f"hostname: {name}\nhost_key: {name}\n"
                f"commands: {{show version: 'I am {name}, serial LAB{name}'}}\n",
                name=name,
            )
            for name in names
        )
    )
    before = threading.active_count()
    to = access()
    devices = [
        Device(name=name, address=LOOPBACK, port=fleet.ports[name], platform="box", timeout_s=60)
        for name in names
    ]

    def visit(device):
        return collect(device, platform, to, now=None)

    for _ in range(3):
        seen = {each.device: each for each in Pool(threads=NUMBER).run(devices, visit)}
        # A socket closed under its thread made some threads wait on another visit's socket.
        assert not [each for each in threading.enumerate() if isinstance(each, Transport)]
        assert set(seen) == set(names)
        for name, snapshot in seen.items():
            assert snapshot.failures == ()
            answers = {each.command: each.text for each in snapshot.artifacts}
            assert answers["show version"] == f"I am {name}, serial LAB{name}"
            assert f"\nhostname {name}\n" in answers["show running-config"]
            assert snapshot.host_key == keys.keys[name]
    assert len(set(keys.keys.values())) == NUMBER
    until = time.monotonic() + 3
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.02)
    assert threading.active_count() <= before

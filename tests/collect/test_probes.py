"""Questions asked only of devices that opted in, and the fresh random number of each visit."""

import re

import pytest

from netwatch import registry
from netwatch.collect.ssh import LARGEST_NONCE, SMALLEST_NONCE, Depth
from netwatch.model.device import HostKeyPolicy

pytestmark = pytest.mark.lab

HASH_MEMORY = "verify /md5 system:memory/text"
ASA_MEMORY = "verify /sha-512 system:/text"
SHOWN = {
    "cisco_ios": 'System image file is "flash0:c2900-universalk9-mz.SPA.157-3.M8.bin"\n'
    "Cisco CISCO2911/K9 (revision 1.0) with 483328K/40960K bytes of memory.\n",
    "cisco_xe": "Cisco IOS XE Software, Version 17.09.04a\n"
    "cisco C9300-24T (X86) processor with 1331521K/6147K bytes of memory.\n",
    "cisco_asa": "Cisco Adaptive Security Appliance Software Version 9.16(4)\n",
}
CRASHING = (
    'System image file is "flash0:c3900e-universalk9-mz.SPA.152-4.M6.bin"\n'
    "Cisco CISCO3925-CHASSIS (revision 1.0) with C3900-SPE200/K9 with 987136K/61440K bytes of"
    " memory.\n"
)
NAMELESS = 'System image file is "flash0:an-image.bin"\n'


@pytest.fixture
def visit(box, serve, collect):
    """Visit a device of ``platform`` that says ``version``; return every line it received."""

    def once(platform, version, *, depth=Depth.FULL, probes=()):
        indented = "".join(f"    {line}\n" for line in version.splitlines())
        fleet = serve(box(f"commands:\n  show version: |\n{indented}"))
        real = registry.platform(platform)
        off = HostKeyPolicy.OFF
        collect(fleet.ports["box1"], of=real, depth=depth, probes=probes, host_key=off)
        (session,) = fleet.sessions("box1")
        return session.received.decode().split("\n")

    return once


@pytest.mark.parametrize(
    ("platform", "command"),
    [("cisco_ios", HASH_MEMORY), ("cisco_xe", HASH_MEMORY), ("cisco_asa", ASA_MEMORY)],
)
def test_memory_is_hashed_only_where_the_inventory_says_so(visit, platform, command):
    assert command in visit(platform, SHOWN[platform], probes=("memory-text",))
    assert command not in visit(platform, SHOWN[platform])
    assert command not in visit(platform, SHOWN[platform], probes=("another",))
    assert command not in visit(
        platform, SHOWN[platform], depth=Depth.QUICK, probes=("memory-text",)
    )


@pytest.mark.parametrize("version", [CRASHING, NAMELESS])
def test_memory_is_never_hashed_on_a_model_known_to_crash_or_unknown(visit, version):
    sent = visit("cisco_ios", version, probes=("memory-text",))
    assert any(each.startswith("verify /md5 flash0:") for each in sent)
    assert not any("system:" in each for each in sent)


def test_every_visit_asks_with_a_number_of_its_own(visit):
    numbers = []
    for _ in range(2):
        sent = visit("cisco_xe", SHOWN["cisco_xe"])
        asked = {found[1] for each in sent if (found := re.search(r" nonce (\d+)$", each))}
        assert len([each for each in sent if " nonce " in each]) == 4
        (number,) = asked
        assert SMALLEST_NONCE <= int(number) <= LARGEST_NONCE
        numbers.append(number)
    assert numbers[0] != numbers[1]


def test_only_a_number_of_that_form_may_be_sent():
    may_send = registry.platform("cisco_xe").may_send
    asked = "show platform integrity sign nonce"
    assert may_send(f"{asked} 1")
    assert may_send(f"{asked} 2147483647")
    numbers = ("", "0", "01", "12345678901", "-1", "\u0661")
    for odd in (*numbers, "1 ", "1; reload", "1\n", "x", "{nonce}"):
        assert not may_send(f"{asked} {odd}"), odd

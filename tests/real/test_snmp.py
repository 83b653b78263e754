"""A real net-snmp agent beside a real SSH server: they agree, until one of them lies."""

from dataclasses import replace

import pytest
from support.namespaces import require, until
from support.visiting import Pins, visit

from netwatch import registry
from netwatch.collect.access import Access
from netwatch.collect.snmp import ask
from netwatch.model.channels import Channels
from netwatch.model.device import Credentials, Device, SnmpAgent, SnmpVersion
from netwatch.model.snapshot import Artifact, Reason, Snapshot
from netwatch.parsing.agent import uptimes_of
from netwatch.parsing.elsewhere import HOSTNAME, UPTIME, VERSION, shown_elsewhere
from netwatch.read import read_device

pytestmark = pytest.mark.namespaces

USER, AUTH, PRIVACY, COMMUNITY = "monitor", "auth-s3cret-1", "priv-s3cret-1", "c0mmunity-s3cret"
NAME = "snmp-rtr1"
CONFIG = f"""
agentaddress udp:161
createUser {USER} SHA-256 "{AUTH}" AES "{PRIVACY}"
rouser {USER} priv
rocommunity {COMMUNITY}
"""
# The agent sees the kernel's uptime; whoever logs in sees a file laid over it.
LIE = "echo '60.00 60.00' > $HOME_DIR/uptime; mount --bind $HOME_DIR/uptime /proc/uptime"


def start(bench, name, more="", before=""):
    """Start a device and its agent; what ``before`` mounts is seen over SSH, not by the agent."""
    space = bench.space(name)
    home = bench.folder / f"{name}-agent"
    home.mkdir()
    (home / "snmpd.conf").write_text(CONFIG + more)
    state = home / "state"
    state.mkdir()
    agent = (
        f"SNMP_PERSISTENT_DIR={state} unshare --mount snmpd -C -c {home}/snmpd.conf -p {home}/pid"
        f" -Lf {home}/log -M /nowhere -m ''"
    )
    target = bench.sshd(space, name, before=f"{agent}\n{before}")
    until(f"snmpd of {name}", (home / "pid").exists)
    return target


@pytest.fixture(scope="module")
def honest(bench):
    require("snmpd")
    return start(bench, NAME)


def asked(target, version=SnmpVersion.V3, name=NAME, **login):
    secrets = {"password": AUTH, "privacy": PRIVACY, "community": COMMUNITY, **login}
    agent = SnmpAgent(credentials="x", version=version)
    device = Device(name=name, address=target.address, platform="linux", snmp=agent)
    access = Access(
        credentials=Credentials(username=USER, **secrets),
        host_keys=Pins(),
        redact=lambda text, topic: text,
    )
    return ask(device, access, 0)


def seen(target, name=NAME):
    """Visit over SSH, ask the agent, and read both."""
    state = visit(target, name, "linux")
    answer = asked(target, name=name)
    assert isinstance(answer, Artifact), answer
    snapshot = Snapshot(device=name, platform="linux", taken_at=state.taken_at, artifacts=(answer,))
    channels = read_device(registry.platform("linux"), snapshot).channels
    assert isinstance(channels, Channels)
    return replace(state, channels=channels, counters=uptimes_of(answer.text))


@pytest.mark.parametrize("version", SnmpVersion)
def test_an_agent_answers_in_both_versions(honest, version):
    answer = asked(honest, version)
    names = [line.split(" = ")[0] for line in answer.text.splitlines()]
    assert names == [
        "asked after 0 s",
        "sysDescr.0",
        "sysUpTime.0",
        "sysName.0",
        "hrSystemUptime.0",
    ]


def test_an_honest_device_and_its_agent_agree(honest):
    state = seen(honest)
    assert [shown_elsewhere(state, each) for each in (VERSION, HOSTNAME, UPTIME)] == [(), (), ()]


@pytest.mark.parametrize(
    ("login", "version", "reason"),
    [
        ({"password": "auth-wrong-1"}, SnmpVersion.V3, Reason.AUTH_FAILED),
        ({"privacy": None}, SnmpVersion.V3, Reason.COMMAND_REJECTED),
        ({"community": "wrong"}, SnmpVersion.V2C, Reason.TIMEOUT),
    ],
)
def test_a_wrong_secret_is_a_failure(honest, login, version, reason):
    failure = asked(honest, version, **login)
    assert failure.reason is reason
    assert not any(each and each in failure.detail for each in login.values())


def test_a_device_that_lies_to_whoever_logs_in(bench):
    require("snmpd")
    other = "sysDescr Linux liar 5.10.0-8-amd64 #1 SMP Debian\nsysName edge-rtr9\n"
    liar = start(bench, "liar", other, LIE)
    state = seen(liar, "liar")
    assert [each.name for each in shown_elsewhere(state, VERSION)] == ["5.10.0-8-amd64"]
    assert [each.name for each in shown_elsewhere(state, HOSTNAME)] == ["edge-rtr9"]
    assert [each.name for each in shown_elsewhere(state, UPTIME)] == ["hrSystemUptime.0"]

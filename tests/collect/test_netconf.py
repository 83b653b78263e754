"""NETCONF over real SSH: framings, refusals, and servers that misbehave."""

from dataclasses import replace

import pytest

from netwatch.collect import netconf
from netwatch.collect.access import Limits
from netwatch.collect.errors import ForbiddenWriteError
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import Device, NetconfServer, SshAlgorithms
from netwatch.model.netconf import Netconf
from netwatch.model.snapshot import Artifact, Reason
from netwatch.platforms.cisco_xe import PLATFORM as XE

pytestmark = pytest.mark.lab

NATIVE = (
    '<data><native xmlns="http://cisco.com/ns/yang/Cisco-IOS-XE-native"><hostname>box1</hostname>'
    "<username><name>admin</name></username><monitor>"
    '<session xmlns="http://cisco.com/ns/yang/Cisco-IOS-XE-span"><id>66</id></session>'
    "</monitor></native></data>"
)
KEPT = "monitor session 66\nusername admin\n"


@pytest.fixture
def asked(threads_end, box, serve, access):
    """Ask a device that speaks NETCONF; returns what came of it, and what it was told."""

    def go(reply=NATIVE, *, faults=(), versions=("1.0", "1.1"), to=None, of=XE, old=False, **more):
        extra = (
            f"netconf: {{reply: '{reply}', versions: {list(map(str, versions))}}}\n"
            f"faults: {list(faults)}\ncrypto: {'legacy' if old else 'modern'}\n"
        )
        fleet = serve(box(extra))
        port = fleet.ports["box1"]
        device = Device(
            name="box1",
            address=LOOPBACK,
            platform="cisco_xe",
            netconf=NetconfServer(port=port),
            **{"port": port, "timeout_s": 20.0, **more},
        )
        return netconf.ask(device, of, to or access()), fleet

    return go


@pytest.mark.parametrize("versions", [("1.0",), ("1.1",), ("1.0", "1.1")])
def test_the_answer_is_read_in_either_framing(asked, versions):
    said, fleet = asked(versions=versions)
    assert said == Artifact("netconf", "netconf get running", KEPT)
    (session,) = fleet.sessions("box1")
    assert session.executed == ["netconf"]
    wrote = bytes(session.received).decode()
    assert (wrote.count("\n##\n"), wrote.count("]]>]]>")) == (
        (0, 3) if versions == ("1.0",) else (2, 1)
    )


def test_an_answer_in_many_chunks_is_put_together(asked):
    users = "".join(f"<username><name>user{n}</name></username>" for n in range(500))
    said, _ = asked(NATIVE.replace("<monitor>", f"{users}<monitor>"))
    assert said.text.count("\n") == 502


def test_a_device_with_old_algorithms_is_asked_where_the_inventory_allows_them(asked):
    assert asked(old=True)[0].reason is Reason.LEGACY_CRYPTO
    allowed = SshAlgorithms(("diffie-hellman-group14-sha1",), ("aes128-cbc",), ("ssh-rsa",))
    assert asked(old=True, ssh=allowed)[0].text == KEPT


def test_an_answer_that_drips_is_whole(asked):
    drip = {"kind": "drip", "at": "netconf*", "after": 40, "seconds": 0.01}
    assert asked(faults=[drip])[0].text == KEPT


def test_an_answer_that_drips_for_ever_ends_with_the_visit(asked):
    drip = {"kind": "drip", "at": "netconf", "after": 1, "seconds": 0.3}
    said, _ = asked(faults=[drip], timeout_s=2.0)
    assert said.reason is Reason.TIMEOUT


@pytest.mark.parametrize(
    ("fault", "reason", "says"),
    [
        ({"kind": "refuse"}, Reason.COMMAND_REJECTED, "unsupported operation"),
        ({"kind": "deny"}, Reason.AUTH_FAILED, "access denied"),
        ({"kind": "truncate", "after": 90}, Reason.INCOMPLETE, "broke off"),
        ({"kind": "drop", "after": 0}, Reason.INCOMPLETE, "broke off"),
        ({"kind": "truncate", "after": 30, "at": "netconf hello"}, Reason.INCOMPLETE, "broke off"),
        ({"kind": "hang", "after": 90}, Reason.TIMEOUT, "nothing more"),
        ({"kind": "hang", "at": "netconf hello"}, Reason.TIMEOUT, "nothing more"),
    ],
)
def test_an_answer_that_does_not_come_whole_is_a_failure(asked, access, quick, fault, reason, says):
    said, _ = asked(faults=[{"at": "netconf", **fault}], to=access(limits=quick))
    assert (said.command, said.reason) == ("netconf get running", reason)
    assert says in said.detail


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("<data/>", "privilege 15"),
        (NATIVE.replace("<id>66</id>", ""), "no id"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>', "makes no sense"),
        ("<data>", "makes no sense"),
        ("<a>" * 100 + "</a>" * 100, "deeper nesting"),
    ],
)
def test_an_answer_of_another_form_is_a_failure(asked, reply, says):
    said, _ = asked(reply)
    assert said.reason is Reason.INCOMPLETE
    assert says in said.detail


@pytest.mark.parametrize("versions", [("1.0",), ("1.1",)])
def test_an_answer_that_is_too_large_is_a_failure(asked, access, versions):
    big = NATIVE.replace("<monitor>", f"<x>{'y' * 300_000}</x><monitor>")
    said, _ = asked(big, versions=versions, to=access(limits=Limits(answer_bytes=100_000)))
    assert said.reason is Reason.INCOMPLETE
    assert "larger than 100,000 bytes" in said.detail


def test_a_device_that_speaks_none_says_so(threads_end, box, serve, access):
    fleet = serve(box())
    port = fleet.ports["box1"]
    place = {"address": LOOPBACK, "port": port, "netconf": NetconfServer(port=port)}
    said = netconf.ask(Device(name="box1", platform="cisco_xe", **place), XE, access())
    assert said.reason is Reason.COMMAND_REJECTED
    assert "speaks no NETCONF" in said.detail


def test_a_wrong_password_is_a_failure_and_stays_secret(asked, access):
    said, _ = asked(to=access(login={"password": "wr0ng-s3cret"}))
    assert said.reason is Reason.AUTH_FAILED
    assert "wr0ng-s3cret" not in said.detail


def test_another_host_key_ends_it_before_anything_is_sent(asked, access, keys):
    keys.pin("box1", "ssh-ed25519 SHA256:another")
    said, fleet = asked(to=access())
    assert said.reason is Reason.HOST_KEY_CHANGED
    assert fleet.sessions("box1") == ()


def test_another_port_has_a_pinned_key_of_its_own(asked, access, keys):
    keys.pin("box1", "ssh-ed25519 SHA256:another")
    said, _ = asked(to=access(), port=22)
    assert said.text == KEPT
    assert set(keys.keys) == {"box1", "box1 netconf"}
    keys.keys["box1 netconf"] = "ssh-ed25519 SHA256:third"
    assert asked(to=access(), port=22)[0].reason is Reason.HOST_KEY_CHANGED


def test_only_questions_are_ever_sent(asked):
    writing = Netconf("<edit-config><target><running/></target></edit-config>", *XE_READERS)
    with pytest.raises(ForbiddenWriteError, match="not a question"):
        asked(of=replace(XE, netconf=writing))


XE_READERS = (XE.netconf.kept, XE.netconf.named)

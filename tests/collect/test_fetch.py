"""Files fetched off simulated devices over real SFTP and SCP, and off servers that misbehave."""

import hashlib
import time
from dataclasses import replace

import pytest

from netwatch.collect.fetch import fetch
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import Copying, Device
from netwatch.model.platform import Copies, CopyBy
from netwatch.model.snapshot import Reason
from netwatch.parsing.fetched import digests_of

pytestmark = pytest.mark.lab

CONTENT = "".join(f"block {n}\n" for n in range(1, 4097)).encode()
FILES = """
files:
  flash:os.bin: {each: 1-4096, text: "block {{n}}\\n"}
  flash:small.bin: "a"
  flash:/dir/empty.bin: ""
"""
BOTH = Copies((CopyBy.SFTP, CopyBy.SCP))


@pytest.fixture
def fetched(box, serve, access, platform):
    """Fetch from a device that ``shares`` its files; return what came of it, and the fleet."""

    def go(*paths, shares="sftp, scp", copies=BOTH, to=None, **bounds):
        fleet = serve(box(f"{FILES}shares: [{shares}]\n"))
        device = Device(
            name="box1",
            address=LOOPBACK,
            port=fleet.ports["box1"],
            platform="box",
            copying=Copying(**{"rate": 10**9, **bounds}),
        )
        return fetch(device, replace(platform, copies=copies), to or access(), paths), fleet

    return go


def values(artifact):
    return {each.algorithm: each.value for each in digests_of(artifact.command, artifact.text)}


@pytest.mark.parametrize(
    ("shares", "asked"), [("sftp", "sftp"), ("scp", "scp -f flash:os.bin"), ("sftp, scp", "sftp")]
)
def test_a_file_is_hashed_three_ways_as_it_streams_by(threads_end, fetched, shares, asked):
    outcome, fleet = fetched("flash:os.bin", shares=shares)
    assert outcome.failures == ()
    (artifact,) = outcome.artifacts
    assert artifact.topic == "fetched-hash"
    assert artifact.text.startswith(f"size {len(CONTENT)}\n")
    assert values(artifact) == {
        name: hashlib.new(name, CONTENT).hexdigest() for name in ("md5", "sha256", "sha512")
    }
    sessions = fleet.sessions("box1")
    assert [each for one in sessions for each in one.executed] == [asked]
    assert all(not one.received for one in sessions)


def test_several_files_and_an_empty_one(fetched):
    outcome, _ = fetched("flash:small.bin", "flash:/dir/empty.bin", shares="scp")
    small, empty = (values(each) for each in outcome.artifacts)
    assert small["md5"] == hashlib.md5(b"a\n").hexdigest()
    assert empty["md5"] == hashlib.md5(b"").hexdigest()


def test_a_device_that_shares_nothing_says_so(fetched):
    outcome, _ = fetched("flash:os.bin", shares="")
    (failure,) = outcome.failures
    assert outcome.artifacts == ()
    assert (failure.command, failure.reason) == ("fetch flash:os.bin", Reason.COMMAND_REJECTED)
    assert "does not hand out the file" in failure.detail


def test_a_platform_that_is_not_known_to_share_is_not_asked(fetched):
    outcome, fleet = fetched("flash:os.bin", copies=None)
    assert outcome.failures[0].reason is Reason.COMMAND_REJECTED
    assert fleet.sessions("box1") == ()


@pytest.mark.parametrize(
    ("shares", "words"), [("sftp", "No such file"), ("scp", "No matches found")]
)
def test_a_missing_file_costs_only_itself(fetched, shares, words):
    outcome, _ = fetched("flash:none.bin", "flash:small.bin", shares=shares)
    (failure,) = outcome.failures
    assert failure.reason is Reason.COMMAND_REJECTED
    assert words in failure.detail
    assert len(outcome.artifacts) == 1


@pytest.mark.parametrize("path", ["flash:a; reload", "-r flash:", "flash:$(reload)", "x\ny", ""])
def test_a_hostile_name_is_never_sent(fetched, path):
    outcome, fleet = fetched(path)
    assert outcome.failures[0].reason is Reason.COMMAND_REJECTED
    assert fleet.sessions("box1") == ()


@pytest.mark.parametrize("shares", ["sftp", "scp"])
def test_a_file_above_the_size_bound_is_not_read(fetched, shares):
    outcome, _ = fetched("flash:os.bin", shares=shares, max_bytes=1000)
    (failure,) = outcome.failures
    assert failure.reason is Reason.INCOMPLETE
    assert "fetch_max_size" in failure.detail


def test_a_file_that_would_take_too_long_is_not_begun(fetched):
    began = time.monotonic()
    outcome, _ = fetched("flash:os.bin", rate=1000, timeout_s=5)
    (failure,) = outcome.failures
    assert failure.reason is Reason.TIMEOUT
    assert "fetch_rate" in failure.detail
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("shares", ["sftp", "scp"])
def test_the_rate_is_kept(fetched, shares):
    began = time.monotonic()
    outcome, _ = fetched("flash:os.bin", shares=shares, rate=len(CONTENT))
    assert outcome.failures == ()
    assert time.monotonic() - began >= 0.9


def test_a_wrong_password_is_a_failure_of_the_file(fetched, access):
    outcome, _ = fetched("flash:os.bin", to=access(login={"password": "wr0ng-s3cret"}))
    (failure,) = outcome.failures
    assert (failure.command, failure.reason) == ("fetch flash:os.bin", Reason.AUTH_FAILED)
    assert "wr0ng-s3cret" not in failure.detail


def test_another_host_key_than_the_pinned_one_ends_it(fetched, access, keys):
    keys.pin("box1", "ssh-ed25519 SHA256:" + "A" * 43)
    outcome, fleet = fetched("flash:os.bin", to=access())
    assert outcome.failures[0].reason is Reason.HOST_KEY_CHANGED
    assert fleet.sessions("box1") == ()


def test_it_goes_over_the_jump_host(fetched, box, serve, access, hop):
    bastion = serve(box("forwards: true\n", name="bastion"))
    to = access(jump=(hop("bastion", bastion.ports["bastion"]),))
    outcome, _ = fetched("flash:os.bin", shares="scp", to=to)
    assert outcome.failures == ()
    assert len(outcome.artifacts) == 1


def test_a_run_that_is_stopped_stops_the_copy(fetched, access):
    to = access()
    to.halt.now()
    outcome, _ = fetched("flash:os.bin", to=to)
    assert outcome.failures[0].reason is Reason.TIMEOUT


def test_no_more_files_than_a_visit_may_fetch(fetched):
    outcome, _ = fetched(*[f"flash:-{n};" for n in range(70)])
    assert len(outcome.failures) == 65
    assert "70 files were wanted" in outcome.failures[-1].detail

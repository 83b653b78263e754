"""The demo fleet tells its stories: each device answers its platform's questions, in each stage."""

import re

import pytest
from support.lab_answers import answers, findings

from netwatch import registry
from netwatch.inventory.policy_file import read_policy
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.model.image import Signature

QUIET = ("acc-sw2", "dc1-leaf1", "dc1-leaf2", "dc2-leaf1")


@pytest.fixture(scope="session")
def fleet():
    return {each.name: each for each in load_folder(DEMO_FLEET)}


@pytest.fixture
def read(fleet):
    def reading(name, stage):
        spec = fleet[name]
        return registry.platform(spec.platform).read(answers(spec, stage))

    return reading


NAMES = [
    "acc-sw1",
    "acc-sw2",
    "core-rtr1",
    "dc1-leaf1",
    "dc1-leaf2",
    "dc2-leaf1",
    "dist-sw1",
    "edge-rtr2",
    "hv1",
    "wan-rtr1",
]


def test_the_fleet_is_complete(fleet):
    assert sorted(fleet) == NAMES
    assert {each.platform for each in fleet.values()} == {
        "arista_eos",
        "cisco_ios",
        "cisco_nxos",
        "cisco_xe",
        "juniper_junos",
        "openvswitch",
    }


@pytest.mark.parametrize("stage", ["before", "after"])
@pytest.mark.parametrize("name", NAMES)
def test_every_question_of_the_platform_is_answered_and_understood(fleet, read, name, stage):
    reading = read(name, stage)
    assert reading.identity.hostname == name
    assert reading.unread == ()
    assert reading.warnings == ()
    assert reading.image.version
    assert all(len(each.value) >= 32 for each in reading.image.digests)
    assert reading.image.digests
    assert reading.operating is not None
    if fleet[name].platform != "openvswitch":
        assert 200 <= len(reading.config.splitlines()) <= 400


@pytest.mark.parametrize("name", NAMES)
def test_before_the_intrusion_configuration_and_operation_agree(read, name):
    reading = read(name, "before")
    assert {each.id for each in reading.declared} == {each.id for each in reading.operating}


def test_a_new_erspan_session_is_declared_and_runs(read):
    before, after = read("core-rtr1", "before"), read("core-rtr1", "after")
    (new,) = [each for each in after.declared if each not in before.declared]
    assert (new.id, new.kind, new.enabled) == ("52", "erspan-source", True)
    assert [each.value for each in new.destinations] == ["203.0.113.66"]
    assert "52" in {each.id for each in after.operating}
    assert "52" not in after.startup
    assert before.startup == after.startup


@pytest.mark.parametrize("name", ["edge-rtr2", "hv1"])
def test_only_the_tunnel_is_edited_and_the_mirror_moves(read, name):
    before, after = read(name, "before"), read(name, "after")
    (old,), (new,) = before.declared, after.declared
    assert (old.id, old.sources) == (new.id, new.sources)
    assert [each.value for each in old.destinations] == ["192.0.2.200"]
    assert new.destinations[0].value.startswith("203.0.113.")
    assert new.destinations[0].resolved_from


def test_a_session_runs_that_the_configuration_hides(read):
    before, after = read("dist-sw1", "before"), read("dist-sw1", "after")
    assert (before.declared, before.operating, after.declared) == ((), (), ())
    assert before.config == after.config
    assert [each.id for each in after.operating] == ["3"]


def test_the_patched_image_differs_in_its_hash_alone(read):
    before, after = read("acc-sw1", "before"), read("acc-sw1", "after")
    assert before.files == after.files
    assert before.config == after.config
    assert before.image.digests != after.image.digests
    assert after.image.signature is Signature.INVALID
    for field in ("version", "model", "running_file", "bootloader", "boot_path"):
        assert getattr(before.image, field) == getattr(after.image, field)


def test_another_rommon_answers_after_a_reload(read):
    before, after = read("wan-rtr1", "before"), read("wan-rtr1", "after")
    assert before.image.bootloader != after.image.bootloader
    assert before.image.digests == after.image.digests
    assert after.image.last_reload_reason == "reload"


def mirrors(spec, found):
    key = registry.platform(spec.platform).interface_key
    return {
        (
            mirror.id,
            mirror.enabled,
            frozenset((key(each.name), each.direction) for each in mirror.sources),
            frozenset(key(each.value) for each in mirror.destinations),
        )
        for mirror in found
    }


@pytest.mark.parametrize("name", QUIET)
def test_the_quiet_devices_only_make_noise(fleet, read, name):
    spec = fleet[name]
    before, after = read(name, "before"), read(name, "after")
    assert mirrors(spec, before.declared) == mirrors(spec, after.declared)
    assert len(before.declared) == 1
    assert before.image == after.image
    assert before.files == after.files
    first, second = answers(spec, "before"), answers(spec, "after")
    assert any(first.all(topic) != second.all(topic) for topic in first)


def test_the_policy_approves_what_is_there_before_and_nothing_that_comes(read, fleet_folder):
    policy = read_policy(fleet_folder / "policy.yaml")
    own = [str(each) for each in policy.prefixes]
    assert own == ["192.0.2.0/24", "198.51.100.0/24"]
    approved = {
        device: set(each.destinations) for each in policy.approvals for device in each.devices
    }
    for name in NAMES:
        for mirror in read(name, "before").declared:
            assert {each.value for each in mirror.destinations} <= approved[name]


def test_only_documentation_addresses_stand_in_the_fleet(fleet_folder):
    allowed = re.compile(
        r"(?:192\.0\.2|198\.51\.100|203\.0\.113|127\.0\.0|0\.0\.0|255\.\d+\.\d+)\."
    )
    for path in fleet_folder.iterdir():
        for address in re.findall(r"(?<![\w.(])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])", path.read_text()):
            assert allowed.match(address) or address == "0.0.0.63", (path.name, address)


STORIES = {
    "acc-sw1": {"image-digest-changed", "image-signature-invalid", "image-changed-without-reload"},
    "core-rtr1": {"mirror-new-session", "mirror-new-destination", "mirror-unknown-owner"},
    "dist-sw1": {"mirror-not-in-config", "mirror-unapproved-destination"},
    "edge-rtr2": {"mirror-destination-changed", "mirror-unknown-owner"},
    "hv1": {"mirror-destination-changed", "mirror-unknown-owner"},
    "wan-rtr1": {"bootloader-version-changed", "reload-unexplained"},
}


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_tell_each_story_and_keep_quiet_otherwise(fleet, fleet_folder, name):
    raised = findings(fleet[name], read_policy(fleet_folder / "policy.yaml"))
    assert raised["before"] == ()
    told = {each.rule for each in raised["after"]}
    assert told >= STORIES.get(name, set())
    assert bool(told) == (name in STORIES)

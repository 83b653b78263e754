"""Every recorded dialogue comes back whole through netwatch's own collection, or says why not."""

from dataclasses import replace

import pytest
from support.recordings import PLATFORMS, paths, shown, told, visit

from netwatch import registry
from netwatch.collect.access import Limits
from netwatch.lab.dialogue import LAB_LOGIN, load
from netwatch.lab.fleet import Fleet
from netwatch.model.platform import CONFIG, VERSION, Command, Dialogue
from netwatch.model.snapshot import Reason
from netwatch.read import read_device

pytestmark = [pytest.mark.corpus, pytest.mark.lab]

# Systems netwatch has no platform for are spoken to as nobody in particular.
ANY = Dialogue("generic")
WHOLE = (
    "aoscx_6000-48G_PL.10.13.0005",
    "aoscx_6100-48G_PL.10.10.1090",
    "aoscx_6300M-48G-4SFP56_10.13.1101",
    "aoscx_8100-48XF4C_LL.10.13.1050",
    "aoscx_8325H_HL.10.15.1020",
    "aoscx_CX10000_10.16.1020_environment",
    "aoscx_CX6000-8G_10.16.1010_environment",
    "aoscx_CX6200_10.16.1020_environment",
    "aoscx_CX6300_10.16.1020_environment",
    "aoscx_CX8360_10.16.1020_environment",
    "aoscx_CX9300_10.14.1061_environment",
    "aoscx_R0X25A-6410_FL.10.10.1100",
    "aoscx_R8N85A-C6000-48G-CL4_PL.10.08.1010",
    "aosw_Aruba7210_8.10.0.7",
    "arubainstant_IAP515_8.10.0.6_VWLC",
    "eatonnetwork_NetworkM3_2.2.0",
    "firelinuxos_show_inventory_unsupported",
    "fortigate_FortiGate-3001F_7.4.8_HA",
    "fortigate_FortiGate-501E_vdomHAdown",
    "fortigate_FortiGate-91G_7.4.7",
    "fortios_FMG-VM64_7.4.6",
    "fsos_S3400-48T4SP_2.0.2J-120538",
    "garderos_R7709_003_006_068",
    "ios_asr920_16.8.1b",
    "junos_srx300_22.4",
    "junos_srx300_22.4_wo_cluster",
    "netgear_GS752TPP_6.0.10.14",
    "nxos_N5548_7.3.13",
    "nxos_dummy_no_show_inventory_all",
    "opnsense_nano_23.7",
    "perle_SCG50-RRU_6.2.G3",
    "pfsense_CE_2.7.2",
    "routeros_CHR_7.10.1",
    "routeros_CHR_7.16",
    "routeros_L009UiGS_7.15.2",
    "routeros_RB5009UPr_S__7.18.2",
    "saos10_Ciena-CN5171_saos-10-09-02-0181-RS3",
    "tnsr_TNSR_23.02-3_short-config",
    "tnsr_TNSR_23.06-3_with-misplaced-pager",
    "tnsr_TNSR_23.11-3_short-config",
    "tplink_DS-P7001-08_1.0.0",
    "vyos_Supermicro_1.4.3",
)
FAILS = {
    # Its name was replaced by one with the prompt's own mark in it, which no hostname has.
    "ironware_ICX7150-48Z-HPOE": (Reason.TIMEOUT, "no prompt was found"),
    # It echoes the first command behind redrawing, without the command.
    "mlnxos_Onyx_3.9.2504": (Reason.TIMEOUT, "did not echo the command"),
    # Written by hand, without the echo of its first command.
    "quantaos_snippets": (Reason.TIMEOUT, "did not echo the command"),
    # Put together from two boxes: the second half has another prompt.
    "tnsr_TNSR_24.10-3_short-config": (Reason.WRONG_DEVICE, "the prompt changed"),
    "tnsr_TNSR_25.02-2_long-config-and-pager-at-last-line": (
        Reason.WRONG_DEVICE,
        "the prompt changed",
    ),
    # A bar stands in the prompt, and everything was asked in configuration mode.
    "vsololt_V1600G0-B_V1.4.13R": (Reason.TIMEOUT, "no prompt was found"),
}
# What the platform's own questions are not answered with, because it was cut out of the recording.
STRIPPED = {
    *(f"aoscx_CX{box}_10.16.1020_environment" for box in (10000, 6200, 6300, 8360)),
    "aoscx_CX9300_10.14.1061_environment",
    "nxos_dummy_no_show_inventory_all",
}
# FortiGates were asked in another spelling, RouterOS for its secrets too, both BSD for one file.
OTHERWISE = ("fortigate", "routeros")
NOTHING_ASKED = ("opnsense", "pfsense")


@pytest.fixture(scope="module")
def fleet():
    with Fleet(load(path, LAB_LOGIN) for path in paths()) as running:
        yield running


def spec_of(fleet, name):
    return next(each for each in fleet.specs if each.name == name)


def asking(spec, commands):
    """Return the recording's platform, with these commands alone and no words of refusal."""
    base = registry.platform(PLATFORMS.get(spec.platform, "linux"))
    manners = base.dialogue if spec.platform in PLATFORMS else ANY
    return replace(
        base,
        commands=tuple(Command(each, each, timeout_s=30) for each in commands),
        follow_up=lambda _answers: (),
        dialogue=replace(manners, refused=(), denied=()),
    )


def test_the_table_names_every_recording(fleet):
    assert sorted(each.name for each in fleet.specs) == sorted([*WHOLE, *FAILS])


@pytest.mark.parametrize("name", WHOLE)
def test_a_recording_comes_back_whole(fleet, name):
    spec = spec_of(fleet, name)
    expected = told(spec.scene("recorded"))
    snapshot = visit(spec, fleet.ports[name], asking(spec, expected))
    assert snapshot.failures == ()
    assert {each.command: shown(each.text) for each in snapshot.artifacts} == expected


@pytest.mark.parametrize("name", FAILS)
def test_a_recording_that_no_device_could_be_fails_with_its_reason(fleet, name):
    spec = spec_of(fleet, name)
    platform = asking(spec, told(spec.scene("recorded")))
    reason, words = FAILS[name]
    limit_s = 2 if reason is Reason.TIMEOUT else 30
    hurried = tuple(replace(each, timeout_s=limit_s) for each in platform.commands)
    limits = Limits(prompt_s=limit_s, silence_s=0.2)
    snapshot = visit(spec, fleet.ports[name], replace(platform, commands=hurried), limits)
    (failure,) = snapshot.failures
    assert failure.reason is reason
    assert words in failure.detail
    assert snapshot.artifacts == ()


def of(models):
    return [each for each in WHOLE if each.split("_")[0] in models]


@pytest.mark.parametrize("name", of({*PLATFORMS} - {*OTHERWISE, *NOTHING_ASKED}))
def test_the_platforms_own_questions_are_answered_with_proof(fleet, name):
    spec = spec_of(fleet, name)
    base = registry.platform(PLATFORMS[spec.platform])
    recorded = {each.command for each in spec.scene("recorded").answers}
    own = tuple(each for each in base.commands if each.text in recorded)
    platform = replace(base, commands=own, follow_up=lambda _answers: ())
    snapshot = visit(spec, fleet.ports[name], platform)
    answered = {each.topic for each in snapshot.artifacts}
    if name in STRIPPED:
        assert {each.reason for each in snapshot.failures} == {Reason.INCOMPLETE}
        assert CONFIG not in answered
    else:
        assert snapshot.failures == ()
        assert answered == {each.topic for each in own}
        assert {CONFIG, VERSION} <= answered


@pytest.mark.parametrize("name", of(OTHERWISE))
def test_a_question_in_another_spelling_is_answered_with_proof_and_read(fleet, name):
    spec = spec_of(fleet, name)
    base = registry.platform(PLATFORMS[spec.platform])
    proofs = {each.topic: each for each in base.commands}
    asked = tuple(
        replace(proofs[CONFIG if each.startswith(("show", "/export")) else VERSION], text=each)
        for each in told(spec.scene("recorded"))
        if each.startswith(("get system status", "show", "/export", "/system resource"))
    )
    snapshot = visit(spec, fleet.ports[name], replace(base, commands=asked))
    assert snapshot.failures == ()
    state = read_device(base, snapshot)
    assert state.image.version
    assert state.mirrors == ()

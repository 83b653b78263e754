"""SR OS: what golden cases do not say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import BOOT, CONFIG, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.recognise import recognise
from netwatch.parsing.redact import redact

PLATFORM = registry.platform("nokia_sros")
CASES = Path(__file__).parents[1] / "data" / "platforms" / "nokia_sros"
CLASSIC = (CASES / "classic-all-ends" / "running-config.txt").read_text(encoding="utf-8")
MODEL = (CASES / "md-braces" / "running-config.txt").read_text(encoding="utf-8")
ENCAP = '/configure mirror mirror-dest "x" encap layer-3-encap'
FLAT = (
    '/configure mirror mirror-dest "x" admin-state enable',
    '/configure mirror mirror-dest "x" service-id 9',
    f"{ENCAP} header-type ip-gre",
    f"{ENCAP} gateway ip-address destination 192.0.2.5",
    '/configure mirror mirror-source "x" port 1/1/1 ingress true',
    '/configure mirror mirror-source "x" port 1/1/1 egress true',
)
BOF = "    primary-image    {}\n    primary-config   cf3:\\config.cfg\n"


def read(*pairs):
    return PLATFORM.read(Answers(tuple((topic, topic, text) for topic, text in pairs)))


@given(st.permutations(FLAT))
def test_the_order_of_paths_makes_no_difference(lines):
    (mirror,) = read((CONFIG, "\n".join(lines))).declared
    assert mirror.enabled is True
    assert mirror.destinations[0].value == "192.0.2.5"
    assert [each.direction.value for each in mirror.sources] == ["both"]


@pytest.mark.parametrize("text", [CLASSIC, MODEL])
def test_blank_lines_make_no_difference(text):
    assert read((CONFIG, text.replace("\n", "\n\n"))).declared == read((CONFIG, text)).declared


def test_a_mirror_is_off_and_a_source_on_by_default():
    text = "\n".join(FLAT[1:])
    assert read((CONFIG, text)).declared[0].enabled is False
    assert read((CONFIG, "\n".join(FLAT))).declared[0].enabled is True


def test_a_service_id_joins_debug_to_a_named_mirror():
    config = "\n".join(FLAT[:4])
    debug = "debug\n    mirror-source 9\n        port 1/1/7 ingress\n    exit\nexit\n"
    (mirror,) = read((CONFIG, config), ("debug", debug)).declared
    assert [each.name for each in mirror.sources] == ["1/1/7"]
    assert [each.source for each in mirror.evidence][-1] == "debug"


def test_without_show_debug_the_session_is_incomplete():
    assert read((CONFIG, "\n".join(FLAT[:4]))).declared[0].complete is False


def test_credentials_of_a_capture_are_masked_to_the_last_at():
    line = '            file-url "ftp://user:p@ss/word@192.0.2.9/x.pcap"'
    masked = redact(line, PLATFORM.secrets, b"k")
    assert "p@ss" not in masked
    assert "word" not in masked
    assert masked.endswith('>@192.0.2.9/x.pcap"')


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("cf3:\\timos\\", "file checksum sha256 cf3:/timos/both.tim"),
        ("cf3:\\both.tim", "file checksum sha256 cf3:/both.tim"),
        ("ftp://192.0.2.66/both.tim", None),
    ],
)
def test_the_image_on_flash_is_hashed(url, asked):
    commands = PLATFORM.follow_up(Answers(((BOOT, "show bof", BOF.format(url)),)))
    assert [each.text for each in commands] == ([asked] if asked else [])
    assert all(PLATFORM.may_send(each.text) for each in commands)


def test_each_mirror_is_asked_for_in_detail():
    commands = PLATFORM.follow_up(Answers(((CONFIG, "x", "\n".join(FLAT)),)))
    assert [each.text for each in commands] == ["show mirror mirror-dest x"]


def test_every_form_is_recognised():
    platforms = registry.platforms()
    assert recognise(CLASSIC, platforms) == "nokia_sros"
    assert recognise(MODEL, platforms) == "nokia_sros"
    assert recognise("\n".join(FLAT), platforms) == "nokia_sros"


LINES = [*CLASSIC.splitlines(), *MODEL.splitlines(), *FLAT, "debug", "mirror", "}", "{ }"]


@given(st.lists(st.sampled_from(LINES)).map("\n".join) | st.text())
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, VERSION, BOOT, HASH, "debug", "system-information"):
        read((topic, text))
    PLATFORM.flatten(text)


def test_hostile_text_costs_linear_time():
    for line in (" " * 50 + "a\n", "mirror\n mirror-dest 1\n", "a {\n", "groups group g mirror\n"):
        text = line * (80_000 // len(line))
        read((CONFIG, text))
        PLATFORM.flatten(text)


@pytest.mark.parametrize("case", ["posture", "posture-in-md-form"])
def test_no_secret_of_a_configuration_is_kept(case):
    kept = redact((CASES / case / "running-config.txt").read_text(), PLATFORM.secrets, b"k")
    for secret in ("secret hash2", "-secret", "may-write", "$2y$10$", "hidden@"):
        assert secret not in kept, secret


@pytest.mark.parametrize(
    ("switches", "served"),
    [
        (("shutdown", "no shutdown"), True),
        (("no shutdown", "shutdown"), False),
        ((), False),
        (("admin-state enable",), True),
        (("admin-state disable",), False),
    ],
)
def test_the_later_switch_stands(switches, served):
    lines = ["system", " security", '  user "admin"', " grpc", *(f"  {each}" for each in switches)]
    names = {each.name for each in read((CONFIG, "\n".join(lines))).posture.services}
    assert ("grpc" in names) is served


def test_a_part_without_security_tells_nothing_of_users():
    assert read((CONFIG, 'configure\n    system\n        name "pe1"\n    exit\n')).posture is None

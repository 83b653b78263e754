"""OS9: what golden cases do not say."""

from pathlib import Path

from netwatch import registry
from netwatch.model.platform import CONFIG, FILES, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("dell_os9")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "dell_os9"


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_a_vlan_is_copied_as_it_comes_in_whatever_the_line_says():
    text = "monitor session 1 type erpm\n source vlan 20 direction both\n"
    assert [each.direction.value for each in read(CONFIG, text).declared[0].sources] == ["rx"]


def test_image_files_on_flash_are_hashed():
    listing = (HOME / "image" / "files.txt").read_text(encoding="utf-8")
    asked = PLATFORM.follow_up(Answers(((FILES, "dir flash:", listing),)))
    assert [each.text for each in asked] == ["verify sha256 flash://OS9-S4048-ON-9.14.2.4.bin"]
    assert all(PLATFORM.may_send(each.text) for each in asked)


def test_the_echo_of_a_digest_is_no_hash():
    command = "verify sha256 flash://a.bin"
    said = ("hash", command, f"verify sha256 flash://a.bin {'0' * 64}\n")
    reading = PLATFORM.read(Answers(((VERSION, "show version", ""), said)))
    assert reading.image.digests == ()


def test_both_spellings_of_a_port_are_one():
    key = PLATFORM.interface_key
    assert key("Te 1/1/3") == key("TenGigabitEthernet 1/1/3") == key("tengig 1/1/3")

"""OS10: what golden cases do not say."""

from pathlib import Path

from netwatch import registry
from netwatch.model.platform import CONFIG, FILES, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("dell_os10")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "dell_os10"


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def test_a_session_is_off_until_no_shut_and_off_again():
    text = (
        "monitor session 1\n source interface ethernet1/1/1 rx\n"
        " destination interface ethernet1/1/2\n"
    )
    states = [
        read(CONFIG, text + more).declared[0].enabled for more in ("", " no shut\n", " shut\n")
    ]
    assert states == [False, True, False]


def test_kept_installers_are_hashed_and_nothing_else():
    listing = (HOME / "image" / "files.txt").read_text(encoding="utf-8")
    hostile = listing.replace("PKGS_OS10", 'x";reboot;"')
    assert [
        each.text for each in PLATFORM.follow_up(Answers(((FILES, "dir image", listing),)))
    ] == [
        'system "sha256sum /var/os10-image/PKGS_OS10-Enterprise-10.5.4.3.88-installer-x86_64.bin"'
    ]
    assert PLATFORM.follow_up(Answers(((FILES, "dir image", hostile),))) == ()


def test_the_hash_of_another_file_is_none():
    path = "/var/os10-image/a.bin"
    answer = ("hash", f'system "sha256sum {path}"', "0" * 64 + "  /var/os10-image/b.bin\n")
    reading = PLATFORM.read(Answers(((VERSION, "show version", "OS Version: 1\n"), answer)))
    assert reading.image.digests == ()


def test_the_uptime_is_counted_in_seconds():
    assert read(VERSION, "OS Version: 1\nUp Time: 1 day 01:00:01\n").image.uptime_s == 90001

import pytest

from netwatch.model.image import Signature
from netwatch.model.platform import HASH, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.ios.verify import digest, verdict
from netwatch.platforms.cisco_xe import PLATFORM

HEX = "0123456789abcdef" * 8
MD5 = "00112233445566778899aabbccddeeff"


def installed(*more):
    version = 'System image file is "bootflash:packages.conf"\n'
    return Answers(((VERSION, "show version", version), *more))


def asked(answers):
    return [each.text for each in PLATFORM.follow_up(answers)]


def test_install_mode_asks_for_the_packages_first():
    assert asked(installed()) == [
        "verify /md5 bootflash:packages.conf",
        "verify /sha512 bootflash:packages.conf",
        "more bootflash:packages.conf",
    ]


def test_install_mode_hashes_each_package_once():
    conf = (
        "boot  rp 0 0   rp_boot       cat9k-rpboot.17.09.04a.SPA.pkg\n"
        "iso   rp 0 0   rp_base       cat9k-rpbase.17.09.04a.SPA.pkg\n"
        "iso   rp 1 0   rp_base       cat9k-rpbase.17.09.04a.SPA.pkg\n"
        "iso   rp 1 0   rp_base       ;reload.pkg\n"
    )
    commands = asked(installed(("packages", "more bootflash:packages.conf", conf)))
    assert [each for each in commands if "/md5" in each] == [
        "verify /md5 bootflash:packages.conf",
        "verify /md5 bootflash:cat9k-rpboot.17.09.04a.SPA.pkg",
        "verify /md5 bootflash:cat9k-rpbase.17.09.04a.SPA.pkg",
    ]


def test_every_follow_up_is_on_the_list():
    conf = "iso rp 0 0 rp_base a.pkg\n"
    for command in asked(installed(("packages", "more", conf))):
        assert PLATFORM.may_send(command)
    assert not PLATFORM.may_send("verify /md5 flash:a ; reload")


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("verify /md5 flash:a.bin", f".....Done!\nverify /md5 (flash:/a.bin) = {MD5.upper()}\n"),
        ("verify /sha512 flash:a.bin", f"verify /sha512 (flash:a.bin) = {HEX}\n"),
        ("verify /sha512 flash:a.bin", f"verify /sha512 (flash:a.bin) = {HEX[:60]}\n{HEX[60:]}\n"),
        ("verify /sha512 flash:a.bin", f"verify /sha512 (flash:a.bin) =\n{HEX[:80]}\n{HEX[80:]}\n"),
    ],
)
def test_digest_is_read(command, text):
    found = digest(command, text)
    assert found.path == "flash:a.bin"
    assert found.value in (HEX, MD5)


@pytest.mark.parametrize(
    "text",
    [
        f"verify /md5 flash:a.bin {MD5}\n",
        f"verify /md5 (flash:b.bin) = {MD5}\n",
        f"verify /md5 (flash:a.bin) = {MD5[:-1]}\n",
        f"verify /md5 (flash:a.bin) = {MD5}00\n",
        f"verify /sha512 (flash:a.bin) = {HEX}\n",
        "%Error verifying flash:a.bin (No such file or directory)\n",
    ],
)
def test_what_is_not_the_digest_asked_for_is_none(text):
    assert digest("verify /md5 flash:a.bin", text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Digital signature successfully verified in file flash:a.bin", Signature.VALID),
        ("Digital signature verification failed for file flash:a.bin", Signature.INVALID),
        ("Embedded hash verification failed for file flash:a.bin.", Signature.INVALID),
        ("flash:packages.conf is detected as a provisioning file", Signature.UNKNOWN),
        ("", Signature.UNKNOWN),
    ],
)
def test_word_of_the_device_on_the_signature(text, said):
    assert verdict(text) is said


def test_unanswered_hash_is_not_observed_and_unread_hash_is_none_found():
    assert PLATFORM.read(installed()).image.digests is None
    text = (HASH, "verify /md5 bootflash:packages.conf", "garbage")
    assert PLATFORM.read(installed(text)).image.digests == ()

"""A version cleaned line by line reads as one cleaned whole, on every platform."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.golden import answers, cases
from support.histories import START

from netwatch import registry
from netwatch.app.past.archive import Archive
from netwatch.app.past.texts import LARGEST, Cleaner, Reader
from netwatch.model.past import PastVersion, Recorded
from netwatch.model.platform import CONFIG
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact

KEY = b"the site's key"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\nMIIdef\n-----END RSA PRIVATE KEY-----"


def whole(text, platform):
    return blank(redact(text, platform.secrets, KEY), platform.noise, CONFIG)


@pytest.mark.parametrize("name", registry.names("platforms"))
def test_line_by_line_is_the_same_as_at_once(name):
    platform = registry.platform(name)
    cleaner = Cleaner(KEY)
    texts = [
        text for case in cases() if case.parent.name == name for text in answers(case).values()
    ]
    for text in (*texts, *reversed(texts)):
        for part in (text, text.replace("1", "2"), f"{text}\n{PEM}\n"):
            assert cleaner.clean(part, platform) == whole(part, platform)


LINES = st.sampled_from(
    ["", "hostname r1", "enable secret 0 hunter2", " key-string a b", "snmp-server community x RO",
     "ntp clock-period 17179", "! Last configuration change at 02", *PEM.split("\n"), " password"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.lists(LINES, max_size=12).map("\n".join), max_size=6))
def test_versions_in_any_order_are_cleaned_as_if_alone(texts):
    platform = registry.platform("cisco_xe")
    cleaner = Cleaner(KEY)
    for text in texts:
        assert cleaner.clean(text, platform) == whole(text, platform)


def test_what_no_version_shows_any_more_is_forgotten():
    platform, cleaner = registry.platform("cisco_xe"), Cleaner(KEY)
    for number in range(40):
        cleaner.clean("\n".join(f"line {number} {each}" for each in range(200)), platform)
    assert len(cleaner._lines) < 2500


def test_a_file_is_read_and_a_link_in_its_place_is_not(tmp_path):
    def read(name):
        with Reader() as reader:
            return reader.text(Archive(tmp_path), PastVersion(START, name, name, Recorded(name)))

    (tmp_path / "secret").write_text("outside")
    (tmp_path / "a").write_bytes("hostname \xe9\r\n".encode("latin-1"))
    (tmp_path / "link").symlink_to("secret")
    (tmp_path / "binary").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "utf16").write_bytes("hostname r1".encode("utf-16"))
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert read("a") == "hostname \xe9\n"
    assert read("utf16") == "hostname r1"
    assert [read(each) for each in ("link", "binary", "huge", "none")] == [None] * 4

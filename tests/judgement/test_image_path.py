import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.judgement.image_path import is_listed, is_network, same_file, server_of
from netwatch.model.image import FileEntry


@pytest.mark.parametrize(
    ("path", "server"),
    [
        ("tftp://192.0.2.66/x.bin", "192.0.2.66"),
        ("http://user:secret@boot.example.net:8080/x.bin", "boot.example.net"),
        ("tftp://[2001:db8::66]/x.bin", "2001:db8::66"),
        ("TFTP: x.bin 192.0.2.66", "192.0.2.66"),
        ("tftp x.bin 192.0.2.66", "192.0.2.66"),
        ("tftp:x.bin", None),
    ],
)
def test_network_paths_name_their_server(path, server):
    assert is_network(path)
    assert server_of(path) == server


@pytest.mark.parametrize("path", ["flash:x.bin", "tftpd.bin", "bootflash:/http/x", "", "x.bin"])
def test_local_paths_have_no_server(path):
    assert not is_network(path)
    assert server_of(path) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("flash:x.bin", "bootflash:/x.bin", True),
        ("flash:/V17/x.bin", "v17/x.bin", True),
        ("x.bin", "flash:/v17/x.bin", True),
        ("flash:x.bin", "flash:y.bin", False),
        ("flash:", "flash:x.bin", False),
    ],
)
def test_same_file(one, other, same):
    assert same_file(one, other) is same


def test_a_folder_that_was_not_listed_says_nothing():
    entries = (FileEntry("flash:/v17"), FileEntry("flash:/y.bin"))
    assert is_listed("flash:/v17/x.bin", entries) is None
    assert is_listed("flash:/x.bin", entries) is False
    assert is_listed("flash:/y.bin", entries) is True


@given(st.text(), st.text())
def test_any_text_is_taken(one, other):
    assert same_file(one, other) == same_file(other, one)
    assert is_listed(one, (FileEntry(other),)) in (True, False, None)
    server_of(one)

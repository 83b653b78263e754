import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.checksums import file_name, is_remark, values_of

MD5, SHA1, SHA256, SHA384, SHA512 = ("ab" * size for size in (16, 20, 32, 48, 64))


def read(line):
    return [(each.name, each.algorithm, each.digest) for each in values_of(line, 7)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{SHA512}  os.bin\n", [("os.bin", "sha512", SHA512)]),
        (f"{SHA512} os.bin\n", [("os.bin", "sha512", SHA512)]),
        (f"{SHA512}\tos.bin\n", [("os.bin", "sha512", SHA512)]),
        (f"{SHA256} *os.bin\r\n", [("os.bin", "sha256", SHA256)]),
        (f"{MD5.upper()}  ./images/os.bin", [("os.bin", "md5", MD5)]),
        (f"{SHA1}  with two words.bin", [("with two words.bin", "sha1", SHA1)]),
        (f"\\{SHA384}  a\\\\b.bin", [("b.bin", "sha384", SHA384)]),
        (f"SHA256 (dir/os.bin) = {SHA256}", [("os.bin", "sha256", SHA256)]),
        (
            f"os.17.09.04a.bin,{MD5},{SHA512},1,Active,987654321",
            [("os.17.09.04a.bin", "md5", MD5), ("os.17.09.04a.bin", "sha512", SHA512)],
        ),
        (f'"odd, name.bin","{MD5}",,"",Deprecated', [("odd, name.bin", "md5", MD5)]),
        ("IMAGE NAME,MD5,SHA512,X,STATUS,SIZE", []),
        (f"{SHA512[:-2]}  too-short.bin", []),
        (f"{SHA512}", []),
        (f"{SHA512[:-1]}g  no-hex.bin", []),
        ("-----BEGIN PGP SIGNED MESSAGE-----", []),
        (f'"never closed,{MD5}', []),
    ],
)
def test_lines(line, expected):
    assert read(line) == expected


def test_a_value_knows_its_line():
    (value,) = values_of(f"{SHA256}  os.bin", 7)
    assert value.line == 7


@pytest.mark.parametrize(
    ("line", "expected"),
    [("", True), ("  \n", True), ("# a list\n", True), ("what is this", False)],
)
def test_remarks(line, expected):
    assert is_remark(line) is expected


@pytest.mark.parametrize(
    "path", ["os.bin", "a/os.bin", "a\\os.bin", "flash:os.bin", "flash:/os.bin"]
)
def test_file_name(path):
    assert file_name(path) == "os.bin"


@given(st.text(max_size=400))
def test_any_line_is_read(line):
    for each in values_of(line, 1):
        assert each.name
        assert each.digest == each.digest.lower()

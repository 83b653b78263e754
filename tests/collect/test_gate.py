import pytest

from netwatch.collect.errors import ForbiddenWriteError
from netwatch.collect.gate import Gate
from netwatch.model.platform import Command, Dialogue, Platform
from netwatch.model.state import Reading


@pytest.fixture
def gate():
    return Gate(
        Platform(
            name="box",
            title="box",
            read=lambda _: Reading(),
            flatten=lambda _: (),
            interface_key=str,
            commands=(Command("show version", "version"),),
            templates=(Command("verify /md5 {arg}", "hash"),),
            dialogue=Dialogue("cisco_ios", prepare=("terminal length 0",), enable="enable"),
        )
    )


@pytest.mark.parametrize(
    "written",
    [
        "terminal length 0\n",
        "show version\n",
        "verify /md5 flash:a.bin\n",
        "enable\n",
        "exit\n",
        " ",
    ],
)
def test_the_platforms_own_words_pass(gate, written):
    gate.check(written)


@pytest.mark.parametrize(
    "written",
    [
        "configure terminal\n",
        "show version",
        "show version\nreload\n",
        "show version\rreload\n",
        "verify /md5 flash:a.bin;reload\n",
        "verify /md5 flash:a.bin flash:b\n",
        "show version | redirect tftp://192.0.2.1/x\n",
        "write memory\n",
        "terminal width 511\n",
        "y",
        "\n",
        "\x03",
        "",
    ],
)
def test_nothing_else_does(gate, written):
    with pytest.raises(ForbiddenWriteError):
        gate.check(written)


def test_the_enable_secret_passes_once_and_only_when_expected(gate):
    with pytest.raises(ForbiddenWriteError):
        gate.check("s3cret\n")
    gate.expect_secret("s3cret")
    gate.check("s3cret\n")
    with pytest.raises(ForbiddenWriteError):
        gate.check("s3cret\n")


def test_a_wrong_word_where_a_secret_is_due_is_not_shown(gate):
    gate.expect_secret("s3cret")
    with pytest.raises(ForbiddenWriteError) as error:
        gate.check("other-s3cret\n")
    assert "s3cret" not in str(error.value)

"""Every recorded dialogue of the corpus is served again over real SSH."""

import re

import pytest
from support.recordings import paths

from netwatch.lab.dialogue import load
from netwatch.lab.fleet import Fleet
from netwatch.lab.spec import AnswerForm

pytestmark = [pytest.mark.corpus, pytest.mark.lab]


@pytest.fixture(scope="module")
def fleet():
    with Fleet(load(path) for path in paths()) as running:
        yield running


def plain(text):
    return re.sub(r"[\r\n]+", "\n", text)


def test_the_corpus_holds_the_recordings(fleet):
    assert len(fleet.specs) >= 48


def test_each_shows_its_opening_and_answers_its_commands_byte_by_byte(fleet, connect, shell_of):
    lost = []
    for spec in fleet.specs:
        scene = spec.scene("recorded")
        shell = shell_of(connect(fleet, spec.name))
        last = shell_text(shell, scene.motd)
        if plain(scene.motd) not in last:
            lost.append((spec.name, "opening"))
        for answer in scene.answers:
            if answer.command in {"exit", "logout", "quit"}:
                break
            stroke = answer.form is AnswerForm.KEYSTROKE
            shell.channel.sendall(answer.command.encode() + (b"" if stroke else b"\n"))
            if plain(answer.text) not in shell_text(shell, answer.text):
                lost.append((spec.name, answer.command))
    assert lost == []


def shell_text(shell, expected):
    """Read until as much has come as was recorded; the rest of a wrong answer never comes."""
    wanted = plain(expected)
    seen = ""
    while wanted not in seen:
        try:
            piece = shell.channel.recv(65536)
        except TimeoutError:
            break
        shell.unread += piece
        seen = plain(shell.unread.decode())
        if not piece:
            break
    shell.unread = b""
    return seen

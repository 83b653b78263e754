"""The AAA command sets let through every command of every platform and nothing near it."""

import csv
import re

import pytest

from netwatch import registry
from netwatch.app.views import commands_view, coverage_view
from netwatch.model.document import Document, Look
from netwatch.model.errors import NetwatchError
from netwatch.report import ise, tacacs, text
from netwatch.report._command_set import expression

PLATFORMS = [each.name for each in registry.platforms() if each.dialogue]
PATHS = ("flash:cat9k_iosxe.17.09.04a.SPA.bin", "/var/tmp/a+b=c@d~e-1.tgz")
NEAR = (
    "{} now", "{}; reload", "{} | redirect flash:x", "{}x", "x{}", "no {}", "{}\nreload",
    "do {}",
)  # fmt: skip
BLOCK = re.compile(r'^    cmd = "?([^\n"]+?)"? \{\n(.*?)^    \}', re.MULTILINE | re.DOTALL)
RULE = re.compile(r'(permit|deny) "?([^\n]*?)"?$', re.MULTILINE)


def sent(name):
    """Return every line that is ever written to a device of the platform."""
    listed = [each["command"] for each in commands_view(name).data["commands"]]
    return {
        each.replace("{arg}", path).replace("{nonce}", nonce)
        for each in listed
        for path in PATHS
        for nonce in ("7", "2147483647")
    }


def tac_plus_permits(conf, line, last="<cr>"):
    """Decide as tac_plus does: the arguments joined, the first expression that matches."""
    word, _, rest = line.partition(" ")
    words = f"{rest} {last}".strip()
    for name, body in BLOCK.findall(conf):
        if name == word:
            for verdict, pattern in RULE.findall(body):
                if re.search(pattern, words):
                    return verdict == "permit"
    return False


def ise_permits(rows, line):
    """Decide as Cisco describes it: arguments by position, what the request has more is ignored."""
    word, *given = [*line.split(" "), "<cr>"]
    for grant, command, arguments in rows:
        wanted = arguments.split(" ")
        if (grant, command.lower()) == ("PERMIT", word.lower()) and len(wanted) <= len(given):
            pairs = zip(wanted, given, strict=False)
            if all(re.fullmatch(pattern, argument) for pattern, argument in pairs):
                return True
    return False


def changed(name):
    lines = sent(name)
    may_send = registry.platform(name).may_send
    near = {form.format(line) for form in NEAR for line in lines}
    return {line for line in near - lines if not may_send(line)}


@pytest.mark.parametrize("name", PLATFORMS)
def test_tac_plus_permits_every_command_and_no_changed_one(name):
    conf = tacacs.render(commands_view(name), Look())
    assert [line for line in sent(name) if not tac_plus_permits(conf, line)] == []
    assert [line for line in sent(name) if not tac_plus_permits(conf, line, last="")] == []
    assert [line for line in changed(name) if tac_plus_permits(conf, line)] == []


@pytest.mark.parametrize("name", PLATFORMS)
def test_ise_permits_every_command_and_no_changed_one(name):
    header, *rows = csv.reader(ise.render(commands_view(name), Look()).split("\n"))
    assert header == ["Grant", "Command", "Arguments"]
    assert [line for line in sent(name) if not ise_permits(rows, line)] == []
    assert [line for line in changed(name) if ise_permits(rows, line)] == []


@pytest.mark.parametrize("name", PLATFORMS)
def test_text_is_the_list_alone(name):
    listed = [each["command"] for each in commands_view(name).data["commands"]]
    assert text.render(commands_view(name), Look()).split("\n") == list(dict.fromkeys(listed))


@pytest.mark.parametrize(("form", "renderer"), [("tacacs", tacacs), ("ise", ise)])
def test_another_document_is_told_what_the_format_is_for(form, renderer):
    for document in (coverage_view("cisco_xe"), Document(data=[]), Document(data=None)):
        with pytest.raises(NetwatchError, match=f"--commands --format {form}"):
            renderer.render(document, Look())


def test_text_of_another_document_is_its_rows():
    shown = text.render(coverage_view("cisco_xe"), Look()).split("\n")
    assert "mirrors in config\tseen in real output" in shown


@pytest.mark.parametrize("command", ["a.b", "x|y", "f(1)", "a*", "[a]", "{a}", "$x", "a?b+c"])
def test_special_characters_stand_for_themselves(command):
    assert re.fullmatch(expression(command), command)
    assert not re.fullmatch(expression(command), command.replace("a", "b").replace("x", "z") + "c")
    assert "\\" not in expression(command)

r"""Recordings in Oxidized's simulation format, so that recorded devices can be served again.

The format (docs/DeviceSimulation.md of the Oxidized project): ``init_prompt`` holds what the
device sends before the first command, ``commands`` maps what was typed, newline included, to
everything that came back up to the next prompt; a list keeps the order, and an entry without a
newline is a single key (a pager's, or the answer to a question). Texts carry Ruby escapes
(``\r \e \x20 \" \t``); ``command_newline`` names another end of a typed line. Recordings made in
SSH exec mode hold neither echo nor prompt.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from netwatch.lab.family import family_name
from netwatch.lab.spec import Answer, AnswerForm, DeviceSpec, Login, Pager, Scene

_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|[\s\S])")
_SIMPLE = dict(zip("rntesabfv0", "\r\n\t\x1b \a\b\f\v\0", strict=True))
_INVISIBLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\r\x00\x07\x15]")
PROMPT_MARKS = ("#", ">", "$", "%")
_MODEL = re.compile(r"[a-z0-9]+")


class RecordingError(ValueError):
    """The file is not a recording; the message names what is wrong with it."""


def decode(text: str) -> str:
    """Return ``text`` with the escapes of a Ruby double-quoted string resolved."""
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    if code[0] in "xu" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _SIMPLE.get(code, code)


def recording(name: str, data: Mapping[str, Any], login: Login) -> DeviceSpec:
    """Return the device that ``data`` recorded; ``name`` is the file's, led by Oxidized's model.

    Raises RecordingError when ``init_prompt`` or ``commands`` is missing or of another shape.
    """
    opening = data.get("init_prompt") or ""
    if "init_prompt" not in data or not isinstance(opening, str):
        raise RecordingError(f"{name}: init_prompt is not a text")
    model = found[0] if (found := _MODEL.match(name)) else "plain"
    end = str(data.get("command_newline") or "\n")
    exchanges = tuple(_exchanges(name, data.get("commands"), end))
    scene = _scene(model, decode(opening), exchanges, login)
    return DeviceSpec(name=name, platform=model, scenes=(("recorded", scene),))


def _exchanges(name: str, commands: object, end: str) -> Iterator[Answer]:
    parts = commands if isinstance(commands, list) else [commands]
    for part in parts:
        if not isinstance(part, Mapping):
            raise RecordingError(f"{name}: commands is neither a mapping nor a list of mappings")
        for key, value in part.items():
            yield _exchange(str(key).removesuffix(end), len(str(key)), decode(str(value or "")))


def _exchange(command: str, typed: int, text: str) -> Answer:
    if typed == len(command) == 1 and command != "\n":
        return Answer(command, text, AnswerForm.KEYSTROKE)
    # ^U clears the line, so that a key of ^U and return is an empty line.
    line = command.split("\n", 1)[0].rpartition("\x15")[2]
    return Answer(line.strip(), text, AnswerForm.RECORDED)


def _scene(model: str, opening: str, exchanges: tuple[Answer, ...], login: Login) -> Scene:
    if any(_echoed(each) for each in exchanges):
        prompt = _prompt(opening, exchanges)
        return Scene(
            hostname=re.split(r"[>#\s]", prompt.strip(), maxsplit=1)[0],
            family=family_name(model),
            answers=exchanges,
            login=login,
            pager=Pager(lines=0),
            prompt=prompt,
            motd=opening,
        )
    return Scene(
        hostname=f"{model}1",
        family=family_name(model),
        answers=tuple(Answer(each.command, _ended(each.text)) for each in exchanges),
        login=login,
        pager=Pager(lines=0),
        motd=_ended(opening),
    )


def _prompt(opening: str, exchanges: tuple[Answer, ...]) -> str:
    """Return the first last line that looks like a prompt: the opening may end in a question."""
    last = [_visible(each.rsplit("\n", 1)[-1]) for each in (opening, *(a.text for a in exchanges))]
    return next((each for each in last if each.rstrip().endswith(PROMPT_MARKS)), last[0])


def _echoed(answer: Answer) -> bool:
    return bool(answer.command) and _visible(answer.text).lstrip().startswith(answer.command)


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"

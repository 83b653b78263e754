"""Known truth for recorded texts: stanzas spliced into a configuration, one device made many."""

import re
from dataclasses import replace

from netwatch.lab.spec import Answer, AnswerForm, DeviceSpec, Scene

_END_MARKER = re.compile(r"^(?:end|return|exit all|quit)[ \t\r]*$", re.MULTILINE)
_CONFIG_COMMAND = re.compile(
    r"show (?:running-config|configuration|full-configuration)\b.*|display current-configuration.*"
)


class MutationError(ValueError):
    """There is no place for the change; the message names what was looked for."""


def splice(config: str, stanza: str, *, before: str | None = None) -> str:
    r"""Return ``config`` with ``stanza`` in front of a line: its end marker, or ``before``.

    ``before`` is a regular expression searched at the start of lines. Without an end marker the
    stanza goes to the end. Line ends follow the configuration's own. Raises MutationError when
    ``before`` matches no line.
    """
    if before is None:
        found = tuple(_END_MARKER.finditer(config))
        place = found[-1].start() if found else len(config)
    else:
        spot = re.search(f"^(?:{before})", config, re.MULTILINE)
        if spot is None:
            raise MutationError(f"no line starts with {before!r}")
        place = spot.start()
    block = stanza if stanza.endswith("\n") else f"{stanza}\n"
    if "\r\n" in config:
        block = block.replace("\n", "\r\n")
    gap = "" if place == 0 or config[place - 1] == "\n" else "\n"
    return f"{config[:place]}{gap}{block}{config[place:]}"


def replace_text(text: str, old: str, new: str) -> str:
    """Return ``text`` with every ``old`` made ``new``. Raises MutationError when there is none."""
    if old not in text:
        raise MutationError(f"{old!r} does not occur")
    return text.replace(old, new)


def delete(text: str, pattern: str) -> str:
    """Return ``text`` without the lines that ``pattern`` matches whole.

    Raises MutationError when it matches no line.
    """
    wanted = re.compile(pattern)
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not wanted.fullmatch(line.rstrip("\r\n"))]
    if len(kept) == len(lines):
        raise MutationError(f"no line is {pattern!r}")
    return "".join(kept)


def with_stanzas(spec: DeviceSpec, *stanzas: str, stage: str | None = None) -> DeviceSpec:
    """Return ``spec`` with ``stanzas`` in its configuration answers, in ``stage`` or in all.

    Works on recordings too: the stanza goes in front of the end marker, so prompt, paging and
    escape noise around it stay real. Raises MutationError when the device answers no command
    that shows its configuration.
    """
    block = "".join(each if each.endswith("\n") else f"{each}\n" for each in stanzas)
    scenes = tuple(
        (name, _spliced(scene, block) if stage in {None, name} else scene)
        for name, scene in spec.scenes
    )
    if scenes == spec.scenes:
        raise MutationError(f"{spec.name} shows no configuration to splice into")
    return replace(spec, scenes=scenes)


def _spliced(scene: Scene, block: str) -> Scene:
    answers = tuple(
        replace(each, text=_into(each, block)) if _CONFIG_COMMAND.fullmatch(each.command) else each
        for each in scene.answers
    )
    return replace(scene, answers=answers)


def _into(answer: Answer, block: str) -> str:
    if answer.form is AnswerForm.RECORDED and not _END_MARKER.search(answer.text):
        body, newline, prompt = answer.text.rpartition("\n")
        return f"{splice(body + newline, block)}{prompt}"
    return splice(answer.text, block)


def copies(spec: DeviceSpec, number: int) -> tuple[DeviceSpec, ...]:
    """Return ``number`` devices like ``spec``, each with its own name, hostname and host key.

    The hostname is replaced wherever it occurs in prompts and answers as a word of its own.
    """
    return tuple(_renamed(spec, f"{spec.name}-{index:04d}") for index in range(1, number + 1))


def _renamed(spec: DeviceSpec, name: str) -> DeviceSpec:
    scenes = []
    for stage, scene in spec.scenes:
        word = re.compile(rf"(?<![\w.-]){re.escape(scene.hostname)}(?![\w.-])")
        answers = tuple(replace(each, text=word.sub(name, each.text)) for each in scene.answers)
        scenes.append(
            (
                stage,
                replace(
                    scene,
                    hostname=name,
                    answers=answers,
                    motd=word.sub(name, scene.motd),
                    prompt=None if scene.prompt is None else word.sub(name, scene.prompt),
                ),
            )
        )
    return replace(spec, name=name, scenes=tuple(scenes))

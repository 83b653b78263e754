"""YAML files of simulated devices: this lab's own format (docs/lab.md), and Oxidized's."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from netwatch.lab.family import family, family_name
from netwatch.lab.oxidized import recording
from netwatch.lab.render import OWN_FILES, beside, edit, fill, write_out
from netwatch.lab.spec import (
    Answer,
    AnswerForm,
    Crypto,
    DeviceSpec,
    Fault,
    FaultKind,
    Login,
    LoginMethod,
    Pager,
    PagerManner,
    Scene,
    Sharing,
    Spoken,
)

FIRST_STAGE = "before"
DEMO_FLEET = OWN_FILES
MAX_FILE = 16 * 1024 * 1024
LAB_LOGIN = Login(username="netwatch", password="netwatch-lab")  # noqa: S106  # protects nothing

_DEVICE_KEYS = ("name", "platform", "base", "site", "role", "tags", "jump", "stages", "replay")
_SCENE_KEYS = (
    "hostname", "family", "login", "pager", "prompt", "banner", "motd", "host_key", "crypto", "rtt",
    "delay", "forwards", "files", "shares", "vars", "texts", "commands", "edits", "faults",
    "accounts", "netconf",
)  # fmt: skip
_ANSWER_KEYS = ("text", "file", "blocks", "each", "delay", "wrap")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DialogueError(ValueError):
    """The file does not describe a device; the message names the file, the key and the remedy."""


def load_folder(folder: Path, login: Login = LAB_LOGIN) -> tuple[DeviceSpec, ...]:
    """Return the devices of a folder's ``*.yaml`` files, sorted by file name.

    Names starting with ``_`` (bases) and ``policy.yaml`` are no devices. Raises DialogueError.
    """
    return tuple(
        load(path, login)
        for path in sorted(folder.glob("*.yaml"))
        if path.name[0] != "_" and path.name != "policy.yaml"
    )


def load(path: Path, login: Login = LAB_LOGIN) -> DeviceSpec:
    """Return the device that ``path`` describes, in either format.

    ``login`` is who may enter where the file does not say (recordings never do). Raises
    DialogueError.
    """
    data = mapping(path)
    try:
        if "init_prompt" in data:
            return recording(path.stem.removesuffix("_simulation"), data, login)
        return _device(path, _with_base(path, data), login)
    except KeyError as error:
        raise DialogueError(f"{path}: the key {error} is missing") from None
    except (TypeError, ValueError) as error:
        raise DialogueError(f"{path}: {error}") from None


def mapping(path: Path) -> dict[str, Any]:
    """Return what stands in the YAML file ``path``. Raises DialogueError."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise DialogueError(f"{path}: larger than {MAX_FILE:,} bytes")
        with path.open(encoding="utf-8") as file:
            data = yaml.load(file, Loader=_Loader)  # noqa: S506  # a safe loader, the C one if built
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DialogueError(f"{path}: {error}") from None
    if not isinstance(data, dict):
        raise DialogueError(f"{path}: not a mapping")
    return data


def _with_base(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    name = data.get("base")
    if name is None:
        return data
    base = beside(path.parent, str(name))
    foundation = mapping(base)
    if "base" in foundation:
        raise DialogueError(f"{base}: a base cannot have a base itself")
    return merged(foundation, data)


def merged(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``low`` overlaid by ``high``: mappings key by key, everything else replaced.

    An answer to a command, a named text and a file are always replaced whole.
    """
    out = dict(low)
    for key, value in high.items():
        old = out.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            whole = key in {"commands", "texts", "files"}
            out[key] = {**old, **value} if whole else merged(old, value)
        else:
            out[key] = value
    return out


def _device(path: Path, data: dict[str, Any], login: Login) -> DeviceSpec:
    _known(data, (*_DEVICE_KEYS, *_SCENE_KEYS), "a device")
    stages = data.get("stages") or {FIRST_STAGE: None}
    common = {key: value for key, value in data.items() if key in _SCENE_KEYS}
    name, platform = str(data.get("name") or path.stem), str(data["platform"])
    common.setdefault("hostname", name)
    common.setdefault("family", family_name(platform))
    scenes = []
    for stage, changes in stages.items():
        _known(changes or {}, _SCENE_KEYS, f"stage {stage}")
        scenes.append((str(stage), _scene(path.parent, merged(common, changes or {}), login)))
    return DeviceSpec(
        name=name,
        platform=platform,
        scenes=tuple(scenes),
        site=data.get("site"),
        role=data.get("role"),
        tags=tuple(data.get("tags") or ()),
        jump=tuple(data.get("jump") or ()),
    )


def _scene(home: Path, data: dict[str, Any], login: Login) -> Scene:
    login = _login(data.get("login") or {}, login)
    values = {str(key): str(value) for key, value in (data.get("vars") or {}).items()}
    values.update(hostname=str(data["hostname"]), username=login.username)
    values["prompt"] = _prompt(data, values, login)
    for name, source in (data.get("texts") or {}).items():
        values[str(name)] = write_out(source, values, home)
    return Scene(
        hostname=values["hostname"],
        family=family_name(str(data["family"])),
        answers=_answers(home, data, values),
        login=login,
        pager=_pager(data.get("pager") or {}, family(str(data["family"])).page_lines),
        faults=tuple(_fault(each, values) for each in data.get("faults") or ()),
        prompt=values["prompt"] if data.get("prompt") else None,
        banner=fill(str(data.get("banner") or ""), values),
        motd=fill(str(data.get("motd") or ""), values),
        host_key=str(data.get("host_key") or "generated"),
        crypto=Crypto(data.get("crypto") or Crypto.MODERN),
        rtt_s=float(data.get("rtt") or 0),
        delay_s=float(data.get("delay") or 0),
        forwards=data.get("forwards") is True,
        files=tuple(
            (fill(str(path), values), write_out(source, values, home).encode())
            for path, source in (data.get("files") or {}).items()
        ),
        shares=tuple(Sharing(each) for each in data.get("shares") or ()),
        accounts=tuple(
            (str(name), _answers(home, _shown_to(data, changes or {}), values))
            for name, changes in (data.get("accounts") or {}).items()
        ),
        netconf=_netconf(home, data["netconf"], values) if data.get("netconf") else None,
    )


def _shown_to(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scene ``data`` with what is other for one account laid over it."""
    _known(changes, ("commands", "edits"), "an account")
    edits = [*(data.get("edits") or ()), *(changes.get("edits") or ())]
    return merged(data, {**changes, "edits": edits})


def _prompt(data: Mapping[str, Any], values: Mapping[str, str], login: Login) -> str:
    if wanted := data.get("prompt"):
        return fill(str(wanted), values)
    manners = family(str(data["family"]))
    return manners.prompt.format(
        hostname=values["hostname"],
        username=login.username,
        mark=manners.privileged_mark,
        count=1,
    ).rstrip()


def _answers(home: Path, data: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Answer, ...]:
    sources: Mapping[str, Any] = data.get("commands") or {}
    texts = {
        command: _text(command, source, values, home)
        for command, source in sources.items()
        if source is not None
    }
    for change in data.get("edits") or ():
        named = change.get("command", "show running-config")
        for command in named if isinstance(named, list) else [named]:
            if command not in texts:
                raise DialogueError(f"an edit names the unknown command {command!r}")
            texts[command] = edit(texts[command], change, values)
    return tuple(
        _answer(fill(command, values), text, sources[command]) for command, text in texts.items()
    )


def _text(command: str, source: object, values: Mapping[str, str], home: Path) -> str:
    if isinstance(source, Mapping):
        _known(source, _ANSWER_KEYS, f"the answer to {command!r}")
    return write_out(source, values, home)


def _answer(command: str, text: str, source: object) -> Answer:
    if not isinstance(source, Mapping):
        return Answer(command, text)
    form = AnswerForm.WRAPPED if source.get("wrap") else AnswerForm.PLAIN
    return Answer(command, text, form, float(source.get("delay") or 0))


def _login(data: Mapping[str, Any], login: Login) -> Login:
    _known(data, ("username", "password", "keys", "methods", "enable", "delay"), "login")
    return Login(
        username=str(data.get("username") or login.username),
        password=str(data["password"]) if "password" in data else login.password,
        keys=tuple(data.get("keys") or login.keys),
        methods=tuple(LoginMethod(each) for each in data.get("methods") or login.methods),
        enable=str(data["enable"]) if data.get("enable") else login.enable,
        delay_s=float(data.get("delay") or login.delay_s),
    )


def _netconf(home: Path, data: Mapping[str, Any], values: Mapping[str, str]) -> Spoken:
    _known(data, ("reply", "versions"), "netconf")
    versions = data.get("versions") or ("1.0", "1.1")
    return Spoken(write_out(data["reply"], values, home), tuple(str(each) for each in versions))


def _pager(data: Mapping[str, Any], lines: int) -> Pager:
    _known(data, ("lines", "manner"), "pager")
    return Pager(
        int(data.get("lines", lines)), PagerManner(data.get("manner") or PagerManner.POLITE)
    )


def _fault(data: Mapping[str, Any], values: Mapping[str, str]) -> Fault:
    _known(data, ("kind", "at", "after", "seconds", "text", "times"), "a fault")
    times = data.get("times")
    return Fault(
        kind=FaultKind(data["kind"]),
        at=str(data.get("at") or "*"),
        after=int(data.get("after") or 0),
        seconds=float(data.get("seconds") or 0),
        text=fill(str(data.get("text") or ""), values),
        times=None if times is None else int(times),
    )


def _known(data: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in data:
        if key not in keys:
            near = get_close_matches(str(key), keys, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(keys)}"
            raise DialogueError(f"{where} has the unknown key {key!r}{hint}")

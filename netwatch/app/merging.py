"""A piece of configuration laid onto a whole one, with hier_config's knowledge of the platform."""

import re
from dataclasses import dataclass
from typing import Any

from netwatch.model.errors import NetwatchError

# hier_config's names of the platforms it knows.
_KNOWN = {
    "cisco_ios": "ios",
    "cisco_xe": "iosxe",
    "cisco_xr": "iosxr",
    "cisco_nxos": "nxos",
    "arista_eos": "eos",
}
_NO = "no "
_DESCRIPTION = {"lineage": [{"startswith": "interface"}, {"startswith": "description"}]}
_MAX_CHARS = 4_000_000


class CannotMergeError(NetwatchError):
    """A fragment cannot be laid onto this configuration."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The configuration before and after, both as hier_config prints them: comparable."""

    before: str
    after: str


def merge(platform: str, base: str, fragment: str) -> Merged:
    """Return ``base`` with ``fragment`` (commands as typed) laid onto it.

    ``no`` and the beginning of a statement removes it with all below it, as these devices do.
    Raises CannotMergeError for a platform hier_config does not know, and text it cannot take.
    """
    if platform not in _KNOWN:
        known = ", ".join(_KNOWN)
        raise CannotMergeError(
            f"a fragment cannot be laid onto a configuration of {platform}, only of {known}: give "
            "the whole configuration"
        )
    if len(base) + len(fragment) > _MAX_CHARS:
        raise CannotMergeError("the configuration is too large to lay a fragment onto")
    from hier_config import Host
    from hier_config.options import options_for

    options = options_for(_KNOWN[platform])
    options["idempotent_commands"] = [*options["idempotent_commands"], _DESCRIPTION]
    host = Host("merge", _KNOWN[platform], options)
    try:
        host.load_running_config(base)
        host.load_generated_config(fragment)
        _whole_negations(host.running_config, host.generated_config)
        future = host.running_config.future(host.generated_config)
        return Merged(_text(host.running_config), _text(future))
    except Exception as error:  # noqa: BLE001  # a library given hostile text
        raise CannotMergeError(
            f"the fragment cannot be laid onto the configuration ({type(error).__name__}: "
            f"{str(error)[:80]}): give the whole configuration"
        ) from None


def _whole_negations(base: Any, fragment: Any) -> None:  # noqa: ANN401  # hier_config is untyped
    """Spell every ``no X`` in the fragment as the statements of ``base`` that it removes."""
    for child in list(fragment.children):
        there = base.get_child("equals", child.text)
        if there is not None:
            _whole_negations(there, child)
        if not child.text.startswith(_NO) or there is not None:
            continue
        words = child.text.removeprefix(_NO)
        removed = [
            each.text
            for each in base.children
            if each.text == words or each.text.startswith(f"{words} ")
        ]
        if removed and removed != [words]:
            fragment.del_child(child)
            for each in removed:
                fragment.add_child(f"{_NO}{each}")


def _text(config: Any) -> str:  # noqa: ANN401  # hier_config is untyped
    lines = (each.cisco_style_text() for each in config.all_children())
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)) + "\n"

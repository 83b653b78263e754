"""Which platform wrote a version: by a person's word, the archive's, or the text itself."""

import re
from collections.abc import Callable

from netwatch import registry
from netwatch.model.errors import NetwatchError
from netwatch.model.platform import Platform
from netwatch.parsing.platform_names import platform_named
from netwatch.parsing.recognise import recognise, score

AUTO = "auto"
_RANCID = re.compile(r"[!#;*\s]{0,4}RANCID-CONTENT-TYPE: *([\w-]{1,40})", re.IGNORECASE)

Choose = Callable[[str], Platform | None]


class UnknownPlatformError(NetwatchError):
    """The name given for the platform is nobody's name for one netwatch knows."""


def asked_for(name: str) -> str | None:
    """Return the platform a person names in any tool's words, None for ``auto``.

    Raises UnknownPlatformError.
    """
    if name == AUTO:
        return None
    found = platform_named(name)
    if found is None:
        raise UnknownPlatformError(
            f"no platform is called {name!r} by netwatch, netmiko, NAPALM, Oxidized or RANCID: "
            "netwatch platforms lists them, auto tells them from the text"
        )
    return found


def chooser(
    forced: str | None, known: str | None, said: str | None, ends: tuple[str | None, str | None]
) -> Choose:
    """Return what tells the platform of each version of one device.

    ``forced`` is what a person asked for, ``known`` what the inventory says, ``said`` the
    archive's own word. ``ends`` are the newest and the oldest text: where both are of one
    platform, so are all between.
    """
    if forced is not None:
        return lambda _text: registry.platform(forced)

    def told(text: str) -> Platform | None:
        name = _told(text, known, said)
        return registry.platform(name) if name else None

    found = [told(each) for each in ends if each and each.strip()]
    if found and all(each is found[0] for each in found):
        return lambda _text: found[0]
    return told


def _told(text: str, known: str | None, said: str | None) -> str | None:
    # Whoever wrote the inventory knows the box of today; one of another make stood there before.
    if known is not None and score(text, registry.platform(known)):
        return known
    own = _RANCID.search(text[:400])
    word = (own[1] if own else None) or said
    # Tools use one name for several platforms; the text decides which of them it is.
    named = platform_named(word) if word else None
    return recognise(text, registry.platforms()) or named or known

"""What NETCONF names of a Junos configuration: its text form, read by the reader of every visit.

Source: Juniper's NETCONF guide. ``database="committed"`` is the running one (the default is the
candidate), ``format="text"`` what ``show configuration`` prints.
"""

from dataclasses import replace
from xml.etree.ElementTree import Element

from netwatch.model.channels import NETCONF
from netwatch.model.evidence import Evidence
from netwatch.model.netconf import SESSIONS, USERS, Named, Netconf
from netwatch.model.posture import Trait
from netwatch.parsing.braces import balanced
from netwatch.parsing.junos.config import read_config

_REQUEST = '<get-configuration database="committed" format="text"/>'
_DENIED = "ACCESS-DENIED"


def kept(reply: Element) -> str:
    """Return the configuration. Raises ValueError where it is missing or not closed."""
    text = reply.findtext(".//configuration-text")
    if text is None or not text.strip():
        raise ValueError("it holds no configuration; the account needs the permission to view it")
    if not balanced(text):
        raise ValueError("the configuration is cut short")
    return text.lstrip("\n")


def named(text: str) -> Named:
    """Return the analyzers, mirrors and users of the configuration ``text``."""
    config = read_config(text)
    posture = config.posture
    users = posture.users if posture else None
    unique = {each.id: each.evidence for each in reversed(config.mirrors)}
    # A role that may not see a part is shown a remark in its place.
    whole = _DENIED not in text and not config.warnings
    return Named(
        sessions=tuple(Trait(each, "", _ours(lines)) for each, lines in reversed(unique.items())),
        users=None
        if users is None
        else tuple(Trait(each.name, "", _ours(each.evidence)) for each in users),
        whole=frozenset({SESSIONS, USERS}) if whole else frozenset(),
    )


def _ours(lines: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(replace(each, source=NETCONF) for each in lines[:40])


SPOKEN = Netconf(_REQUEST, kept, named, omits="apply-flags omit")

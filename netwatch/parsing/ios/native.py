"""What NETCONF names of an IOS XE configuration, in the vendor's model Cisco-IOS-XE-native.

Source: Cisco's published models and examples. ``username`` is a list keyed by ``name``;
``monitor/session`` is one of Cisco-IOS-XE-span, keyed by ``id``. Which kinds of session the model
knows differs by release, so that a session it does not name may still be configured.
"""

import re
from xml.etree.ElementTree import Element

from netwatch.model.channels import NETCONF
from netwatch.model.evidence import Evidence
from netwatch.model.netconf import USERS, Named, Netconf
from netwatch.model.posture import Trait

_MOST = 5000
_LINE = re.compile(r"(monitor session|username) (\S{1,200})")
_NAME = re.compile(r"\S{1,200}")

# The names alone: what stands beside them, secrets among it, never leaves the device. The host
# name, which every configuration has, tells an empty answer from a hidden one.
_REQUEST = (
    '<get-config><source><running/></source><filter type="subtree">'
    '<native xmlns="http://cisco.com/ns/yang/Cisco-IOS-XE-native">'
    "<hostname/><username><name/></username><monitor/></native></filter></get-config>"
)


def kept(reply: Element) -> str:
    """Return one line for each session and user named, in the device's order.

    Raises ValueError where the answer shows nothing of the model, or an entry without its key.
    """
    native = reply.find("data/native")
    if native is None or not native.findtext("hostname", "").strip():
        raise ValueError("it shows nothing of Cisco-IOS-XE-native; the account needs privilege 15")
    users = [_key(each, "name") for each in native.findall("username")]
    sessions = [_key(each, "id") for each in native.findall("monitor/session")]
    if len(users) + len(sessions) > _MOST:
        raise ValueError("it names more users and sessions than a device has")
    lines = [f"monitor session {each}" for each in sessions]
    return "".join(f"{each}\n" for each in (*lines, *(f"username {each}" for each in users)))


def _key(entry: Element, key: str) -> str:
    found = entry.findtext(key, "").strip()
    if not _NAME.fullmatch(found):
        raise ValueError(f"an entry of the list {entry.tag} has no {key}")
    return found


def named(text: str) -> Named:
    """Return what the lines that ``kept`` made name."""
    found: dict[str, list[Trait]] = {"monitor session": [], "username": []}
    for number, line in enumerate(text.split("\n"), 1):
        if match := _LINE.fullmatch(line):
            quote = Evidence(NETCONF, number, line)
            found[match[1]].append(Trait(match[2], line, (quote,)))
    users = tuple(found["username"])
    # The model has every form of the statement; no user at all may be what a role is shown.
    whole = frozenset({USERS}) if users else frozenset[str]()
    return Named(sessions=tuple(found["monitor session"]), users=users, whole=whole)


SPOKEN = Netconf(_REQUEST, kept, named)

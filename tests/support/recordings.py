"""The recorded dialogues of the corpus, and what netwatch's own collection should bring back."""

import re
from datetime import UTC, datetime

from support.corpus import corpus

from netwatch.collect.access import Access, Limits
from netwatch.collect.ssh import collect
from netwatch.lab.fleet import LOOPBACK
from netwatch.lab.spec import AnswerForm
from netwatch.model.device import Credentials, Device, HostKeyPolicy
from netwatch.parsing.text import clean

NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Oxidized's name of a model, which a recording's name begins with, and our platform.
PLATFORMS = {
    "aoscx": "aruba_aoscx",
    "eos": "arista_eos",
    "firelinuxos": "cisco_ftd",
    "fortigate": "fortinet_fortios",
    "fortios": "fortinet_fortios",
    "ios": "cisco_ios",
    "ironware": "ruckus_icx",
    "junos": "juniper_junos",
    "netgear": "cisco_smb",
    "nxos": "cisco_nxos",
    "opnsense": "linux",
    "pfsense": "linux",
    "routeros": "mikrotik_routeros",
    "vyos": "vyos",
}
_LEAVING = {"exit", "quit", "logout", "n", "end"}
_PAGER = re.compile(r" ?--More--[ \0]*\Z")
_TAKEN_BACK = re.compile(r"\A(?:\x08+ +\x08+|\r +\r)")


class NoKeys:
    """Host keys are not what recordings are about."""

    def pinned(self, name):
        """Return no key."""

    def pin(self, name, key):
        """Return ``key``."""
        return key


def paths(models=None):
    """Return the recordings of the corpus, or those of ``models``."""
    found = sorted(corpus("dialogues").glob("*.yaml"))
    return [each for each in found if models is None or each.name.split("_")[0] in models]


def visit(spec, port, platform, limits=None):
    """Collect from a recording served on ``port``; nothing is redacted."""
    login = spec.scenes[0][1].login
    device = Device(
        name=spec.name,
        address=LOOPBACK,
        port=port,
        platform=platform.name,
        host_key=HostKeyPolicy.OFF,
        timeout_s=60,
    )
    access = Access(
        credentials=Credentials(
            username=login.username, password=login.password, enable=login.enable
        ),
        host_keys=NoKeys(),
        redact=lambda text, topic: text,
        limits=limits or Limits(),
    )
    return collect(device, platform, access, now=NOW)


def told(scene):
    """Return what a person typed and the lines that came back, echo, pages and prompt removed.

    What was typed inside FortiOS's ``config global`` is left out: netwatch never goes there.
    """
    texts, forms, inside = {}, {}, False
    for each in scene.answers:
        if each.command == "config global" or (inside and each.command == "end"):
            inside = not inside
        elif each.form is AnswerForm.KEYSTROKE and not inside:
            last = list(texts)[-1]
            texts[last] = _PAGER.sub("", texts[last]) + _TAKEN_BACK.sub("", each.text)
        elif each.command and each.command.split("\n")[0] not in _LEAVING and not inside:
            texts[each.command], forms[each.command] = each.text, each.form
    return {each: _between(text, forms[each]) for each, text in texts.items()}


def _between(text, form):
    # A wrapped echo holds a carriage return, which clean takes for a redrawn line.
    lines = text.split("\n")
    if form is AnswerForm.RECORDED:
        lines = lines[1:-1]
    return shown("\n".join(lines))


def shown(text):
    """Return the lines of ``text`` that say something."""
    return [each.strip() for each in clean(text).split("\n") if each.strip()]

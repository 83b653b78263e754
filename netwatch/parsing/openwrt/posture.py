"""How an OpenWrt router lets people in and where it sends its log, from UCI sections.

Options are those of the OpenWrt user guide (dropbear, uhttpd, firewall, system, snmpd).
"""

from collections.abc import Iterable

from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.openwrt.uci import Section
from netwatch.parsing.posture.traits import Traits, quoted

_FIELDS = ("services", "protections", "permits", "log_targets", "log_settings")
_OFF = frozenset(("0", "off", "no", "false"))
_CLOSED = frozenset(("DROP", "REJECT"))
_MATCHED = ("src", "src_ip", "src_mac", "family", "proto", "dest_ip", "dest_port", "icmp_type")


class _Found(Traits):
    """Traits, and the lines they are quoted from."""

    def __init__(self, text: str) -> None:
        super().__init__(*_FIELDS)
        self.lines = text.split("\n")


def read_posture(sections: Iterable[Section], text: str) -> Posture | None:
    """Return the posture that the sections of ``text`` tell; None when none of them does."""
    found = _Found(text)
    known = False
    for each in sections:
        reader = _READERS.get(each.type)
        if reader is not None:
            known = True
            reader(each, found)
    return found.posture() if known else None


def _add(found: _Found, field: str, name: str, value: str, section: Section, key: str = "") -> None:
    line = next((at for option, _, at in section.options if option == key), section.line)
    found.add(field, name, value, quoted(CONFIG, line, found.lines[line - 1]))


def _all(section: Section, key: str) -> list[str]:
    """Return the values of a list, sorted; ``uci show`` prints them as `'a' 'b'` in one."""
    said = (value for option, value, _ in section.options if option == key)
    return sorted(each.strip("'") for value in said for each in value.split("' '"))


def _dropbear(section: Section, found: _Found) -> None:
    if section.get("enable") in _OFF:
        return
    where = section.get("Interface")
    shown = f"ssh port {section.get('Port') or '22'}{where and f' on {where}'}"
    _add(found, "services", shown, "", section, "Port")
    for key in ("PasswordAuth", "RootPasswordAuth", "RootLogin"):
        if section.get(key) in _OFF:
            _add(found, "protections", f"ssh {key}", "off", section, key)


def _uhttpd(section: Section, found: _Found) -> None:
    for key, name in (("listen_http", "http"), ("listen_https", "https")):
        for to in " ".join(_all(section, key)).split():
            _add(found, "services", f"{name} on {to}", "", section, key)


def _redirect(section: Section, found: _Found) -> None:
    """Add a port that leads elsewhere; without an address it ends on the router itself."""
    if section.get("enabled") in _OFF or section.get("target") not in {"", "DNAT"}:
        return
    protocol = section.get("proto").replace(" ", ",") or "tcp,udp"
    port, address = section.get("src_dport") or "any", section.get("dest_ip")
    to = section.get("dest_port") or port
    kind = "dst-nat" if address else "redirect"
    name = f"nat {kind} {protocol} {port} to {f'{address}:{to}' if address else to}"
    _add(found, "services", name, f"src {section.get('src')}", section, "src_dport")


def _zone(section: Section, found: _Found) -> None:
    policy, name = section.get("input"), section.get("name")
    if policy in _CLOSED:
        _add(found, "protections", f"zone {name} input", policy.lower(), section, "input")
    elif policy == "ACCEPT":
        _add(found, "permits", f"zone {name} input permit any", "", section, "input")


def _rule(section: Section, found: _Found) -> None:
    """Add a rule that speaks of the router itself: one without a destination zone."""
    if section.get("enabled") in _OFF or section.get("dest"):
        return
    said = [f"{key} {' '.join(_all(section, key))}" for key in _MATCHED if section.get(key)]
    match = " ".join(said) or "any"
    target = section.get("target")
    if target == "ACCEPT":
        _add(found, "permits", f"input permit {match}", "", section, "target")
    elif target in _CLOSED:
        _add(found, "protections", f"input {target.lower()} {match}", "", section, "target")


def _system(section: Section, found: _Found) -> None:
    target = section.get("log_ip")
    if target:
        port = f"{section.get('log_proto') or 'udp'} {section.get('log_port') or '514'}"
        _add(found, "log_targets", target, port, section, "log_ip")
    for key in ("conloglevel", "cronloglevel", "log_file", "log_size"):
        if section.get(key):
            _add(found, "log_settings", f"system {key}", section.get(key), section, key)


_READERS = {
    "dropbear": _dropbear,
    "uhttpd": _uhttpd,
    "redirect": _redirect,
    "zone": _zone,
    "rule": _rule,
    "system": _system,
}

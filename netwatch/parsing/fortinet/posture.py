"""How a FortiOS device lets people in, what it serves and what it tells.

Table and setting names are those of Fortinet's CLI reference. ``show`` leaves out what has its
default value: a service is off, a local-in policy denies, a syslog server is off unless said.
"""

from collections.abc import Callable, Iterable

from netwatch.model.posture import Posture
from netwatch.parsing.fortinet.config import Entry
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits, digest

_FIELDS = all_but("snmp_writers", "guests", "intercepts")
_SERVERS = {
    "user tacacs+": "tacacs",
    "user radius": "radius",
    "user ldap": "ldap",
    "user fsso": "fsso",
}
_SERVER_KEYS = ("server", "secondary-server", "tertiary-server")
_PEOPLE = {
    "system admin": "",
    "system api-user": "api-user ",
    "system sso-admin": "sso-admin ",
    "system sso-forticloud-admin": "sso-forticloud-admin ",
    "system sso-fortigate-cloud-admin": "sso-fortigate-cloud-admin ",
}
_PORTS = {
    "admin-port": "http",
    "admin-sport": "https",
    "admin-ssh-port": "ssh",
    "admin-telnet-port": "telnet",
}
_LOGS = tuple(
    f"{name}{number}" for name in ("syslogd", "fortianalyzer") for number in ("", "2", "3", "4")
)
_OTHER_LOGS = ("fortianalyzer-cloud", "fortiguard", "tacacs+accounting", "webtrends")
_TARGETS = {
    f"log {name} {kind}": name
    for name in (*_LOGS, *_OTHER_LOGS)
    for kind in ("setting", "override-setting")
}
_SETTINGS = frozenset(
    (
        *(f"log {name} {kind}" for name in (*_LOGS, *_OTHER_LOGS, "disk", "memory")
          for kind in ("filter", "override-filter")),
        "log disk setting", "log memory setting", "log memory global-setting", "log eventfilter",
        "log setting", "log gui-display",
    )
)  # fmt: skip
_AUTOMATION = {
    "system automation-stitch": "automation-stitch",
    "system automation-trigger": "automation-trigger",
    "system automation-action": "automation-action",
    "system auto-script": "auto-script",
}
_LOCAL_IN = {"firewall local-in-policy": "local-in", "firewall local-in-policy6": "local-in6"}
_PROXIES = {"web-proxy explicit": "web-proxy", "ftp-proxy explicit": "ftp-proxy"}
_SAID = frozenset(("uuid", "comments", "comment", "password", "passwd", "secret", "key"))
_PUBLIC_KEYS = ("ssh-public-key1", "ssh-public-key2", "ssh-public-key3")
_PIECES = 200

_Reader = Callable[[Traits, Entry, str], None]


def read_posture(entries: Iterable[Entry]) -> Posture | None:
    """Return the posture; None for a part that shows neither global settings nor administrators."""
    known = [each for each in entries if each.table in TABLES]
    if not any(each.table in {"system global", "system admin"} for each in known):
        return None
    found = Traits(*_FIELDS)
    for each in known:
        _READERS[each.table](found, each, f"vdom {each.vdom} " if each.vdom else "")
    if not any("strong-crypto" in each.settings for each in known if each.table == "system global"):
        found.add("protections", "strong-crypto", "enable")
    return found.posture()


def _global(found: Traits, entry: Entry, _where: str) -> None:
    for key, name in _PORTS.items():
        if entry.get(key):
            port = f"{name} port {entry.get(key)}"
            found.add("services", port, "", *entry.evidence(key))
    if entry.get("admin-scp") == "enable":
        found.add("services", "scp", "", *entry.evidence("admin-scp"))
    if entry.get("strong-crypto"):
        found.add("protections", "strong-crypto", "enable", *entry.evidence("strong-crypto"))


def _interface(found: Traits, entry: Entry, _where: str) -> None:
    if not entry.name or entry.settings.get("status") == ("down",):
        return
    second = (
        (f"{entry.name} secondaryip {each.name}", each) for each in entry.children("secondaryip")
    )
    for name, each in ((entry.name, entry), *second):
        for service in each.values("allowaccess"):
            if service != "ping":
                found.add("services", f"{service} on {name}", "", *each.evidence("allowaccess"))


def _person(found: Traits, entry: Entry, _where: str) -> None:
    if not entry.name:
        return
    name = _PEOPLE[entry.table] + entry.name
    keys = ("accprofile", "remote-auth", "remote-group", "wildcard", "vdom")
    found.add("users", name, _values(entry, keys), *entry.evidence(*keys))
    for key in _PUBLIC_KEYS:
        words = " ".join(entry.values(key)).split()
        if words:
            shown = f"{name} {key} {digest(' '.join(words[:2]))}"
            found.add("users", shown, "", *entry.evidence(key))
    for family in ("trusthost", "ip6-trusthost"):
        hosts = [key for key in entry.settings if key.startswith(family) and entry.get(key)]
        if hosts:
            allowed = " ".join(sorted("/".join(entry.values(key)) for key in hosts))
            found.add("protections", f"admin {name} {family}", allowed, *entry.evidence(*hosts))
    allowed = " ".join(
        sorted("/".join(each.values("ipv4-trusthost")) for each in entry.children("trusthost"))
    )
    if allowed:
        found.add("protections", f"admin {name} trusthost", allowed, *entry.evidence())
    if entry.get("two-factor"):
        quotes = entry.evidence("two-factor")
        found.add("protections", f"admin {name} two-factor", entry.get("two-factor"), *quotes)


def _local_user(found: Traits, entry: Entry, where: str) -> None:
    if entry.name and entry.settings.get("status") != ("disable",):
        value = _values(entry, ("type", "tacacs+-server", "radius-server", "ldap-server"))
        found.add("users", f"{where}user local {entry.name}", value, *entry.evidence("type"))


def _group(found: Traits, entry: Entry, where: str) -> None:
    if entry.name:
        members = " ".join(sorted(entry.values("member"))[:_PIECES])
        name = f"{where}user group {entry.name}"
        found.add("aaa_methods", name, members, *entry.evidence("member"))


def _server(found: Traits, entry: Entry, where: str) -> None:
    for key in _SERVER_KEYS:
        if entry.name and entry.get(key):
            value = _values(entry, ("port", "radius-port", "source-ip", "interface"))
            name = f"{where}{_SERVERS[entry.table]} {entry.get(key)}"
            said = f"{entry.name} {value}".strip()
            found.add("aaa_servers", name, said, *entry.evidence(key))


def _saml(found: Traits, entry: Entry, where: str) -> None:
    url = entry.get("idp-single-sign-on-url")
    if url:
        name = f"{where}saml {entry.name}".strip()
        found.add("aaa_servers", name, url, *entry.evidence("idp-single-sign-on-url"))


def _local_in(found: Traits, entry: Entry, where: str) -> None:
    """Add one local-in policy; its action is deny unless said (CLI reference)."""
    if not entry.name or entry.settings.get("status") == ("disable",):
        return
    action = entry.get("action") or "deny"
    verb, field = ("permit", "permits") if action == "accept" else (action, "protections")
    keys = ("intf", "dstaddr", "service", "schedule")
    flips = tuple(key for key in entry.settings if key.endswith("-negate") and entry.get(key))
    value = _values(entry, (*keys, *sorted(flips)))
    quotes = entry.evidence("action", "srcaddr", *keys)
    for source in entry.values("srcaddr")[:_PIECES] or ("all",):
        name = f"{where}{_LOCAL_IN[entry.table]} {verb} srcaddr {source} {value}"
        found.add(field, name, "", *quotes)


def _target(found: Traits, entry: Entry, where: str) -> None:
    kind = _TARGETS[entry.table]
    if entry.get("status") != "enable":
        return
    to = entry.get("server") or kind
    value = _values(entry, ("mode", "port", "facility", "format", "source-ip", "interface"))
    found.add("log_targets", f"{where}{to}", f"{kind} {value}".strip(), *entry.evidence("server"))


def _log_setting(found: Traits, entry: Entry, where: str) -> None:
    for key, words in entry.settings.items():
        name = f"{where}{entry.table} {key}"
        found.add("log_settings", name, " ".join(words), *entry.evidence(key)[1:])


def _flow(found: Traits, entry: Entry, where: str) -> None:
    for each in (entry, *entry.children("collectors")):
        to = each.get("collector-ip")
        if to:
            value = _values(each, ("collector-port", "source-ip"))
            found.add("log_targets", f"{where}flow {to}", value, *each.evidence("collector-ip"))


def _snmp(found: Traits, entry: Entry, where: str) -> None:
    if entry.settings.get("status") == ("disable",):
        return
    for each in (*entry.children("hosts"), *entry.children("hosts6")):
        to = each.get("ip") or each.get("ipv6")
        if to:
            found.add("log_targets", f"{where}snmp {to}", "", *each.evidence("ip", "ipv6"))
    for to in entry.values("notify-hosts"):
        found.add("log_targets", f"{where}snmp {to}", "", *entry.evidence("notify-hosts"))


def _automation(found: Traits, entry: Entry, where: str) -> None:
    if entry.name and entry.settings.get("status") != ("disable",):
        name = f"{where}{_AUTOMATION[entry.table]} {entry.name}"
        found.add("automation", name, _body(entry), *entry.evidence(*entry.settings))


def _vpn(found: Traits, entry: Entry, where: str) -> None:
    on = entry.settings.get("status") != ("disable",)
    if on and entry.values("source-interface"):
        port = entry.get("port")
        name = f"{where}sslvpn{port and f' port {port}'}"
        value = _values(entry, ("source-interface",))
        found.add("services", name, value, *entry.evidence("source-interface", "port"))


def _proxy(found: Traits, entry: Entry, where: str) -> None:
    if entry.get("status") == "enable":
        found.add("services", where + _PROXIES[entry.table], "", *entry.evidence("status"))


def _dns(found: Traits, entry: Entry, where: str) -> None:
    if entry.name:
        found.add("services", f"{where}dns on {entry.name}", "", *entry.evidence())


def _manager(found: Traits, entry: Entry, where: str) -> None:
    to = entry.get("fmg")
    if to:
        name = f"{where}central-management {to}"
        found.add("services", name, _values(entry, ("type",)), *entry.evidence("fmg"))


def _values(entry: Entry, keys: Iterable[str]) -> str:
    return " ".join(
        f"{key} {' '.join(sorted(entry.values(key))[:_PIECES])}" for key in keys if entry.get(key)
    )


def _body(entry: Entry) -> str:
    said = [
        f"{key} {' '.join(words)}"
        for key, words in entry.settings.items()
        if key not in _SAID and words[:1] != ("ENC",)
    ]
    said += [
        f"{each.table} {each.name}: {_flat(each)}" for each in entry.below[:_PIECES] if each.name
    ]
    return "; ".join(said)


def _flat(entry: Entry) -> str:
    return ", ".join(
        f"{key} {' '.join(words)}" for key, words in entry.settings.items() if words[:1] != ("ENC",)
    )


_READERS: dict[str, _Reader] = {
    "system global": _global,
    "system interface": _interface,
    "system central-management": _manager,
    "system dns-server": _dns,
    "system netflow": _flow,
    "system vdom-netflow": _flow,
    "system sflow": _flow,
    "system saml": _saml,
    "system snmp community": _snmp,
    "system snmp user": _snmp,
    "user group": _group,
    "user local": _local_user,
    "user saml": _saml,
    "vpn ssl settings": _vpn,
    **dict.fromkeys(_AUTOMATION, _automation),
    **dict.fromkeys(_LOCAL_IN, _local_in),
    **dict.fromkeys(_PEOPLE, _person),
    **dict.fromkeys(_PROXIES, _proxy),
    **dict.fromkeys(_SERVERS, _server),
    **dict.fromkeys(_SETTINGS, _log_setting),
    **dict.fromkeys(_TARGETS, _target),
}
TABLES = frozenset(_READERS)

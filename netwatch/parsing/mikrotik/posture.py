"""How a RouterOS device lets people in and what it tells, read from its export.

An export leaves out what has its default value: the defaults here are those of the
community.routeros schema and MikroTik's manual ("Services", "MAC server", "Bandwidth Test").
"""

from collections.abc import Callable
from dataclasses import replace

from netwatch.model.posture import Posture
from netwatch.parsing.mikrotik import people
from netwatch.parsing.mikrotik.export import Statement
from netwatch.parsing.mikrotik.guards import ASIDE, Chains
from netwatch.parsing.mikrotik.scripts import hooks
from netwatch.parsing.mikrotik.sniffers import quote
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits

_FIELDS = all_but("users", "intercepts")
# Name of the service: its port, and whether it serves unless told otherwise.
_SERVICES = {
    "telnet": ("23", True),
    "ftp": ("21", True),
    "www": ("80", True),
    "ssh": ("22", True),
    "www-ssl": ("443", False),
    "api": ("8728", True),
    "winbox": ("8291", True),
    "api-ssl": ("8729", True),
}
# Menu with a switch `enabled`: the name of what it serves.
_SWITCHED = {
    "ip socks": "socks",
    "ip proxy": "proxy",
    "ip upnp": "upnp",
    "ip smb": "smb",
    "snmp": "snmp",
    "tool romon": "romon",
    "interface pptp-server server": "pptp-server",
    "interface l2tp-server server": "l2tp-server",
    "interface sstp-server server": "sstp-server",
    "interface ovpn-server server": "ovpn-server",
}
_ALL_INTERFACES = {"tool mac-server": "mac-telnet", "tool mac-server mac-winbox": "mac-winbox"}
_BANDWIDTH = "tool bandwidth-server"
_ACTIONS = {"0": "memory", "1": "disk", "2": "echo", "3": "remote"}
_ON = frozenset(("yes", "true", "auto"))
_NO_ADDRESS = frozenset(("", "0.0.0.0", "::", "0.0.0.0/0", "::/0"))  # noqa: S104  # "any"
_SECRET = frozenset(("password", "secret", "ipsec-secret", "authentication-password"))


class Watch:
    """Statements that tell of posture, shown one by one; ``posture`` once all were seen.

    ``groups`` are the user groups that the export adds, and what each may do.
    """

    def __init__(self) -> None:
        self._found = Traits(*_FIELDS)
        self._chains = Chains(self._found)
        self._users: list[Statement] = []
        self.groups: dict[str, str] = {}
        self._services: dict[str, Statement] = {}
        self._settings: dict[str, Statement] = {}
        self._actions: dict[str, Statement] = {}
        self._logging: list[Statement] = []
        self._take: dict[str, Callable[[Statement], None]] = {
            "container": self._container,
            "ip firewall nat": self._nat,
            "ip service": self._service,
            "ip tftp": self._tftp,
            "ip traffic-flow target": self._flow,
            "radius": self._radius,
            "snmp community": self._community,
            "system logging": self._logging.append,
            "system logging action": self._action,
            "user": self._users.append,
            "user aaa": self._aaa,
            "user group": self._group,
        }
        settings = (*_SWITCHED, *_ALL_INTERFACES, _BANDWIDTH, "ip ssh", "ip dns", "ip cloud")
        self._take |= dict.fromkeys(settings, self._setting)

    def wants(self, menu: str, number: int, line: str) -> bool:
        """Tell whether ``take`` is to see the statement; packet filters are put aside unparsed."""
        if menu in ASIDE:
            self._chains.aside(menu, number, line)
            return False
        if menu == "ip firewall nat":
            return "action=redirect" in line or "action=dst-nat" in line
        return menu in self._take or "script=" in line or "on-" in line or "source=" in line

    def take(self, each: Statement) -> None:
        """File one statement that is in force."""
        if each.verb not in {"add", "set"}:
            return
        reader = self._take.get(each.menu)
        if reader is not None:
            reader(each)
        if not each.says("disabled"):
            self._hooks(each)

    def posture(self, whole: bool) -> Posture:  # noqa: FBT001  # a fact of the text
        """Return what was read; ``whole`` tells that what is not mentioned has its default."""
        self._chains.settle()
        self._serve(whole)
        self._log()
        users = people.exported(self._users, self.groups) if self._users else None
        return replace(self._found.posture(), users=users)

    def _add(self, field: str, name: str, value: str, each: Statement) -> None:
        self._found.add(field, name, value, quote(each))

    def _group(self, each: Statement) -> None:
        held = each.values.get("policy", "").split(",")
        may = sorted(policy for policy in held if policy and policy[0] != "!")
        if each.verb == "add":
            self.groups[each.get("name")] = ",".join(may)

    def _service(self, each: Statement) -> None:
        name = each.selector or each.get("name")
        self._services[name] = _over(self._services.get(name), each)

    def _setting(self, each: Statement) -> None:
        self._settings[each.menu] = _over(self._settings.get(each.menu), each)

    def _serve(self, whole: bool) -> None:  # noqa: FBT001
        known = _SERVICES if whole or self._services else {}
        for name in dict.fromkeys((*known, *self._services)):
            usual, on = _SERVICES.get(name, ("", True))
            said = self._services.get(name)
            values = said.values if said else {}
            if values.get("disabled", "no" if on else "yes") in _ON or not name:
                continue
            port = values.get("port") or usual
            proof = (quote(said),) if said else ()
            self._found.add("services", f"{name} port {port}".strip(), "", *proof)
            allowed = _addresses(values.get("address", ""))
            if allowed:
                self._found.add("protections", f"service {name} address", allowed, *proof)
        for menu, each in self._settings.items():
            self._switch(menu, each)
        self._quiet_defaults(whole)

    def _switch(self, menu: str, each: Statement) -> None:
        values = each.values
        if menu in _SWITCHED and values.get("enabled") in _ON:
            port = values.get("port", "")
            self._add("services", f"{_SWITCHED[menu]}{port and f' port {port}'}", "", each)
        if menu == "ip dns" and each.says("allow-remote-requests"):
            self._add("services", "dns", "", each)
        if menu == "ip cloud":
            for key in ("ddns-enabled", "back-to-home-vpn"):
                if values.get(key, "no") in {"yes", "enabled", "ddns-enabled"}:
                    self._add("services", f"cloud {key}", "", each)
        if menu == "ip ssh":
            forwarding = values.get("forwarding-enabled", "no")
            if forwarding not in {"no", "false"}:
                self._add("services", "ssh forwarding", forwarding, each)
            if each.says("strong-crypto"):
                self._add("protections", "ssh strong-crypto", "yes", each)
        if menu == "snmp":
            self._trap(each)

    def _trap(self, each: Statement) -> None:
        for target in each.get("trap-target").split(","):
            if target not in _NO_ADDRESS:
                self._add("log_targets", f"snmp {target}", "", each)

    def _quiet_defaults(self, whole: bool) -> None:  # noqa: FBT001
        """Add what serves unless an export says that it does not."""
        for menu, name in _ALL_INTERFACES.items():
            each = self._settings.get(menu)
            if not each and not whole:
                continue
            on = each.values.get("allowed-interface-list", "all") if each else "all"
            if on != "none":
                proof = (quote(each),) if each else ()
                self._found.add("services", f"{name} on {on}", "", *proof)
        each = self._settings.get(_BANDWIDTH)
        if (each or whole) and (not each or each.values.get("enabled", "yes") in _ON):
            self._found.add("services", "bandwidth-server", "", *((quote(each),) if each else ()))

    def _tftp(self, each: Statement) -> None:
        if each.verb == "add" and not each.says("disabled"):
            name = each.get("req-filename") or each.get("real-filename") or "all files"
            self._add("services", f"tftp {name}", _said(each, "real-filename", "allow"), each)

    def _nat(self, each: Statement) -> None:
        """Add a port of the device that leads elsewhere (VPNFilter sent 80 to 8888)."""
        if each.says("disabled") or each.get("action") not in {"redirect", "dst-nat"}:
            return
        protocol, port = each.get("protocol") or "ip", each.get("dst-port") or "any"
        to = each.get("to-ports") or port
        if each.get("action") == "dst-nat":
            address = each.get("to-addresses") or "itself"
            to = f"{address}:{each.get('to-ports')}" if each.get("to-ports") else address
        value = _said(each, "dst-address", "src-address", "src-address-list", "in-interface",
                      "in-interface-list")  # fmt: skip
        name = f"nat {each.get('action')} {protocol} {port} to {to}"
        self._add("services", name, value, each)

    def _radius(self, each: Statement) -> None:
        if each.verb == "add" and not each.says("disabled"):
            keys = ("service", "authentication-port", "accounting-port", "src-address", "realm")
            self._add("aaa_servers", f"radius {each.get('address')}", _said(each, *keys), each)

    def _aaa(self, each: Statement) -> None:
        for key, value in each.values.items():
            self._add("aaa_methods", f"user aaa {key}", value, each)

    def _community(self, each: Statement) -> None:
        name = each.get("name") or each.selector or "public"
        if name in {"0", "default=yes"}:
            name = "public"
        if each.says("write-access") and not each.says("disabled"):
            self._add("snmp_writers", f"community {name}", _said(each, "addresses"), each)

    def _action(self, each: Statement) -> None:
        name = each.selector if each.verb == "set" else each.get("name")
        self._actions[_ACTIONS.get(name, name)] = each

    def _flow(self, each: Statement) -> None:
        if each.verb == "add" and not each.says("disabled"):
            target = each.get("dst-address") or each.get("address")
            self._add("log_targets", f"flow {target}", _said(each, "port", "version"), each)

    def _log(self) -> None:
        topics: dict[str, list[str]] = {}
        for each in self._logging:
            named = each.get("topics") if each.verb == "add" else f"rule {each.selector}"
            action = each.get("action") or "memory"
            if each.verb == "set":
                value = " ".join(sorted(f"{key} {said}" for key, said in each.values.items()))
                self._add("log_settings", f"logging {named}", value, each)
            elif not each.says("disabled"):
                self._add("log_settings", f"logging {named}", f"action {action}", each)
            if not each.says("disabled") and action not in {"memory", "echo", "disk"}:
                topics.setdefault(action, []).append(each.get("topics") or named)
        for name, each in self._actions.items():
            remote = each.get("remote")
            if remote not in _NO_ADDRESS:
                told = ", ".join(sorted(topics.get(name, ())))
                value = f"action {name} {_said(each, 'remote-port', 'src-address')}".strip()
                self._add("log_targets", remote, f"{value} topics {told or 'none'}", each)
            elif each.verb == "set":
                self._add("log_settings", f"logging action {name}", _rest(each), each)

    def _container(self, each: Statement) -> None:
        if each.verb == "add":
            image = each.get("remote-image") or each.get("file") or each.get("root-dir")
            name = each.get("name") or each.get("interface") or image
            value = _said(each, "remote-image", "file", "interface", "start-on-boot")
            self._add("guests", f"container {name}", value, each)

    def _hooks(self, each: Statement) -> None:
        """Add each text that RouterOS runs by itself: schedules, scripts, hooks of other menus."""
        run = hooks(each.values)
        if not run:
            return
        name = each.get("name") or each.get("host") or each.get("interface") or each.selector
        for key in run:
            body = each.values[key]
            if not body or body == "none":
                continue
            if each.menu == "system scheduler":
                when = _said(each, "interval", "start-time", "policy")
                self._add("automation", f"system scheduler {name}", f"{when} {key} {body}", each)
            elif each.menu == "system script":
                self._add("automation", f"system script {name}", body, each)
            else:
                self._add("automation", f"{each.menu} {name} {key}", body, each)


def _over(before: Statement | None, each: Statement) -> Statement:
    """Return ``each`` with what only an earlier statement about the same thing set."""
    if before is None or before.values.keys() <= each.values.keys():
        return each
    return replace(each, values={**before.values, **each.values})


def _said(each: Statement, *keys: str) -> str:
    return " ".join(f"{key} {each.values[key]}" for key in keys if each.get(key))


def _rest(each: Statement) -> str:
    said = (f"{key} {value}" for key, value in each.values.items() if key not in _SECRET)
    return " ".join(sorted(said))


def _addresses(text: str) -> str:
    return " ".join(sorted(each for each in text.split(",") if each not in _NO_ADDRESS))

"""How a SONiC switch lets people in and what it tells, from a whole CONFIG_DB.

Tables are those of the CONFIG_DB schema: ``TACPLUS_SERVER``, ``RADIUS_SERVER``, ``AAA``,
``SYSLOG_SERVER``, ``SNMP_COMMUNITY``, ``SFLOW_COLLECTOR``, ``FEATURE``, and the control-plane
lists of ``ACL_TABLE`` and ``ACL_RULE``. The database holds no users.
"""

from collections.abc import Iterator

from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Posture
from netwatch.parsing.posture.fields import all_but
from netwatch.parsing.posture.traits import Traits, quoted
from netwatch.parsing.sonic.database import load

_FIELDS = all_but("users", "services", "log_settings", "automation", "intercepts")
_SERVERS = {"TACPLUS_SERVER": "tacacs", "RADIUS_SERVER": "radius", "LDAP_SERVER": "ldap"}
_REACHED = ("tcp_port", "auth_port", "vrf", "src_intf", "src_ip", "port")
_VERBS = {"ACCEPT": "permit", "FORWARD": "permit", "DROP": "drop"}
_ROWS = 20_000
_SHOWN = 60

_Row = dict[str, str]


def read_posture(text: str) -> Posture | None:
    """Return the posture; None for anything but a whole database."""
    database = load(text) if '"DEVICE_METADATA"' in text else None
    if not isinstance(database, dict):
        return None
    found = Traits(*_FIELDS)
    _access(database, found)
    _told(database, found)
    _lists(database, found)
    return found.posture()


def _access(database: dict[str, object], found: Traits) -> None:
    for table, title in _SERVERS.items():
        for key, row in _rows(database, table):
            value = _said(row, _REACHED)
            found.add("aaa_servers", f"{title} {key}", value, _quote(table, key, row))
    for key, row in _rows(database, "AAA"):
        for name, value in row.items():
            found.add("aaa_methods", f"{key} {name}", value, _quote("AAA", key, row))


def _told(database: dict[str, object], found: Traits) -> None:
    for key, row in _rows(database, "SYSLOG_SERVER"):
        value = _said(row, ("port", "protocol", "severity", "filter", "filter_regex", "vrf"))
        found.add("log_targets", key, value, _quote("SYSLOG_SERVER", key, row))
    for key, row in _rows(database, "SFLOW_COLLECTOR"):
        to = row.get("collector_ip", key)
        value = _said(row, ("collector_port", "collector_vrf"))
        found.add("log_targets", f"flow {to}", value, _quote("SFLOW_COLLECTOR", key, row))
    for key, row in _rows(database, "SNMP_COMMUNITY"):
        if row.get("TYPE", "").upper() == "RW":
            found.add("snmp_writers", f"community {key}", "", _quote("SNMP_COMMUNITY", key, row))
    for key, row in _rows(database, "FEATURE"):
        if row.get("state", "").endswith("enabled"):
            found.add("guests", f"feature {key}", row["state"], _quote("FEATURE", key, row))


def _rows(database: dict[str, object], table: str) -> Iterator[tuple[str, _Row]]:
    """Yield the rows of a table, each value as text."""
    rows = database.get(table)
    for key, row in list(rows.items())[:_ROWS] if isinstance(rows, dict) else ():
        if isinstance(row, dict):
            yield str(key), {str(name): _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(sorted(str(each) for each in value[:200]))
    return str(value)


def _lists(database: dict[str, object], found: Traits) -> None:
    """Add the lists that guard SSH, SNMP and NTP of the switch itself."""
    guards = set()
    for key, row in _rows(database, "ACL_TABLE"):
        if row.get("type", "").upper() == "CTRLPLANE":
            guards.add(key)
            services = row.get("services") or row.get("services@") or ""
            value = " ".join(sorted(services.replace(",", " ").split()))
            found.add("protections", f"acl {key} services", value, _quote("ACL_TABLE", key, row))
    for key, row in _rows(database, "ACL_RULE"):
        table = key.partition("|")[0]
        verb = _VERBS.get(row.get("PACKET_ACTION", "").upper())
        if table in guards and verb:
            said = sorted(
                f"{name.lower()} {value}"
                for name, value in row.items()
                if name not in {"PACKET_ACTION", "PRIORITY"}
            )
            field = "permits" if verb == "permit" else "protections"
            name = f"acl {table} {verb} {' '.join(said) or 'any'}"
            found.add(field, name, "", _quote("ACL_RULE", key, row))


def _said(row: _Row, keys: tuple[str, ...]) -> str:
    return " ".join(f"{key} {row[key]}" for key in keys if row.get(key))


def _quote(table: str, key: str, row: _Row) -> Evidence:
    said = ", ".join(f"{name}={value[:_SHOWN]}" for name, value in list(row.items())[:8])
    return quoted(CONFIG, None, f"{table}|{key}: {said}")

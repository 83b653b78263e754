"""The reading of a SONiC switch, whichever of its two shells was asked."""

from dataclasses import replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Mirror
from netwatch.model.platform import CAPTURES, CONFIG, MIRRORS, STARTUP
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.linux.packet import read_captures
from netwatch.parsing.linux.saved import read_dormant
from netwatch.parsing.sonic import database, enterprise, mirrors, shown
from netwatch.parsing.sonic.database import Row
from netwatch.parsing.sonic.posture import read_posture

# They read packets by design: link aggregation, LLDP, DHCP relay, the switch chip's own driver.
_DAEMONS = frozenset((
    "dhcp6relay", "dhcpmon", "dhcrelay", "lldpd", "ndppd", "orchagent", "radvd", "stpd",
    "syncd", "teamd", "udld", "zebra",
))  # fmt: skip

_TOOLS = ("tc ", "tables ", "nft ", "ovs-vsctl ", "tcpdump ")


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config = answers.get(CONFIG)
    reading = Reading() if config is None else _configured(config)
    operating, odd = _operating(answers)
    return replace(
        reading,
        identity=shown.identity(answers, reading.identity.hostname if reading.identity else None),
        startup=answers.get(STARTUP),
        operating=operating,
        unread=(*(reading.unread or ()), *odd) if odd else reading.unread,
        image=shown.image(answers),
        files=shown.files(answers),
    )


def _configured(config: str) -> Reading:
    rows = database.rows(config)
    found, lines = mirrors.declared(rows, config)
    more, others = enterprise.declared(config)
    spoken = any(word in config for word in _TOOLS)
    dormant = read_dormant(config) if spoken else ()
    told = frozenset(each.line for each in dormant if each.line)
    warnings = _warnings(config)
    return Reading(
        identity=Identity(hostname=_hostname(rows, config)),
        config=config,
        # A database cut off before its first session tells nothing of how many there are.
        declared=(*found, *more) if found or more or not warnings else None,
        tunnels=(),
        dormant=dormant,
        unread=mirrors.unread(config, lines | others | told),
        posture=read_posture(config),
        warnings=warnings,
    )


def _operating(
    answers: Answers,
) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    table, captures = answers.get(MIRRORS), answers.get(CAPTURES)
    if table is None:
        return None, ()
    found, odd = shown.operating(table)
    if found is None or captures is None:
        return found, odd
    return (*found, *read_captures(captures, CAPTURES, _DAEMONS)), odd


def _hostname(rows: tuple[Row, ...], config: str) -> str | None:
    for row in rows:
        if row.table == "DEVICE_METADATA" and row.get("hostname"):
            return row.get("hostname")
    return enterprise.hostname(config)


def _warnings(config: str) -> tuple[str, ...]:
    if database.begins(config) and not database.is_json(config):
        return ("the database is cut off or no JSON: only whole rows were read",)
    return ()

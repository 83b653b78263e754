"""SNMP notifications that tell of a change -> what they tell of; others are not worth a look.

Sources: CISCO-CONFIG-MAN-MIB, JUNIPER-CFGMGMT-MIB, ENTITY-MIB, SNMPv2-MIB (RFC 3418),
HUAWEI-CONFIG-MAN-MIB, ARISTA-CONFIG-MAN-MIB.
"""

from netwatch.model.heard import LogEvent, Told

_NOTIFICATIONS = {
    "1.3.6.1.4.1.9.9.43.2.0.1": Told.CONFIG,  # ciscoConfigManEvent
    "1.3.6.1.4.1.9.9.43.2.0.2": Told.CONFIG,  # ccmCLIRunningConfigChanged
    "1.3.6.1.4.1.2636.4.5.0.1": Told.CONFIG,  # jnxCmCfgChange
    "1.3.6.1.4.1.2011.6.10.2.1": Told.CONFIG,  # hwCfgManEventlog
    "1.3.6.1.4.1.30065.3.9.0.1": Told.CONFIG,  # aristaConfigManEvent
    "1.3.6.1.2.1.47.2.0.1": Told.CONFIG,  # entConfigChange
    "1.3.6.1.6.3.1.1.5.1": Told.RELOAD,  # coldStart
    "1.3.6.1.6.3.1.1.5.2": Told.RELOAD,  # warmStart
}


def trap_event(oid: str) -> LogEvent | None:
    """Return what the notification ``oid`` (dotted numbers) tells of, None for any other."""
    told = _NOTIFICATIONS.get(oid)
    return LogEvent(told=told) if told else None

"""SNMP traps and informs of version 1 and 2c, as far as their name goes: the rest is not needed.

The community is not checked, since a trap is only ever a trigger. Notifications of version 3 are
encrypted for a manager's engine and are not read.
"""

from importlib.util import find_spec
from typing import Any

from netwatch.model.errors import NetwatchError

_LARGEST = 8192
_V1_GENERIC = "1.3.6.1.6.3.1.1.5"
_ENTERPRISE_SPECIFIC = 6


class TrapSupportError(NetwatchError):
    """Traps are wanted and the SNMP library is missing."""


def require() -> None:
    """Raise TrapSupportError where traps cannot be read."""
    if find_spec("pysnmp") is None:
        raise TrapSupportError(
            "traps need a library that is not installed; run pip install 'netwatch-drift[snmp]'"
        )


def notification(raw: bytes) -> str | None:
    """Return the object identifier that names the notification in ``raw``; None for anything else.

    A trap of version 1 is named as RFC 3584 translates it.
    """
    from pyasn1.codec.ber import decoder
    from pyasn1.error import PyAsn1Error
    from pysnmp.proto import api
    from pysnmp.proto.error import ProtocolError

    try:
        version = api.decodeMessageVersion(raw[:_LARGEST])
        module = api.PROTOCOL_MODULES[version]
        message, _ = decoder.decode(raw[:_LARGEST], asn1Spec=module.Message())
        pdu = module.apiMessage.get_pdu(message)
        if version == api.SNMP_VERSION_1:
            return _named_v1(module.apiTrapPDU, pdu)
        return _named_v2(module, pdu)
    except (PyAsn1Error, ProtocolError, LookupError, AttributeError, TypeError, ValueError):
        return None
    except (RecursionError, OverflowError):
        return None


def _named_v1(trap: Any, pdu: Any) -> str:  # noqa: ANN401  # pysnmp has no types
    generic = int(trap.get_generic_trap(pdu))
    if generic == _ENTERPRISE_SPECIFIC:
        return f"{trap.get_enterprise(pdu).prettyPrint()}.0.{int(trap.get_specific_trap(pdu))}"
    return f"{_V1_GENERIC}.{generic + 1}"


def _named_v2(module: Any, pdu: Any) -> str | None:  # noqa: ANN401  # pysnmp has no types
    named = "1.3.6.1.6.3.1.1.4.1.0"  # snmpTrapOID.0
    for oid, value in module.apiPDU.get_varbinds(pdu):
        if oid.prettyPrint() == named:
            return str(value.prettyPrint())
    return None

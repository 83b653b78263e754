"""A few objects of a device's SNMP agent: read only, one question, bounded in time and size.

Another road to the same device: it crosses no SSH server and no command parser. pysnmp speaks the
protocol; it comes with the extra ``snmp`` and is imported here alone.
"""

import asyncio
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from netwatch.collect.access import Access
from netwatch.collect.deadline import Lifeline
from netwatch.collect.dial import resolve
from netwatch.collect.errors import CollectError, quoted
from netwatch.model.channels import SNMP
from netwatch.model.device import Credentials, Device, SnmpAgent
from netwatch.model.snapshot import Artifact, Failure, Reason
from netwatch.parsing.agent import COMMAND, OBJECTS, answer_of

if TYPE_CHECKING:
    from pysnmp.hlapi.v3arch.asyncio import CommunityData, UsmUserData

TRY_S = 3.0
RETRIES = 1
LIMIT_S = 15.0
_AUTH = {
    "md5": "usmHMACMD5AuthProtocol",
    "sha": "usmHMACSHAAuthProtocol",
    "sha224": "usmHMAC128SHA224AuthProtocol",
    "sha256": "usmHMAC192SHA256AuthProtocol",
    "sha384": "usmHMAC256SHA384AuthProtocol",
    "sha512": "usmHMAC384SHA512AuthProtocol",
}
_PRIVACY = {
    "des": "usmDESPrivProtocol",
    "aes128": "usmAesCfb128Protocol",
    "aes192": "usmAesBlumenthalCfb192Protocol",
    "aes256": "usmAesBlumenthalCfb256Protocol",
    "aes192-cisco": "usmAesCfb192Protocol",
    "aes256-cisco": "usmAesCfb256Protocol",
}


def is_installed() -> bool:
    """Tell whether the extra ``snmp`` is there."""
    return find_spec("pysnmp") is not None


def ask(device: Device, access: Access, after_s: int) -> Artifact | Failure:
    """Ask the agent of ``device`` for its objects, ``after_s`` into the visit, once.

    Returns the answer, redacted, or what kept it away. Never raises for anything that a device or
    a network does.
    """
    agent = device.snmp
    if agent is None:
        return Failure(COMMAND, Reason.COMMAND_REJECTED, "the inventory names no SNMP agent")
    lifeline = Lifeline(LIMIT_S)
    access.halt.watch(lifeline)
    try:
        place = replace(device, port=agent.port)
        (address, *_) = resolve(place, access.limits, lifeline)
        values = asyncio.run(
            asyncio.wait_for(_values(address, agent, access.credentials), lifeline.left())
        )
    except CollectError as error:
        return Failure(COMMAND, error.reason, access.told(error.detail))
    except (TimeoutError, OSError) as error:
        detail = f"SNMP on port {agent.port}: {error or 'no answer in time'}; check the way there"
        return Failure(COMMAND, Reason.UNREACHABLE, access.told(detail))
    except Exception as error:  # noqa: BLE001  # a hostile agent must not end a sweep
        detail = f"the SNMP agent's answer makes no sense ({type(error).__name__})"
        return Failure(COMMAND, Reason.INCOMPLETE, detail)
    finally:
        access.halt.forget(lifeline)
        lifeline.close()
    return Artifact(SNMP, COMMAND, access.redact(answer_of(values, after_s), SNMP))


async def _values(address: str, agent: SnmpAgent, credentials: Credentials) -> dict[str, str]:
    from pysnmp.hlapi.v3arch import asyncio as snmp

    kind = snmp.Udp6TransportTarget if ":" in address else snmp.UdpTransportTarget
    engine = snmp.SnmpEngine()
    try:
        target = await kind.create((address, agent.port), timeout=TRY_S, retries=RETRIES)
        problem, status, _, answers = await snmp.get_cmd(
            engine,
            _login(agent, credentials),
            target,
            snmp.ContextData(),
            *(snmp.ObjectType(snmp.ObjectIdentity(each)) for each in OBJECTS.values()),
            lookupMib=False,
        )
    finally:
        engine.close_dispatcher()
    if problem or status:
        raise _refusal(agent, problem or status)
    return _known(answers)


def _login(agent: SnmpAgent, credentials: Credentials) -> "CommunityData | UsmUserData":
    from pysnmp.hlapi.v3arch import asyncio as snmp

    if not agent.is_v3:
        community = credentials.community or ""
        return snmp.CommunityData(community, mpModel=1)  # noqa: S508  # old agents know no other
    return snmp.UsmUserData(
        credentials.username,
        credentials.password,
        credentials.privacy,
        authProtocol=getattr(snmp, _AUTH[agent.auth]) if credentials.password else None,
        privProtocol=getattr(snmp, _PRIVACY[agent.privacy]) if credentials.privacy else None,
    )


def _refusal(agent: SnmpAgent, problem: object) -> CollectError:
    name, words = type(problem).__name__, quoted(str(problem))
    if name == "RequestTimedOut":
        detail = (
            f"no SNMP answer on port {agent.port} in {TRY_S * (1 + RETRIES):g} s; an agent is "
            "silent to strangers: check port, access lists, and with version 2c the community"
        )
        return CollectError(Reason.TIMEOUT, detail)
    if name in {"UnknownUserName", "WrongDigest", "UnsupportedSecurityLevel", "DecryptionError"}:
        detail = f"the SNMP agent refused the login: {words}; check user, secrets and protocols"
        return CollectError(Reason.AUTH_FAILED, detail)
    detail = f"the SNMP agent refused: {words}; its view must hold the groups system and host"
    return CollectError(Reason.COMMAND_REJECTED, detail)


def _known(answers: Any) -> dict[str, str]:  # noqa: ANN401  # pysnmp's values stay here
    """Return the texts and numbers among the answers; an object not offered is left out."""
    names = {number: name for name, number in OBJECTS.items()}
    values: dict[str, str] = {}
    for number, value in answers:
        name = names.get(str(number))
        if name is None or type(value).__name__ not in {"OctetString", "TimeTicks"}:
            continue
        text = str(int(value)) if type(value).__name__ == "TimeTicks" else _text(bytes(value))
        values[name] = text
    if not values:
        detail = "the SNMP agent offers none of the objects; its view must hold the group system"
        raise CollectError(Reason.COMMAND_REJECTED, detail)
    return values


def _text(value: bytes) -> str:
    return value.decode("utf-8", errors="replace")

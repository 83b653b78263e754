"""Flow records that were kept -> what they show of a device that its configuration explains not."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from netwatch.judgement.flows.known import EXPLAINED, Known, Place, placed
from netwatch.model.flow import MIRROR_LIKE, Encapsulation, FlowKind, FlowVerdict
from netwatch.model.policy import Policy
from netwatch.model.state import DeviceState
from netwatch.store.flows import SeenFlow
from netwatch.store.store import Store

_RECENT = timedelta(days=7)


def undeclared(
    store: Store,
    known: DeviceState,
    policy: Policy,
    addresses: Mapping[str, str],
    now: datetime,
) -> tuple[FlowVerdict, ...]:
    """Return the traffic like a mirror's of the last seven days that nothing declares.

    Nothing declared it when its records were read, and nothing in ``known``, the configuration as
    of this visit, does now: a session that came or went in between is no contradiction. Raises
    StoreError.
    """
    flows = store.flows.recent(known.device, MIRROR_LIKE, now - _RECENT)
    if not flows:
        return ()
    beside = Known(
        places={each.source: Place(known.device) for each in flows},
        states={known.device: known},
        addresses=addresses,
        policy=policy,
    )
    found = (
        placed(_verdict(each), beside, now)
        for each in flows
        if each.session is None and each.risk > EXPLAINED
    )
    return tuple(each for each in found if each.declared == () and not each.collector)


def _verdict(flow: SeenFlow) -> FlowVerdict:
    return FlowVerdict(
        kind=FlowKind(flow.kind),
        source=flow.source,
        destination=flow.destination,
        protocol=flow.protocol,
        port=flow.port,
        encapsulation=Encapsulation(flow.encapsulation) if flow.encapsulation else None,
        risk=flow.risk,
        rests_on=("flow records that netwatch logs --keep read",),
        first=flow.first,
        last=flow.last,
        bytes=flow.bytes or None,
        packets=flow.packets or None,
    )

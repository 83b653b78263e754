"""Mirrors as declared beside what flow records saw, and beside what their sources carried."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from netwatch.app.views import MIRROR_COLUMNS, mirror_row, states_view
from netwatch.judgement.flows.telling import size_words
from netwatch.model.document import Document, Table
from netwatch.model.flow import MIRROR_LIKE
from netwatch.model.mirror import Mirror
from netwatch.model.state import DeviceState
from netwatch.model.volume import Fit, MirrorVolume, Witness
from netwatch.shapes import mirror_shape, volume_shape, when
from netwatch.store.flows import SeenFlow
from netwatch.store.store import Store

_KINDS = frozenset(each.value for each in MIRROR_LIKE)


def seen_traffic(store: Store, states: Sequence[DeviceState]) -> dict[str, tuple[SeenFlow, ...]]:
    """Return the traffic like a mirror's that was kept of each device; {} when none ever was."""
    if store.flows.since() is None:
        return {}
    return {
        state.device: tuple(
            each for each in store.flows.of_device(state.device) if each.kind in _KINDS
        )
        for state in states
    }


def mirrors_view(
    states: Sequence[DeviceState],
    traffic: Mapping[str, Sequence[SeenFlow]],
    volumes: Mapping[str, Sequence[MirrorVolume]],
) -> Document:
    """Return the mirrors of several devices, which were seen in ``traffic``, and their volumes."""
    shown = states_view(states)
    if not traffic and not any(volumes.values()):
        return shown
    rows = [
        (
            *mirror_row(state.device, mirror),
            _words(_of(mirror, traffic[state.device])) if traffic else "-",
            _volume_words(_sent(mirror, volumes.get(state.device, ()))),
        )
        for state in states
        for mirror in state.mirrors or ()
    ]
    alone = {
        state.device: [each for each in traffic.get(state.device, ()) if not _declared(each, state)]
        for state in states
    }
    rows += [_row(device, each) for device, flows in alone.items() for each in flows]
    data = [
        {
            "device": state.device,
            "platform": state.platform,
            "observed": state.mirrors is not None,
            "mirrors": [
                {
                    **mirror_shape(mirror),
                    "traffic": _shape(_of(mirror, traffic.get(state.device, ()))),
                    "volumes": [
                        volume_shape(each) for each in _sent(mirror, volumes.get(state.device, ()))
                    ],
                }
                for mirror in state.mirrors or ()
            ],
            "undeclared": [_shape([each]) for each in alone[state.device]],
        }
        for state in states
    ]
    many = sum(len(each) for each in alone.values())
    told = f"{many} seen in traffic alone, as of the flow records that were kept"
    notes = (*shown.notes, *((told,) if traffic else ()))
    table = Table("", (*MIRROR_COLUMNS, "seen in", "volume"), tuple(rows))
    return Document(data=data, tables=(table,), notes=notes)


def _of(mirror: Mirror, flows: Sequence[SeenFlow]) -> list[SeenFlow]:
    return [each for each in flows if each.session == mirror.id]


def _declared(flow: SeenFlow, state: DeviceState) -> bool:
    return flow.session in {each.id for each in state.mirrors or ()}


def _row(device: str, flow: SeenFlow) -> tuple[str, ...]:
    known = {
        "where": device,
        "kind": flow.encapsulation or flow.protocol,
        "destination": flow.destination,
        "state": "undeclared",
    }
    cells = [known.get(each, "-") for each in MIRROR_COLUMNS]
    return (*cells, f"traffic only: {_amount([flow])}", "-")


def _sent(mirror: Mirror, volumes: Sequence[MirrorVolume]) -> list[MirrorVolume]:
    return [each for each in volumes if mirror.id in each.sessions]


def _volume_words(volumes: Sequence[MirrorVolume]) -> str:
    return "; ".join(_verdict_words(each) for each in volumes) or "-"


def _verdict_words(volume: MirrorVolume) -> str:
    port = f"{volume.destination} " if volume.witness is Witness.PORT else ""
    match volume.fit:
        case Fit.NOT_OBSERVED:
            return f"{port}not compared: {volume.rests_on[-1]}"
        case Fit.NOTHING:
            carried = f"while its sources carried {size_words(volume.carried)}"
            return f"{port}{'sent nothing' if port else 'nothing seen'} {carried}"
        case Fit.WITHIN | Fit.MORE:
            more = ": more than they carried" if volume.fit is Fit.MORE else ""
            sent = "sent " if port else ""
            return f"{port}{sent}{_ratio(volume)} its sources' {size_words(volume.carried)}{more}"
        case _:
            assert_never(volume.fit)


def _ratio(volume: MirrorVolume) -> str:
    ratio = volume.ratio
    return f"{ratio:.2f} of" if ratio is not None else f"{size_words(volume.octets)} beside"


def _words(flows: Sequence[SeenFlow]) -> str:
    return f"both: {_amount(flows)}" if flows else "declared only"


def _amount(flows: Sequence[SeenFlow]) -> str:
    size = size_words(sum(each.bytes for each in flows))
    first, last = min(each.first for each in flows), max(each.last for each in flows)
    return f"{size}, {first:%Y-%m-%d %H:%M}Z to {last:%Y-%m-%d %H:%M}Z"


def _shape(flows: Sequence[SeenFlow]) -> dict[str, object] | None:
    if not flows:
        return None
    return {
        "seen": True,
        "source": flows[0].source,
        "destination": flows[0].destination,
        "encapsulation": flows[0].encapsulation,
        "port": flows[0].port,
        "bytes": sum(each.bytes for each in flows),
        "packets": sum(each.packets for each in flows),
        "first_packet": when(min(each.first for each in flows)),
        "last_packet": when(max(each.last for each in flows)),
    }

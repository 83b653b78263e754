from dataclasses import replace
from datetime import UTC, datetime

from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, Image, Signature
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Dormant,
    Filter,
    Mirror,
    MirrorKind,
    SeenIn,
    Source,
    SourceKind,
)
from netwatch.model.state import Reading
from netwatch.platforms.cisco_xe import PLATFORM
from netwatch.shapes import image_shape, mirror_shape, reading_shape

MIRROR = Mirror(
    id="52",
    kind=MirrorKind.ERSPAN_SOURCE,
    sources=(Source(SourceKind.INTERFACE, "Gi1/0/1", Direction.RX),),
    destinations=(
        Destination(
            DestinationKind.IP, "192.0.2.50", vrf="MGMT", origin="198.51.100.1", erspan_id=101
        ),
    ),
    filters=(Filter("acl", "SPAN-ACL"),),
    evidence=(Evidence("running-config", 210, "monitor session 52 type erspan-source"),),
)
SHAPE = {
    "id": "52",
    "kind": "erspan-source",
    "enabled": True,
    "complete": True,
    "confidence": "high",
    "sources": [{"kind": "interface", "name": "Gi1/0/1", "direction": "rx"}],
    "destinations": [
        {
            "kind": "ip",
            "value": "192.0.2.50",
            "vrf": "MGMT",
            "origin": "198.51.100.1",
            "erspan_id": 101,
            "resolved_from": None,
        }
    ],
    "filters": [{"kind": "acl", "name": "SPAN-ACL"}],
    "evidence": [{"line": 210, "text": "monitor session 52 type erspan-source"}],
}


def test_a_mirror_has_exactly_the_keys_of_the_contract():
    assert mirror_shape(MIRROR) == SHAPE


def test_optional_keys_are_there_when_they_are_set():
    source = Source(SourceKind.FILTER, "F1/T1", Direction.RX, on=("ge-0/0/5.50",), acl="A")
    end = replace(MIRROR.destinations[0], port=4789, mac="0200.5e00.5301", ingress=True)
    changed = replace(
        MIRROR, sources=(source,), destinations=(end,), seen_in=SeenIn.BOTH, description="why"
    )
    shape = mirror_shape(changed)
    assert shape["sources"][0]["on"] == ["ge-0/0/5.50"]
    assert shape["sources"][0]["acl"] == "A"
    assert {"port": 4789, "mac": "0200.5e00.5301", "ingress": True}.items() <= shape[
        "destinations"
    ][0].items()
    assert (shape["seen_in"], shape["description"]) == ("both", "why")


def test_a_reading_of_a_file_without_sessions():
    reading = Reading(
        declared=(),
        unread=(Evidence("running-config", 300, "mirror x"),),
        dormant=(Dormant("event manager applet X", 88, "action 1"),),
        warnings=("w",),
    )
    assert reading_shape("a.cfg", PLATFORM, detected=True, reading=reading) == {
        "schema": "netwatch/reading/1",
        "file": "a.cfg",
        "platform": "cisco_xe",
        "detected": True,
        "mirrors": [],
        "image": None,
        "dormant": [{"via": "event manager applet X", "line": 88, "text": "action 1"}],
        "unread": [{"line": 300, "text": "mirror x"}],
        "warnings": ["w"],
    }


def test_digests_are_those_of_the_running_file_by_algorithm():
    image = Image(
        running_file="flash:/a.bin",
        digests=(
            Digest("flash:a.bin", "md5", "00"),
            Digest("flash:a.bin", "sha512", "11"),
            Digest("flash:b.pkg", "md5", "22"),
        ),
        signature=Signature.VALID,
        boot_path=("flash:a.bin",),
        booted_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    shape = image_shape(image)
    assert shape["digests"] == {"md5": "00", "sha512": "11"}
    assert (shape["signature"], shape["boot_path"]) == ("valid", ["flash:a.bin"])
    assert shape["booted_at"] == "2026-01-01T00:00:00Z"


def test_what_was_not_observed_is_null():
    assert image_shape(None) is None
    assert set(image_shape(Image()).values()) == {None}

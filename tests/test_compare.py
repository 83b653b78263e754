from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from netwatch.compare import carried, compare, overlay
from netwatch.model.change import (
    ConfigChanged,
    FileChanged,
    HostKeyChanged,
    IdentityChanged,
    ImageChanged,
    MirrorAdded,
    MirrorChanged,
    MirrorRemoved,
    SecretChanged,
    TunnelChanged,
)
from netwatch.model.evidence import Evidence
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    SeenIn,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.model.platform import Platform
from netwatch.model.state import DeviceState, Identity, Reading
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PLATFORM = Platform(
    name="x", title="X", read=lambda _: Reading(), flatten=by_indent, interface_key=interface_key
)


def state(**facets):
    return DeviceState(device="r1", platform="x", taken_at=NOON, **facets)


def mirror(number="1", source="Gi1/0/1", to="192.0.2.50", **fields):
    fields.setdefault("kind", MirrorKind.ERSPAN_SOURCE)
    return Mirror(
        id=number,
        sources=(Source(SourceKind.INTERFACE, source, Direction.BOTH),),
        destinations=(Destination(DestinationKind.IP, to),),
        **fields,
    )


def both(*mirrors):
    return state(declared=mirrors, operating=mirrors, mirrors=mirrors)


def test_a_first_sighting_has_no_changes():
    assert compare(None, both(mirror()), PLATFORM) == ()


def test_added_removed_and_moved_sessions():
    before = both(mirror("1"), mirror("2"))
    after = both(mirror("2", to="203.0.113.9"), mirror("3"))
    changes = compare(before, after, PLATFORM)
    assert [type(each) for each in changes] == [MirrorChanged, MirrorAdded, MirrorRemoved]
    assert changes[0].after.destinations[0].value == "203.0.113.9"
    assert (changes[1].mirror.id, changes[2].mirror.id) == ("3", "1")


def test_another_spelling_order_or_description_is_no_change():
    before = both(mirror(source="GigabitEthernet1/0/1", description="old"))
    after = both(
        replace(
            mirror(source="Gi1/0/1"),
            sources=(
                Source(SourceKind.INTERFACE, "gi1/0/1", Direction.TX),
                Source(SourceKind.INTERFACE, "Gi1/0/1", Direction.RX),
            ),
        )
    )
    assert compare(before, after, PLATFORM) == ()


def test_a_view_that_was_not_observed_removes_nothing():
    hidden = replace(mirror("66"), seen_in=SeenIn.OPERATIONAL)
    before = state(declared=(), operating=(hidden,), mirrors=(hidden,))
    after = state(declared=(), operating=None, mirrors=())
    assert compare(before, after, PLATFORM) == ()
    assert overlay(before, after).mirrors == (hidden,)


def test_a_view_that_is_seen_for_the_first_time_adds_nothing():
    before = state(declared=(), operating=None, mirrors=())
    after = state(declared=(), operating=(mirror("66"),), mirrors=(mirror("66"),))
    assert compare(before, after, PLATFORM) == ()


def test_a_failed_visit_hides_no_change():
    first, third = both(mirror("1")), both()
    known = overlay(first, state())
    assert [type(each) for each in compare(known, third, PLATFORM)] == [MirrorRemoved]


def test_a_session_that_became_another_kind_is_changed_not_new():
    before = both(mirror("1", kind=MirrorKind.LOCAL))
    after = both(mirror("1", kind=MirrorKind.ERSPAN_SOURCE))
    assert [type(each) for each in compare(before, after, PLATFORM)] == [MirrorChanged]


def test_tunnel_image_file_identity_and_host_key():
    before = state(
        tunnels=(Tunnel("Tunnel1", remote="192.0.2.1"),),
        image=Image(
            version="1.0",
            config_register="0x2102",
            digests=(Digest("flash:x.bin", "md5", "a" * 32),),
            booted_at=NOON,
        ),
        files=(FileEntry("flash:x.bin", 10),),
        identity=Identity("r1", "SN1"),
        host_key="ssh-rsa SHA256:a",
    )
    after = state(
        tunnels=(Tunnel("Tunnel1", remote="203.0.113.1"),),
        image=Image(
            version="1.0",
            config_register="0x2102",
            config_register_next="0x2142",
            digests=(Digest("flash:x.bin", "md5", "b" * 32),),
            booted_at=NOON + timedelta(hours=1),
        ),
        files=(FileEntry("flash:x.bin", 10), FileEntry("flash:cap.pcap", 5)),
        identity=Identity("r1", "SN2"),
        host_key="ssh-rsa SHA256:b",
    )
    changes = compare(before, after, PLATFORM)
    assert [type(each) for each in changes] == [
        TunnelChanged,
        ImageChanged,
        ImageChanged,
        ImageChanged,
        IdentityChanged,
        HostKeyChanged,
        FileChanged,
    ]
    assert [each.field for each in changes if isinstance(each, ImageChanged)] == [
        "config_register_next",
        "booted_at",
        "digests",
    ]


def test_a_field_that_was_not_observed_is_no_image_change():
    before = state(image=Image(version="1.0", bootloader="15.2"))
    after = state(image=Image(version="1.0"))
    assert compare(before, after, PLATFORM) == ()
    assert overlay(before, after).image == Image(version="1.0", bootloader="15.2")


def test_a_clock_that_wobbles_is_no_reload():
    before = state(image=Image(booted_at=NOON))
    after = state(image=Image(booted_at=NOON + timedelta(minutes=1)))
    assert compare(before, after, PLATFORM) == ()


CONFIG = """\
hostname r1
interface Gi1/0/1
 description old
 ip address 192.0.2.1 255.255.255.0
interface Gi1/0/2
 shutdown
snmp-server community <secret:0123456789ab> RO
end
"""


def drift(after):
    return compare(state(config=CONFIG), state(config=after), PLATFORM)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(
            CONFIG.replace("interface Gi1/0/2\n shutdown\n", "").replace(
                "hostname r1\n", "interface Gi1/0/2\n shutdown\nhostname r1\n"
            ),
            id="moved",
        ),
        pytest.param(CONFIG.replace("\n", "\n!\n"), id="comments"),
        pytest.param(CONFIG.replace(" shutdown", "  shutdown "), id="blanks"),
    ],
)
def test_moved_statements_and_blanks_are_no_drift(after):
    assert drift(after) == ()


def test_drift_names_the_parent():
    (change,) = drift(CONFIG.replace("description old", "description new"))
    assert isinstance(change, ConfigChanged)
    assert change.parents == ("interface Gi1/0/1",)
    assert [each.text for each in change.added] == ["description new"]
    assert [(each.text, each.number) for each in change.removed] == [("description old", 3)]


def test_another_secret_is_a_secret_change_and_no_drift():
    (change,) = drift(CONFIG.replace("0123456789ab", "ba9876543210"))
    assert isinstance(change, SecretChanged)
    assert change.after.number == 7


def test_a_line_that_a_mirror_accounts_for_is_no_drift():
    line = "monitor session 1 source interface Gi1/0/1 - 2"
    other = "monitor session 1 source interface Gi1/0/1 , Gi1/0/2"
    before = state(
        config=CONFIG + line, declared=(mirror(evidence=(Evidence("running-config", 9, line),)),)
    )
    after = state(
        config=CONFIG + other, declared=(mirror(evidence=(Evidence("running-config", 9, other),)),)
    )
    assert compare(before, after, PLATFORM) == ()


def test_a_statement_that_reads_like_a_mirror_line_is_still_drift():
    text = "monitor session 1 type erspan-source\n no shutdown\ninterface Gi1/0/1\n shutdown\n"
    quotes = (
        Evidence("running-config", 1, "monitor session 1 type erspan-source"),
        Evidence("running-config", 2, " no shutdown"),
    )
    declared = (mirror(evidence=quotes),)
    before = state(config=text, declared=declared)
    after = state(config=text.replace("\n shutdown", "\n no shutdown"), declared=declared)
    (change,) = compare(before, after, PLATFORM)
    assert [each.text for each in change.added] == ["no shutdown"]
    assert [each.text for each in change.removed] == ["shutdown"]


def test_a_large_reordering_is_compared_in_linear_time():
    lines = [f"snmp-server host 192.0.2.{n % 250} <secret:{n:012x}>" for n in range(20_000)]
    before = state(config="\n".join(lines))
    after = state(config="\n".join(reversed(lines)))
    assert compare(before, after, PLATFORM) == ()


def test_a_namespace_that_was_not_seen_keeps_its_sessions_and_hides_no_other():
    here, there = mirror("eu-west-1/a"), mirror("us-east-1/b")
    before = state(declared=(here, there), mirrors=(here, there))
    new = mirror("us-east-1/c")
    visit = state(declared=(new,), mirrors=(new,), unseen=("eu-west-1",))
    after = carried(before, visit)
    assert {each.id for each in after.mirrors} == {"eu-west-1/a", "us-east-1/c"}
    changes = compare(before, after, PLATFORM)
    assert [type(each) for each in changes] == [MirrorAdded, MirrorRemoved]
    assert [each.mirror.id for each in changes] == ["us-east-1/c", "us-east-1/b"]


def test_what_was_seen_whole_carries_nothing():
    before = state(declared=(mirror("eu-west-1/a"),))
    visit = state(declared=())
    assert carried(before, visit) is visit
    assert carried(None, state(declared=(), unseen=("eu-west-1",))).declared == ()

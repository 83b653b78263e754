import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus import corpus, text_of

from netwatch.model.evidence import Confidence
from netwatch.model.mirror import MirrorKind
from netwatch.model.platform import CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.text import clean
from netwatch.platforms.cisco_ios import PLATFORM

STANZAS = (
    (
        "monitor session 1 source interface Gi1/0/1 - 2 rx\n"
        "monitor session 1 destination interface Gi1/0/9"
    ),
    (
        "monitor session 2 type erspan-source\n source vlan 10 , 20\n no shutdown\n destination\n"
        "  erspan-id 5\n  ip address 192.0.2.50"
    ),
    "interface Tunnel7\n tunnel source 198.51.100.1\n tunnel destination 203.0.113.7",
    "monitor session 3 source interface Gi1/0/3\nmonitor session 3 destination interface Tunnel7",
    "ip traffic-export profile T\n interface Gi0/2\n mac-address 0200.5e00.5302",
    "interface GigabitEthernet0/3\n ip traffic-export apply T",
    'event manager applet X\n action 1 cli command "monitor session 9 source vlan 1"',
    "banner motd ^C\nmonitor session 8 source interface Fa0/1\n^C",
)
FRAGMENTS = st.sampled_from(
    [
        "monitor session 1",
        "monitor session 1 type erspan-source",
        "monitor session 2 source interface",
        "monitor session 3 source interface Gi1/0/1 - ",
        "no monitor session 1 destination",
        "monitor-session X",
        "monitor capture X interface",
        " destination",
        " source interface , , -",
        "  ip address",
        "interface ",
        "interface Tunnel",
        " tunnel destination",
        " ip traffic-export apply",
        "ip traffic-export profile",
        "event manager applet",
        "banner motd",
        "hostname",
        "!",
        "^C",
    ]
)


def read(config):
    return PLATFORM.read(Answers(((CONFIG, "show running-config", config),)))


def mirrors(config):
    return {each.id: each for each in read(config).declared}


def values(reading):
    """All of a reading that does not depend on line numbers, in an order of its own."""
    return (
        sorted(map(repr, (strip(each) for each in reading.declared))),
        sorted((each.name, each.remote) for each in reading.tunnels),
        sorted((each.via, each.text) for each in reading.dormant),
        sorted(each.text for each in reading.unread),
    )


def strip(mirror):
    return (mirror.id, mirror.kind, mirror.enabled, mirror.sources, mirror.destinations)


def test_a_removal_takes_what_stands_above_it_and_nothing_below():
    found = mirrors(
        "monitor session 1 source interface Gi1/0/1 - 3 rx\n"
        "monitor session 1 destination interface Gi1/0/9\n"
        "no monitor session 1 source interface gigabitEthernet1/0/1 - 2 tx\n"
        "no monitor session 1 destination interface Gi1/0/9\n"
        "monitor session 1 source interface Gi1/0/1\n"
    )["1"]
    assert [each.name for each in found.sources] == ["Gi1/0/3", "Gi1/0/1"]
    assert (found.destinations, found.complete) == ((), False)


def test_thousands_of_removals_are_all_carried_out():
    ports = [f"Gi{card}/0/{port}" for card in range(1, 61) for port in range(50)]
    lines = [f"monitor session 1 source interface {each}" for each in ports]
    lines += [f"no {each}" for each in lines[1:]]
    reading = read("\n".join(lines))
    assert [each.name for each in reading.declared[0].sources] == ports[:1]
    assert reading.unread == ()


def test_nothing_answered_is_nothing_observed():
    reading = PLATFORM.read(Answers(()))
    assert (reading.declared, reading.operating, reading.image, reading.unread) == (None,) * 4


def test_a_configuration_without_mirrors_is_observed_and_empty():
    reading = read("hostname a\nend\n")
    assert (reading.declared, reading.unread, reading.dormant) == ((), (), ())


def test_no_sessions_in_operation_is_observed_and_empty():
    text = "No SPAN configuration is present in the system.\n"
    assert PLATFORM.read(Answers(((MIRRORS, "show", text),))).operating == ()


@pytest.mark.parametrize(
    ("lines", "enabled", "confidence"),
    [
        ("", False, Confidence.LOW),
        (" shutdown\n", False, Confidence.HIGH),
        (" no shutdown\n", True, Confidence.HIGH),
        (" shutdown\n no shutdown\n", True, Confidence.HIGH),
    ],
)
def test_erspan_is_down_until_told_otherwise(lines, enabled, confidence):
    config = f"monitor session 5 type erspan-source\n{lines} source vlan 5\n"
    found = mirrors(config)["5"]
    assert (found.enabled, found.confidence) == (enabled, confidence)


def test_two_directions_of_one_interface_in_two_spellings_are_one_source():
    config = (
        "monitor session 1 source interface Gi1/0/7 rx\n"
        "monitor session 1 source interface GigabitEthernet 1/0/7 tx\n"
    )
    (source,) = mirrors(config)["1"].sources
    assert (source.name, source.direction) == ("Gi1/0/7", "both")


def test_only_the_tunnel_changes_and_so_does_the_destination():
    config = "\n".join((STANZAS[2], STANZAS[3]))
    before = mirrors(config)["3"].destinations
    after = mirrors(config.replace("203.0.113.7", "203.0.113.99"))["3"].destinations
    assert [each.value for each in before] == ["203.0.113.7"]
    assert [each.value for each in after] == ["203.0.113.99"]


def test_type_decides_the_kind():
    kinds = {
        "local": MirrorKind.LOCAL,
        "rspan-source": MirrorKind.RSPAN_SOURCE,
        "rspan-destination": MirrorKind.RSPAN_DESTINATION,
        "erspan-source": MirrorKind.ERSPAN_SOURCE,
        "erspan-destination": MirrorKind.ERSPAN_DESTINATION,
    }
    for word, kind in kinds.items():
        assert mirrors(f"monitor session 1 type {word}\n no shutdown\n")["1"].kind is kind


def test_a_type_nobody_knows_is_unread():
    reading = read("monitor session 1 type hologram\n source vlan 7\n")
    assert [each.text for each in reading.unread] == ["monitor session 1 type hologram"]


@given(st.permutations(STANZAS))
def test_order_of_independent_stanzas_changes_nothing(stanzas):
    assert values(read("\n!\n".join(stanzas))) == values(read("\n!\n".join(STANZAS)))


@given(st.lists(FRAGMENTS, max_size=25))
def test_carriage_returns_and_blank_lines_change_nothing(lines):
    text = "\n".join(lines)
    assert values(read(clean(text.replace("\n", "\r\n\r\n")))) == values(read(text))


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    for topic in (CONFIG, MIRRORS, VERSION, "boot", "captures", "files", "traffic-export"):
        PLATFORM.read(Answers(((topic, "command", text),)))


@given(st.lists(FRAGMENTS, max_size=25))
def test_every_line_about_a_session_is_kept_somewhere(lines):
    text = "\n".join(lines)
    reading = read(text)
    kept = {line.line for each in reading.declared for line in each.evidence}
    kept |= {each.line for each in (*reading.unread, *reading.dormant)}
    gone = "no monitor" in text or "^C" in text or "banner" in text
    sessions = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if line.startswith("monitor session")
    ]
    assert gone or set(sessions) <= kept


def test_hash_is_asked_of_a_local_image_only():
    def asked(path):
        answers = Answers(((VERSION, "show version", f'System image file is "{path}"\n'),))
        return [each.text for each in PLATFORM.follow_up(answers)]

    assert asked("flash:/a.bin") == [
        "verify /md5 flash:/a.bin",
        "verify flash:/a.bin",
        "show software authenticity file flash:/a.bin",
    ]
    assert asked("tftp://192.0.2.66/a.bin") == []
    assert asked("flash:a.bin | redirect x") == []


def test_removal_is_spelled_for_each_kind_of_mirror():
    assert PLATFORM.mirror_removal("7") == ("no monitor session 7",)
    assert PLATFORM.mirror_removal("traffic-export/T") == ("no ip traffic-export profile T",)
    assert PLATFORM.mirror_removal("capture/C")[0] == "monitor capture C stop"


@pytest.mark.corpus
def test_every_real_show_version_gives_version_model_and_serial():
    folders = corpus("outputs").glob("*ios*/[Ss]how[_V]*ersion")
    paths = [each for folder in folders for each in folder.iterdir() if "xr" not in str(each)]
    texts = [each for each in paths if each.suffix in (".raw", ".txt") and "empty" not in each.name]
    assert len(texts) > 35
    for path in texts:
        text = text_of(path)
        reading = PLATFORM.read(Answers(((VERSION, "show version", text),)))
        assert reading.image.version, path
        assert reading.identity.serial, path
        assert reading.identity.model, path

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus import corpus, labels, text_of

from netwatch.model.platform import BOOTLOADER, CONFIG, FILES, HASH, MIRRORS, VERSION
from netwatch.model.state import Answers
from netwatch.parsing.braces import by_braces
from netwatch.parsing.junos.veriexec import COMMAND
from netwatch.parsing.text import clean
from netwatch.platforms.juniper_junos import PLATFORM

DATA = Path(__file__).parents[1] / "data" / "platforms" / "juniper_junos"
CASES = sorted(each.parent.name for each in DATA.glob("*/running-config.txt"))
WHOLE = [
    name
    for name in CASES
    if "\n}\n" in (DATA / name / "running-config.txt").read_text("utf-8")
    and name not in ("transcript", "middle-of-a-block")
]
LINES = st.sampled_from(
    [
        "set forwarding-options analyzer A input ingress interface ge-0/0/1.0",
        "set forwarding-options analyzer A input egress interface ge-0/0/1.0",
        "set forwarding-options analyzer A output interface gr-0/0/0.0",
        "set forwarding-options analyzer B input ingress vlan v10",
        "set forwarding-options analyzer B output vlan remote",
        "deactivate forwarding-options analyzer B",
        "set forwarding-options port-mirroring instance P family inet output interface xe-0/0/1.0",
        "set interfaces gr-0/0/0 unit 0 tunnel destination 203.0.113.9",
        "set firewall family inet filter F term T then port-mirror-instance P",
        "set interfaces ge-0/0/2 unit 0 family inet filter input F",
        "set groups G forwarding-options analyzer C output ip-address 192.0.2.7",
        "set groups G interfaces <ge-*> unit 0 family inet filter output F",
        "set apply-groups G",
        "set forwarding-options apply-groups-except G",
        "set event-options policy E then execute-commands commands analyzer",
        "set services mirror-ball on",
        "set apply-groups [ G H ]",
        "set groups H apply-groups G",
    ]
)
FRAGMENTS = st.sampled_from(
    [
        "forwarding-options {",
        "analyzer {",
        "A1 {",
        "inactive: input {",
        "ingress {",
        "interface [ a b ];",
        "interface all;",
        "output {",
        "next-hop-group [",
        "port-mirroring {",
        "instance {",
        "firewall {",
        "family inet {",
        "filter {",
        "term T {",
        "then port-mirror;",
        "filter { input F1; }",
        "interfaces {",
        "interface-range R {",
        "member-range ge-0/0/0 to ge-0/0/900000;",
        "unit 0 {",
        "groups {",
        "<*> {",
        "apply-groups [ A1 <*> ];",
        "apply-groups-except A1;",
        "chassis { fpc 0 { port-mirror-instance A1; } }",
        "security { mirror-filter { A1 {",
        "event-options { policy P { then analyzer;",
        "set",
        "deactivate forwarding-options",
        "delete forwarding-options analyzer",
        "edit forwarding-options",
        "top",
        "}",
        "} }",
        "apply-macro mirror;",
        '"',
        "/*",
    ]
)


def read(config):
    return PLATFORM.read(Answers(((CONFIG, "show configuration", config),)))


def config(name):
    return clean((DATA / name / "running-config.txt").read_text("utf-8"))


def mirrors(text):
    return {each.id: each for each in read(text).declared}


def one(*lines):
    (found,) = read("\n".join(lines) + "\n").declared
    return found


def values(reading):
    """All of a reading that does not depend on lines or on order."""
    return (
        sorted(map(repr, map(strip, reading.declared))),
        sorted((each.name, each.mode, each.local, each.remote) for each in reading.tunnels),
        sorted({each.via for each in reading.dormant}),
        len(reading.unread),
    )


def strip(each):
    sources = sorted((one.kind, one.name, one.direction or "", one.on) for one in each.sources)
    ways = sorted((one.kind, one.value, one.resolved_from or "") for one in each.destinations)
    return (each.id, each.kind, each.enabled, each.complete, sources, ways)


def as_set(text):
    """Brace form rewritten as the lines `display set` prints."""
    for line in by_braces(text):
        words = " ".join((*line.parents, line.text))
        if line.text.startswith("inactive: "):
            inside = line.text.removeprefix("inactive: ")
            yield " ".join(("deactivate", *line.parents, inside))
        else:
            yield f"set {words}"


@pytest.mark.parametrize("name", WHOLE)
def test_set_form_reads_as_brace_form(name):
    text = config(name)
    assert values(read("\n".join(as_set(text)))) == values(read(text))


def test_the_hand_written_set_form_reads_as_the_braces():
    braces, lines = read(config("analyzers-in-braces")), read(config("analyzers-in-set-form"))
    assert values(braces) == values(lines)


@pytest.mark.parametrize("name", CASES)
def test_line_ends_and_blank_lines_change_nothing(name):
    text = config(name)
    spread = clean(text.replace("\n", "\r\n\r\n"))
    assert values(read(spread)) == values(read(text))


@given(st.lists(LINES, max_size=18, unique=True), st.randoms(use_true_random=False))
def test_order_of_set_lines_changes_nothing(lines, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert values(read("\n".join(shuffled))) == values(read("\n".join(lines)))


@given(st.lists(FRAGMENTS, max_size=40))
def test_fragments_in_any_order_are_read(pieces):
    text = "\n".join(pieces)
    reading = read(text)
    last = len(pieces)
    for mirror in reading.declared:
        assert all(1 <= each.line <= last for each in mirror.evidence)
    assert PLATFORM.flatten(text) is not None


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    topics = (CONFIG, MIRRORS, VERSION, BOOTLOADER, FILES, HASH, "port-mirroring")
    topics += ("next-hop-group", "mirror-filter", "hardware", "routing-engine", "boot")
    PLATFORM.read(Answers(tuple((each, "command", text) for each in topics)))


@given(st.lists(LINES, max_size=18, unique=True))
def test_every_line_about_an_analyzer_is_kept_somewhere(lines):
    reading = read("\n".join(lines))
    kept = {line.line for each in reading.declared for line in each.evidence}
    kept |= {each.line for each in (*reading.unread, *reading.dormant)}
    spoken = {
        number
        for number, line in enumerate(lines, 1)
        if line.startswith("set forwarding-options analyzer") or "mirror-ball" in line
    }
    assert spoken <= kept


def test_nothing_answered_is_nothing_observed():
    reading = PLATFORM.read(Answers(()))
    assert (reading.declared, reading.operating, reading.image, reading.unread) == (None,) * 4
    assert (reading.files, reading.identity, reading.tunnels, reading.dormant) == (None,) * 4


def test_a_configuration_without_mirrors_is_observed_and_empty():
    reading = read("system {\n    host-name r1;\n}\n")
    assert (reading.declared, reading.unread, reading.dormant) == ((), (), ())
    assert reading.identity.hostname == "r1"


def test_no_analyzer_in_operation_is_observed_and_empty():
    answers = Answers(((MIRRORS, "show forwarding-options analyzer", "\n"),))
    assert PLATFORM.read(answers).operating == ()


def test_only_the_tunnel_changes_and_so_does_the_destination():
    text = config("next-hop-group-fan-out")
    before = mirrors(text)["port-mirroring"].destinations
    after = mirrors(text.replace("203.0.113.50", "203.0.113.99"))["port-mirroring"].destinations
    assert {each.value for each in after} - {each.value for each in before} == {"203.0.113.99"}


@pytest.mark.parametrize(
    "line",
    [
        "deactivate forwarding-options",
        "deactivate forwarding-options analyzer",
        "deactivate forwarding-options analyzer A",
        "deactivate forwarding-options analyzer A input",
        "deactivate forwarding-options analyzer A output interface ge-0/0/9.0",
        "set forwarding-options analyzer A disable",
        "set forwarding-options disable analyzer A",
    ],
)
def test_switched_off_anywhere_is_not_enabled_and_not_lost(line):
    found = one(
        line,
        "set forwarding-options analyzer A input ingress interface ge-0/0/1.0",
        "set forwarding-options analyzer A output interface ge-0/0/9.0",
    )
    assert (found.enabled, found.complete) == (False, True)


def test_activate_after_deactivate_counts():
    lines = (
        "set forwarding-options analyzer A output interface ge-0/0/9.0",
        "deactivate forwarding-options analyzer A",
        "activate forwarding-options analyzer A",
    )
    assert one(*lines).enabled is True


@pytest.mark.parametrize(
    ("line", "sessions"),
    [
        ("set forwarding-options port-mirroring disable", {"port-mirroring": False, "I": True}),
        (
            "set forwarding-options port-mirroring disable-all-instances",
            {"port-mirroring": True, "I": False},
        ),
        (
            "set forwarding-options port-mirroring instance I disable",
            {"port-mirroring": True, "I": False},
        ),
    ],
)
def test_port_mirroring_is_switched_off_by_its_own_words(line, sessions):
    found = mirrors(
        "set forwarding-options port-mirroring family inet output interface ge-0/0/9.0\n"
        "set forwarding-options port-mirroring instance I family inet output interface ge-0/0/8.0\n"
        + line
    )
    assert {each.rpartition("/")[2]: found[each].enabled for each in found} == sessions


def test_a_removed_statement_is_gone():
    text = "set forwarding-options analyzer A output interface ge-0/0/9.0\n"
    assert read(text + "delete forwarding-options analyzer A\n").declared == ()


def test_a_filter_library_does_not_say_where_it_is_attached():
    text = "firewall { family inet { filter F { term T { then port-mirror; } } } }\n"
    found = one(text)
    assert (found.enabled, found.complete) == (None, False)
    assert [each.name for each in found.sources] == ["F"]


def test_a_filter_of_another_family_is_another_filter():
    text = (
        "set firewall family inet filter F term T then port-mirror\n"
        "set interfaces ge-0/0/1 unit 0 family inet6 filter input F\n"
    )
    assert mirrors(text)["port-mirroring"].enabled is False


def test_a_group_with_the_name_of_a_live_session_stays_beside_it():
    text = (
        "set forwarding-options analyzer A output interface ge-0/0/9.0\n"
        "set groups G forwarding-options analyzer A output ip-address 192.0.2.9\n"
    )
    found = mirrors(text)
    assert {name: each.enabled for name, each in found.items()} == {"A": True, "groups/G/A": None}


def test_a_group_applied_too_often_ends_with_a_warning():
    wild = "".join(f"set groups G interfaces <ge-*{n}> unit <*> mtu {n}\n" for n in range(900))
    many = "".join(f"set interfaces ge-0/0/{n} unit 0 mtu 1\n" for n in range(900))
    reading = read(wild + many + "set apply-groups G\n")
    assert any("inheritance was cut short" in each for each in reading.warnings)


def test_logical_systems_hold_sessions_of_their_own():
    text = "set logical-systems L forwarding-options analyzer A output interface ge-0/0/9.0\n"
    assert list(mirrors(text)) == ["logical-systems/L/A"]


def test_hash_is_asked_of_plain_package_paths_only():
    row = "-rw-r--r--  1 root  wheel  10 Jan 2  10:01 {}\n"
    text = row.format("a.tgz") + row.format("b.log") + row.format("c;reboot.tgz")
    answers = Answers(((FILES, "file list detail /var/tmp/", text),))
    asked = [each.text for each in PLATFORM.follow_up(answers)]
    assert asked == ["file checksum sha-256 /var/tmp/a.tgz"]
    assert all(map(PLATFORM.may_send, asked))


@pytest.mark.parametrize(
    ("session", "statement"),
    [
        ("A1", "forwarding-options analyzer A1"),
        ("port-mirroring", "forwarding-options port-mirroring"),
        ("port-mirroring/P", "forwarding-options port-mirroring instance P"),
        ("next-hop-group/G", "forwarding-options next-hop-group G"),
        ("mirror-filter/F", "security forwarding-options mirror-filter F"),
        ("groups/G/A1", "groups G forwarding-options analyzer A1"),
        ("logical-systems/L/port-mirroring", "logical-systems L forwarding-options port-mirroring"),
    ],
)
def test_removal_is_spelled_for_each_kind_of_mirror(session, statement):
    assert PLATFORM.mirror_removal(session) == (f"delete {statement}",)


def test_one_spelling_of_an_interface_and_its_unit_counts():
    key = PLATFORM.interface_key
    assert key("GE-0/0/1.0") == key('"ge-0/0/1.0"') == "ge-0/0/1.0"
    assert key("ge-0/0/1.0") != key("ge-0/0/1.1")


def _sources(label):
    folded = {}
    for each in label["sources"]:
        way = None if each["direction"] == "unknown" else each["direction"]
        kind = {"acl": "filter"}.get(each["kind"], each["kind"])
        name = kind, each["name"]
        folded[name] = way if folded.get(name, way) == way else "both"
    return sorted((*name, way) for name, way in folded.items())


@pytest.mark.corpus
def test_every_labelled_file_is_read_as_a_person_read_it_and_no_other_has_a_session():
    labelled = labels()
    paths = [
        path for name in ("juniper_junos", "junos") for path in corpus("configs", name).iterdir()
    ]
    assert len(paths) > 70
    for path in paths:
        reading = read(text_of(path))
        found = [
            (
                each.id,
                each.kind.value,
                each.enabled,
                each.complete,
                sorted((one.kind.value, one.name, one.direction) for one in each.sources),
                [(one.kind.value, one.value) for one in each.destinations],
            )
            for each in reading.declared
        ]
        label = labelled.get(str(path.relative_to(corpus())), {})
        wanted = [
            (
                each["id"],
                {"acl": "flow"}.get(each["kind"], each["kind"]),
                None if each["enabled"] == "unknown" else each["enabled"],
                each.get("complete", True),
                _sources(each),
                [(one["kind"], one["value"]) for one in each["destinations"]],
            )
            for each in label.get("sessions", ())
        ]
        assert found == wanted, path.name
        assert reading.unread == (), path.name
        assert reading.dormant == (), path.name


@pytest.mark.corpus
def test_every_real_show_chassis_hardware_gives_serial_and_model():
    paths = list(corpus("outputs", "juniper_junos", "show_chassis_hardware").glob("*.raw"))
    assert len(paths) > 4
    for path in paths:
        answers = Answers((("hardware", "show chassis hardware", text_of(path)),))
        identity = PLATFORM.read(answers).identity
        assert identity.serial, path.name
        assert identity.model, path.name


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Jan  5 10:03:51  e1 /kernel: veriexec: fingerprint for dev 1, file 2 a != b", "invalid"),
        ("Jan  5 10:03:51 2026  e1 kernel[0]: MAC/veriexec: fingerprint does not match",
         "invalid"),
        ("Jan  5 10:03:51.123  e1 re0: kernel: veriexec: fingerprint does not match", "unknown"),
        ("Jan  5 10:03:51  e1 kernel: veriexec: no signatures for device. file='/x'", "unknown"),
        ("Jan  5 10:03:51  e1 mgd[1]: UI_LOGIN: kernel: veriexec: fingerprint does not match x",
         "unknown"),
        ("", "unknown"),
    ],
)  # fmt: skip
def test_only_the_kernel_tells_of_changed_files(line, said):
    asked = ("veriexec", 'show log messages | match "[v]eriexec: "', line)
    version = ("version", "show version", "Hostname: e1\nModel: mx204\nJunos: 21.4R3\n")
    assert PLATFORM.read(Answers((version, asked))).image.signature == said


def test_the_question_about_the_log_does_not_match_itself():
    pattern = re.search(r'match "(.*)"', COMMAND.text)[1]
    assert re.search(pattern, "kernel: veriexec: fingerprint")
    assert not re.search(pattern, COMMAND.text)

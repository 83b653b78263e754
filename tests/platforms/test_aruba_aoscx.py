"""AOS-CX: what golden cases do not say."""

from hypothesis import given
from hypothesis import strategies as st

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS, VERSION
from netwatch.model.state import Answers

PLATFORM = registry.platform("aruba_aoscx")
SESSION = "mirror session 1\n    destination interface 1/1/24\n    source interface 1/1/1 both\n"
PIECES = st.sampled_from(
    [
        *SESSION.splitlines(),
        "    enable",
        "    disable",
        "mirror session",
        "policy P",
        "!",
        "",
        "\t",
    ]
)


def read(topic, text, *more):
    return PLATFORM.read(Answers(((topic, topic, text), *more)))


def test_a_session_is_off_until_enabled_and_off_again():
    assert read(CONFIG, SESSION).declared[0].enabled is False
    assert read(CONFIG, SESSION + "    enable\n").declared[0].enabled is True
    assert read(CONFIG, SESSION + "    enable\n    disable\n").declared[0].enabled is False


def test_each_configured_session_is_asked_about():
    commands = PLATFORM.follow_up(Answers(((CONFIG, CONFIG, SESSION),)))
    assert [each.text for each in commands] == ["show mirror 1"]
    assert all(PLATFORM.may_send(each.text) for each in commands)


def test_no_configuration_is_not_no_mirror():
    assert read(MIRRORS, " Mirror Session: 1\n Admin Status: enable\n").declared is None
    assert read(CONFIG, "hostname x\n").declared == ()
    assert read(CONFIG, "hostname x\n").operating is None


LISTED = " ID  Admin Status  Operation Status\n 1   enable        enabled\n"
SHOWN = " Mirror Session: 1\n Admin Status: enable\n Operation Status: enabled\n"


def test_a_listed_session_whose_detail_is_missing_is_not_seen_as_gone():
    assert read("mirror-list", LISTED).operating is None
    assert read("mirror-list", "something else").operating is None
    assert read("mirror-list", "No mirror sessions configured").operating == ()
    shown = ("mirrors", "show mirror 1", SHOWN)
    assert [each.id for each in read("mirror-list", LISTED, shown).operating] == ["1"]


def test_images_without_a_hash_are_no_failure():
    image = read(VERSION, "Version : FL.10.10\n", ("images", "show images", "Invalid")).image
    assert image.version == "FL.10.10"
    assert image.digests == ()


@given(st.lists(PIECES).map("\n".join) | st.text())
def test_any_text_is_read(text):
    read(CONFIG, text)
    read(MIRRORS, text)
    read(VERSION, text, ("images", "show images", text), ("system", "show system", text))


def test_line_ends_and_blank_lines_make_no_difference():
    text = SESSION + "    enable\ninterface 1/1/1\n"
    assert read(CONFIG, text.replace("\n", "\n\n")).declared == read(CONFIG, text).declared

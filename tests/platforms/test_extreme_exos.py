"""EXOS: what golden cases do not say."""

from pathlib import Path

import pytest

from netwatch import registry
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.model.state import Answers

PLATFORM = registry.platform("extreme_exos")
HOME = Path(__file__).parents[1] / "data" / "platforms" / "extreme_exos"


def read(topic, text):
    return PLATFORM.read(Answers(((topic, topic, text),)))


def config(case):
    return (HOME / case / "running-config.txt").read_text(encoding="utf-8")


def test_the_order_of_lines_makes_no_difference():
    text = config("order-and-names")

    def told(text):
        return {
            (m.id, m.kind, m.enabled, frozenset(m.sources)) for m in read(CONFIG, text).declared
        }

    straight = text.replace("disable mirror tagged\n", "")
    assert told(straight) == told("\n".join(reversed(straight.split("\n"))))


def test_an_idle_default_mirror_is_no_session():
    assert read(CONFIG, "configure mirror DefaultMirror to port none\n").declared == ()
    assert read(MIRRORS, "DefaultMirror   (Disabled)\n    Mirror to port: -\n").operating == ()


def test_the_default_mirror_is_switched_off_not_deleted():
    assert PLATFORM.mirror_removal("DefaultMirror") == ("disable mirror DefaultMirror",)
    assert PLATFORM.mirror_removal("m2") == ("disable mirror m2", "delete mirror m2")


def test_paging_is_switched_off_for_the_session_alone():
    assert PLATFORM.dialogue.prepare == ("disable clipaging session",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Trusted Delivery: Boot Image Verified", "valid"),
        ("Trusted Delivery:  Boot Image Verification Failed", "invalid"),
        ("Trusted Delivery: Not Supported", "unknown"),
        ("", None),
    ],
)
def test_what_the_secure_boot_said(line, said):
    answers = Answers((("boot", "show switch", f"SysName: x\n{line}\n"),))
    assert registry.platform("extreme_exos").read(answers).image.signature == said

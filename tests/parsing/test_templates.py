import re
from concurrent.futures import ThreadPoolExecutor

from netwatch.parsing import templates

VERSION = 'r{0} uptime is 1 day\nSystem image file is "flash:image-{0}.bin"\n'


def test_own_template_gives_rows():
    rows = templates.rows("cisco_ios_show_version", VERSION.format(1))
    assert [(row["HOSTNAME"], row["IMAGE"]) for row in rows] == [("r1", "flash:image-1.bin")]


def test_missing_template_is_a_reason_and_no_error():
    found = templates.parse("cisco_ios_show_hologram", "text")
    assert found.rows == ()
    assert "cisco_ios_show_hologram" in found.reason


def test_threads_do_not_mix_their_rows():
    def image(number):
        rows = templates.rows("cisco_ios_show_version", VERSION.format(number))
        return [row["IMAGE"] for row in rows]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(image, range(200)))
    assert found == [[f"flash:image-{number}.bin"] for number in range(200)]


def test_community_template_sees_only_the_lines_let_through():
    text = 'NAME: "Chassis", DESCR: "Box"\nPID: ABC , VID: V01, SN: S1\nPID: EVIL,,,, SN: S2\n'
    lines = re.compile(r'NAME: "[^"]*", DESCR: "[^"]*"|PID: \w+ , VID: \w+, SN: \w+')
    rows = templates.community_rows("cisco_ios_show_inventory", text, lines)
    assert [row["SN"] for row in rows] == ["S1"]

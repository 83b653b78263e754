from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.parsing.path_layout import (
    DEVICE_NAME,
    LayoutError,
    Place,
    dated,
    moment_of,
    oxidized,
    plain,
    rancid,
    template,
)


@pytest.mark.parametrize(
    ("layout", "path", "expected"),
    [
        (oxidized, "rtr1", Place("rtr1")),
        (oxidized, "core/rtr1.example.net", Place("rtr1.example.net", "core")),
        (oxidized, "hardware/rtr1--inventory", None),
        (oxidized, ".gitignore", None),
        (rancid, "configs/rtr1.example.net", Place("rtr1.example.net")),
        (rancid, "nyc/configs/rtr1", Place("rtr1", "nyc")),
        (rancid, "router.db", None),
        (rancid, "configs/.cvsignore", None),
        (plain, "sites/nyc/rtr1.cfg", Place("rtr1", "sites/nyc")),
        (plain, "rtr1.example.net", Place("rtr1.example.net")),
        (dated, "2024-05-01/rtr1.cfg", Place("rtr1", "", None, "2024-05-01")),
        (dated, "nyc/20240501-0230/rtr1.cfg", Place("rtr1", "nyc", None, "20240501-0230")),
        (dated, "nyc/rtr1_20240501.cfg", Place("rtr1", "nyc", None, "20240501")),
        (dated, "2024/rtr1-2024-05-01T02:00.txt", Place("rtr1", "2024", None, "2024-05-01T02:00")),
        (dated, "rtr1.cfg", None),
        (dated, "99999999/rtr1.cfg", None),
        (dated, "2024-13-01/rtr1.cfg", None),
        (template("{group}/{platform}/{device}.cfg"), "nyc/ios/r1.cfg", Place("r1", "nyc", "ios")),
        (template("**/{device}/running*"), "a/b/r1/running-config", Place("r1")),
        (template("{device}.cfg"), "a/r1.cfg", None),
        (template("{device}.cfg"), "r1xcfg", None),
    ],
)
def test_a_path_says_whose_it_is(layout, path, expected):
    assert layout(path) == expected


@pytest.mark.parametrize("text", ["configs/*", "{device}{device}", "{nonsense}/{device}"])
def test_a_template_without_a_device_is_refused(text):
    with pytest.raises(LayoutError):
        template(text)


def test_times_are_utc():
    assert moment_of("20240501_023015") == datetime(2024, 5, 1, 2, 30, 15, tzinfo=UTC)
    assert moment_of("20240501T2561") is None


@given(st.text(max_size=60), st.sampled_from([oxidized, rancid, plain, dated]))
def test_any_path_gives_a_plain_name_or_none(path, layout):
    for given_path in (path, f"configs/{path}", f"2024-01-01/{path}"):
        place = layout(given_path)
        assert place is None or DEVICE_NAME.fullmatch(place.device)

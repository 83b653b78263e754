"""Where policies are applied: bounded, and every reader that is bounded says what it left out."""

import pytest

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers
from netwatch.parsing.places import MAX_PLACES, Places

MANY = range(1, MAX_PLACES + 3)

HUAWEI = """traffic classifier C
traffic behavior B
 {copies}
{policy} policy P
 classifier C behavior B
"""
TEXTS = {
    "huawei_vrp": (
        "observe-port 1 interface GigabitEthernet0/0/48\n"
        + HUAWEI.format(copies="mirroring to observe-port 1", policy="traffic"),
        "interface GigabitEthernet0/0/{n}\n traffic-policy P inbound\n",
    ),
    "hp_comware": (
        HUAWEI.format(copies="mirror-to interface Ten-GigabitEthernet1/0/48", policy="qos"),
        "interface GigabitEthernet1/0/{n}\n qos apply policy P inbound\n",
    ),
    "aruba_procurve": (
        "mirror 1 port 48\npolicy mirror P\n 10 class ipv4 C action mirror 1\n exit\n",
        "interface {n}\n service-policy P in\n exit\n",
    ),
    "aruba_aoscx": (
        (
            "mirror session 1\n destination interface 1/1/48\n enable\n"
            "policy P\n 10 class ip C action mirror 1\n"
        ),
        "interface 1/1/{n}\n apply policy P in\n",
    ),
    "ubiquiti_edgeswitch": (
        "ip access-list P\npermit any mirror 0/48\nexit\n",
        "interface 0/{n}\nip access-group P in 1\nexit\n",
    ),
    "dell_os10": (
        (
            "ip access-list P\n seq 5 permit ip any any capture session 1\n!\n"
            "monitor session 1\n destination interface ethernet1/1/48\n flow-based enable\n"
            " no shut\n"
        ),
        "interface ethernet1/1/{n}\n ip access-group P in\n",
    ),
    "allied_telesis": (
        "access-list 3000 copy-to-mirror ip any any\n",
        "interface port1.0.{n}\n access-group 3000\n",
    ),
    "extreme_voss": (
        (
            "filter acl 1 type inPort name P\n"
            "filter acl ace action 1 10 permit monitor-dst-ports 1/48\n"
        ),
        "filter acl port 1 1/{n}\n",
    ),
    "extreme_exos": (
        (
            "create mirror m to port 48\nenable mirror m\n"
            'create access-list e " ip-protocol 6" " mirror m"\n'
        ),
        "configure access-list add e last port {n} ingress\n",
    ),
}


def test_a_place_is_kept_once_and_the_bound_is_told_once():
    places = Places[str](most=2)
    for each in ("a", "a", "b", "c", "b", "d"):
        places.add("P", each)
    places.add("Q", "a")
    assert places.of("P") == ("a", "b")
    assert places.of("Q") == ("a",)
    assert places.of("R") == ()
    assert ("P" in places, "R" in places) == (True, False)
    assert places.warnings == ["P is applied at more than 2 places; the rest is not shown"]


@pytest.mark.parametrize("name", TEXTS)
def test_a_reader_that_leaves_places_out_warns(name):
    head, place = TEXTS[name]
    text = head + "".join(place.format(n=n) for n in MANY)
    reading = registry.platform(name).read(Answers(((CONFIG, CONFIG, text),)))
    assert any("more than 1,024 places" in each for each in reading.warnings)
    assert max(len(source.on or ()) for each in reading.declared for source in each.sources) == 1024


@pytest.mark.parametrize("name", TEXTS)
def test_few_places_are_all_shown_without_a_word(name):
    head, place = TEXTS[name]
    text = head + "".join(place.format(n=n) for n in MANY[:3])
    reading = registry.platform(name).read(Answers(((CONFIG, CONFIG, text),)))
    assert reading.warnings == ()
    assert max(len(source.on or ()) for each in reading.declared for source in each.sources) == 3
